"""``paster serve``: what it says, and how it ends when it cannot listen. That it serves is in tests/processes."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from paste import reloader
from paste.script.command import BadCommand

from kit.ports import find_free_port
from twod.wsgi.commands.pastescript.serve_command import ServeCommand, find_empty_database
from twod.wsgi.config import configure
from twod.wsgi.config.activation import set_up_django


def make_command(*arguments: str) -> ServeCommand:
    command = ServeCommand("serve")
    command.parse_args(list(arguments))
    command.verbose = 1
    return command


INI = "[app:main]\npaste.app_factory = site:make\n[server:main]\nuse = egg:waitress\nlisten = 127.0.0.1:{port}\n"


def ignore(_application: Any) -> None:
    """Be a server."""


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


def test_the_first_line_says_what_is_served_and_where(
    capsys: pytest.CaptureFixture[str], write: Callable[[str, str], Path]
) -> None:
    port = find_free_port()
    write("prod.ini", INI.format(port=port))
    write("any.ini", INI.format(port=0))
    make_command("prod.ini").run_server(ignore, None)
    make_command("any.ini").run_server(ignore, None)
    assert capsys.readouterr().out.splitlines() == [
        f"Serving prod.ini (environment prod) at http://127.0.0.1:{port}/",
        "Serving any.ini (environment any)",
    ]


def test_nothing_is_served_where_the_address_is_in_use(
    capsys: pytest.CaptureFixture[str], write: Callable[[str, str], Path]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        write("prod.ini", INI.format(port=port).replace("server:main", "server:tls"))
        with pytest.raises(BadCommand) as raised:
            make_command("prod.ini", "--server-name=tls").run_server(ignore, None)
    reason = os.strerror(errno.EADDRINUSE)
    assert (raised.value.exit_code, str(raised.value)) == (
        1,
        f"paster serve: prod.ini:5 [server:tls] listen: cannot listen on 127.0.0.1:{port}: {reason}",
    )
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("error", [OSError(errno.EACCES, "denied", "/srv/file"), OSError(errno.EPIPE, "gone")])
def test_an_error_of_the_server_stays_as_it_is(error: OSError, write: Callable[[str, str], Path]) -> None:
    def fail(_application: Any) -> None:
        raise error

    write("prod.ini", INI.format(port=0))
    with pytest.raises(OSError, match=r"denied|gone") as raised:
        make_command("prod.ini").run_server(fail, None)
    assert raised.value is error


@pytest.mark.parametrize(
    ("arguments", "word", "is_daemon", "variables"),
    [
        (["x.ini", "a=b"], None, False, {"a": "b"}),
        (["x.ini", "start", "a=b"], "start", True, {"a": "b"}),
        (["x.ini", "--daemon"], None, True, {}),
        (["x.ini", "status"], "status", False, {}),
    ],
)
def test_the_words_behind_the_ini_are_those_of_pastescript(
    arguments: list[str], word: str | None, is_daemon: bool, variables: dict[str, str]
) -> None:
    command = make_command(*arguments)
    assert (command.word, command.is_daemon, command.variables) == (word, is_daemon, variables)


@pytest.mark.usefixtures("_unconfigured")
def test_a_database_without_tables_is_told_with_what_makes_them(
    write: Callable[[str, str], Path], tmp_path: Path
) -> None:
    assert find_empty_database("prod.ini") is None
    options = f"SECRET_KEY = k\nDATABASES.default = sqlite:///{tmp_path}/db\n"
    write("prod.ini", f"[DEFAULT]\ndebug = false\n[app:main]\nuse = egg:twod.wsgi\n{options}")
    configure("prod.ini")
    advice = f"The database {tmp_path}/db has no tables yet; paster setup-app prod.ini makes them."
    models = bool(apps.get_models()) if apps.ready else False
    if not apps.ready:
        set_up_django()
    assert find_empty_database("prod.ini") == (advice if models else None)
    (tmp_path / "db").write_bytes(b"SQLite")
    assert find_empty_database("prod.ini") is None


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
