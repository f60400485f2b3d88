"""An address is tried before a server is started on it."""

from __future__ import annotations

import json
import socket

import pytest

from kit.ports import find_free_port
from twod.inifile.reading import IniOption
from twod.inifile.replaced_options import ReplacedOption
from twod.wsgi.commands.starting.listening import find_url, read_server_options, try_addresses
from twod.wsgi.config.surroundings.server_options import find_listening_addresses
from twod.wsgi.exc import ConfigurationError


def make_options(**texts: str) -> dict[str, ReplacedOption]:
    options = [IniOption(name, text, "/srv/x.ini", 5, "server:main") for name, text in texts.items()]
    return {option.name: ReplacedOption(option) for option in options}


@pytest.mark.parametrize(
    ("texts", "url"),
    [
        ({"listen": "127.0.0.1:8080"}, "http://127.0.0.1:8080/"),
        ({"bind": "0.0.0.0:80", "workers": "4"}, "http://0.0.0.0:80/"),
        ({"host": "localhost", "port": "80"}, "http://localhost:80/"),
        ({"port": "80"}, "http://127.0.0.1:80/"),
        ({"port": "0"}, None),
        ({"unix_socket": "/run/site"}, None),
    ],
)
def test_the_address_is_what_a_server_section_names(texts: dict[str, str], url: str | None) -> None:
    assert find_url(make_options(**texts)) == url


def test_the_options_are_those_that_the_server_gets(write) -> None:
    path = write("x.ini", "[server:tls]\nuse = main\n[server:main]\nuse = egg:waitress\nlisten = 127.0.0.1:%(port)s\n")
    assert read_server_options(str(path), "tls", {"port": "80"})["listen"].text == "127.0.0.1:80"


def test_the_address_has_the_values_of_references(write) -> None:
    path = str(write("x.ini", "[server:main]\nuse = egg:waitress\nlisten = *:${env:PORT} *:${env:OTHER:-81}\n"))
    options = read_server_options(path, "main", {}, {"PORT": "80"})
    assert [address for address, _ in find_listening_addresses(options)] == ["*:80", "*:81"]
    with pytest.raises(
        ConfigurationError, match=r"x\.ini:3 \[server:main\] listen: the environment variable PORT is not"
    ):
        read_server_options(path, "main", {}, {})


@pytest.mark.parametrize("address", ["127.0.0.1:{port}", "[::1]:{port}", "*:{port}", "localhost:0", "127.0.0.1"])
def test_an_address_that_is_free_can_be_listened_on_again(address: str) -> None:
    options = make_options(listen=address.format(port=find_free_port()))
    for _ in range(2):
        try_addresses(options, {})


def test_an_address_that_cannot_be_listened_on_is_told_by_its_option() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        used = f"127.0.0.1:{other.getsockname()[1]}"
        with pytest.raises(ConfigurationError) as raised:
            try_addresses(make_options(listen=f"127.0.0.1:0 {used}"), {})
        assert str(raised.value).startswith(f"/srv/x.ini:5 [server:main] listen: cannot listen on {used}: ")
        # Whoever started us has opened the socket, or several servers share it.
        try_addresses(make_options(listen=used), {"LISTEN_FDS": "1"})
        try_addresses(make_options(bind=used, reuse_port="true"), {})
        # The process that serves has it, and this one tries for that.
        try_addresses(make_options(listen=used), {"TWOD_TRIAL": json.dumps({"listen": used})})
        with pytest.raises(ConfigurationError):
            try_addresses(make_options(listen=used), {"TWOD_TRIAL": '{"listen": "127.0.0.1:1"}'})


@pytest.mark.parametrize("address", ["192.0.2.1:80", "no.such.host.invalid:80"])
def test_an_address_of_another_machine_is_told(address: str) -> None:
    with pytest.raises(ConfigurationError, match=f"cannot listen on {address}: "):
        try_addresses(make_options(listen=address), {})
