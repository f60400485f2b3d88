"""``serve``: what it says, and how it ends when it cannot listen. That it serves is in tests/processes."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from kit.notify_socket import notify_socket
from kit.ports import find_free_port
from twod.wsgi.commands.command import CommandRefusedError
from twod.wsgi.commands.starting.service import Service, find_empty_database
from twod.wsgi.config import configure
from twod.wsgi.config.activation import set_up_django

INI = "[app:main]\npaste.app_factory = site:make\n[server:main]\nuse = egg:waitress\nlisten = 127.0.0.1:{port}\n"

Write = Callable[[str, str], Path]


def make_service(ini: str, **more: Any) -> Service:
    return Service("twod", ini, **more)


def run(service: Service, server: Callable[[Any], object] | None = None) -> None:
    """Serve by a server that listens and ends at once."""

    def listen(_application: Any) -> None:
        with socket.create_server(("127.0.0.1", 0)):
            pass

    service.run_server(server or listen, lambda environ, start_response: [])


@pytest.mark.parametrize(
    ("ini", "application", "uri"),
    [
        ("site.ini", None, "site.ini"),
        ("site.ini#shop", None, "site.ini#shop"),
        ("site.ini#shop", "wiki", "site.ini#wiki"),
    ],
)
def test_the_application_may_be_named_by_the_option(ini: str, application: str | None, uri: str) -> None:
    assert Path(make_service(ini, application=application).config_uri) == Path(uri).absolute()


@pytest.mark.parametrize(
    ("given", "name"), [("prod.ini", "prod"), ("prod.ini#main", "prod"), ("prod.ini#shop", "shop")]
)
def test_the_environment_is_named_after_the_application_or_the_file(given: str, name: str) -> None:
    assert make_service(given).describe_environment() == f"environment {name}"


@pytest.mark.usefixtures("_unconfigured")
def test_of_a_django_application_it_is_told_what_its_settings_are(write: Write) -> None:
    write("prod.ini", "[DEFAULT]\ndebug = false\n[app:main]\nuse = egg:twod.wsgi\nSECRET_KEY = ${file:key}\n")
    write("key", "k3y")
    configure("prod.ini")
    told = make_service("prod.ini").describe_environment()
    assert told == "environment prod, debug off, 2 settings, 1 secret from files"


def test_the_first_line_says_what_is_served_and_where(capsys: pytest.CaptureFixture[str], write: Write) -> None:
    port = find_free_port()
    write("prod.ini", INI.format(port=port))
    write("any.ini", INI.format(port=0))
    run(make_service("prod.ini"))
    run(make_service("any.ini"))
    assert capsys.readouterr().out.splitlines() == [
        f"Serving prod.ini (environment prod) at http://127.0.0.1:{port}/",
        "Serving any.ini (environment any)",
    ]


def test_a_server_that_never_listens_is_not_announced(capsys: pytest.CaptureFixture[str], write: Write) -> None:
    write("prod.ini", INI.format(port=0))
    run(make_service("prod.ini"), lambda application: None)
    assert capsys.readouterr().out == ""


def test_sockets_that_somebody_else_has_opened_listen_already(
    capsys: pytest.CaptureFixture[str], write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LISTEN_FDS", "1")
    write("prod.ini", INI.format(port=0))
    run(make_service("prod.ini"), lambda application: None)
    assert capsys.readouterr().out == "Serving prod.ini (environment prod)\n"


@pytest.mark.parametrize("is_inherited", [False, True])
def test_the_service_manager_is_told_of_a_server_that_listens(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_inherited: bool
) -> None:
    if is_inherited:
        monkeypatch.setenv("LISTEN_FDS", "1")
    write("prod.ini", INI.format(port=0))
    with notify_socket(tmp_path) as manager:
        monkeypatch.setenv("NOTIFY_SOCKET", str(manager.path))
        run(make_service("prod.ini"), lambda application: None)
        assert manager.is_silent()
        run(make_service("prod.ini"))
        assert manager.receive()["STATUS"] == "Serving prod.ini (environment prod)"


def test_a_quiet_server_prints_nothing(capsys: pytest.CaptureFixture[str], write: Write) -> None:
    write("prod.ini", INI.format(port=0))
    make_service("prod.ini").run_server(lambda application: None, lambda environ, start: [], is_quiet=True)
    assert capsys.readouterr().out == ""


def test_nothing_is_served_where_the_address_is_in_use(capsys: pytest.CaptureFixture[str], write: Write) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        write("prod.ini", INI.format(port=port).replace("server:main", "server:tls"))
        with pytest.raises(CommandRefusedError) as raised:
            run(make_service("prod.ini", server="tls"))
    reason = os.strerror(errno.EADDRINUSE)
    assert (raised.value.status, str(raised.value)) == (
        1,
        f"twod serve: prod.ini:5 [server:tls] listen: cannot listen on 127.0.0.1:{port}: {reason}",
    )
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("error", [OSError(errno.EACCES, "denied", "/srv/file"), OSError(errno.EPIPE, "gone")])
def test_an_error_of_the_server_stays_as_it_is(error: OSError, write: Write) -> None:
    def fail(_application: Any) -> None:
        raise error

    write("prod.ini", INI.format(port=0))
    with pytest.raises(OSError, match=r"denied|gone") as raised:
        run(make_service("prod.ini"), fail)
    assert raised.value is error


@pytest.mark.usefixtures("_unconfigured")
def test_a_database_without_tables_is_told_with_what_makes_them(write: Write, tmp_path: Path) -> None:
    assert find_empty_database("twod", "prod.ini") is None
    options = f"SECRET_KEY = k\nDATABASES.default = sqlite:///{tmp_path}/db\n"
    write("prod.ini", f"[DEFAULT]\ndebug = false\n[app:main]\nuse = egg:twod.wsgi\n{options}")
    configure("prod.ini")
    advice = f"The database {tmp_path}/db has no tables yet; to create them, run: twod setup-app prod.ini"
    models = bool(apps.get_models()) if apps.ready else False
    if not apps.ready:
        set_up_django()
    assert find_empty_database("twod", "prod.ini") == (advice if models else None)
    (tmp_path / "db").write_bytes(b"SQLite")
    assert find_empty_database("twod", "prod.ini") is None
