"""``paster serve``: what it says, and how it ends when it cannot listen. That it serves is in tests/processes."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from paste import reloader
from paste.script.command import BadCommand

from twod.wsgi.commands.serve import ServeCommand, find_address
from twod.wsgi.config import configure


def make_command(*arguments: str) -> ServeCommand:
    command = ServeCommand("serve")
    command.parse_args(list(arguments))
    command.verbose = 1
    return command


def ignore(_application: Any) -> None:
    """Be a server."""


@pytest.mark.parametrize(
    ("options", "address"),
    [
        ({"listen": "127.0.0.1:8080"}, "127.0.0.1:8080"),
        ({"bind": "0.0.0.0:80", "workers": "4"}, "0.0.0.0:80"),
        ({"host": "localhost", "port": "80"}, "localhost:80"),
        ({"port": "80"}, "127.0.0.1:80"),
        ({"unix_socket": "/run/site"}, None),
    ],
)
def test_the_address_is_what_a_server_section_names(options: Mapping[str, str], address: str | None) -> None:
    assert find_address(options) == address


@pytest.mark.parametrize(
    ("arguments", "uri"),
    [
        (["site.ini"], "site.ini"),
        (["site.ini#shop"], "site.ini#shop"),
        (["site.ini#shop", "--app-name=wiki"], "site.ini#wiki"),
    ],
)
def test_the_application_may_be_named_by_the_option(arguments: list[str], uri: str) -> None:
    assert Path(make_command(*arguments).config_uri) == Path(uri).absolute()


@pytest.mark.parametrize(
    ("given", "name"), [("prod.ini", "prod"), ("prod.ini#main", "prod"), ("prod.ini#shop", "shop")]
)
def test_the_environment_is_named_after_the_application_or_the_file(given: str, name: str) -> None:
    assert make_command(given).describe_environment() == f"environment {name}"


@pytest.mark.usefixtures("_unconfigured")
def test_of_a_django_application_it_is_told_whether_it_debugs(write: Callable[[str, str], Path]) -> None:
    write("prod.ini", "[DEFAULT]\ndebug = false\n[app:main]\nuse = egg:twod.wsgi\nSECRET_KEY = k\n")
    configure("prod.ini")
    assert make_command("prod.ini").describe_environment() == "environment prod, debug off"


def test_the_first_line_says_what_is_served_and_where(capsys: pytest.CaptureFixture[str]) -> None:
    make_command("prod.ini").run_server(ignore, "127.0.0.1:80", None)
    make_command("prod.ini").run_server(ignore, None, None)
    assert capsys.readouterr().out.splitlines() == [
        "Serving prod.ini (environment prod) at http://127.0.0.1:80/",
        "Serving prod.ini (environment prod)",
    ]


@pytest.mark.parametrize("number", [errno.EADDRINUSE, errno.EADDRNOTAVAIL, errno.EACCES])
def test_an_address_that_cannot_be_listened_on_is_one_message(number: int) -> None:
    def fail(_application: Any) -> None:
        raise OSError(number, os.strerror(number))

    with pytest.raises(BadCommand) as raised:
        make_command("prod.ini", "--server-name=tls").run_server(fail, "127.0.0.1:80", None)
    assert (raised.value.exit_code, str(raised.value)) == (
        1,
        f"paster serve: cannot listen on 127.0.0.1:80: {os.strerror(number)} ([server:tls] of prod.ini)",
    )


@pytest.mark.parametrize("error", [OSError(errno.EACCES, "denied", "/srv/file"), OSError(errno.EPIPE, "gone")])
def test_another_error_of_the_system_stays_as_it_is(error: OSError) -> None:
    def fail(_application: Any) -> None:
        raise error

    with pytest.raises(OSError, match=r"denied|gone") as raised:
        make_command("prod.ini").run_server(fail, "127.0.0.1:80", None)
    assert raised.value is error


def test_only_the_process_that_is_started_anew_watches_files(monkeypatch: pytest.MonkeyPatch) -> None:
    variable = ServeCommand._reloader_environ_key
    monkeypatch.delenv(variable, raising=False)
    assert not make_command("prod.ini", "--reload").is_reloaded
    monkeypatch.setenv(variable, "true")
    assert make_command("prod.ini", "--reload").is_reloaded
    assert not make_command("prod.ini").is_reloaded


def test_files_are_watched_by_paste_s_reloader(monkeypatch: pytest.MonkeyPatch) -> None:
    watched: list[str] = []
    monkeypatch.setattr(reloader, "watch_file", watched.append)
    make_command("prod.ini").watch(("a.ini", "key"))
    assert watched == ["a.ini", "key"]
