"""The server of an ini is found, and runs to a good end, whoever it is."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from twod.wsgi.exc import ConfigurationError
from twod.wsgi.serving.end.ending import announce_end
from twod.wsgi.serving.runners import load_server

INI = """\
[DEFAULT]
{defaults}
[server:main]
use = {use}
{options}
[server:other]
paste.server_runner = foreign_server:run
greeting = hello
"""


@pytest.fixture
def load(tmp_path: Path) -> Callable[..., Any]:
    def load(name: str = "main", use: str = "egg:waitress", options: str = "", defaults: str = "") -> Any:
        (tmp_path / "site.ini").write_text(INI.format(use=use, options=options, defaults=defaults))
        return load_server("config:site.ini", name, str(tmp_path), {"given": "1"})

    return load


#: Serves, and sends itself a signal; what it starts to end itself would end the process of the tests, too.
SERVES = """
import signal, sys, threading
from twod.wsgi.serving.end.ending import is_ending
from twod.wsgi.serving.runners import load_server

server = load_server("config:site.ini", None, ".", {})
threading.Timer(0.2, lambda: signal.pthread_kill(threading.main_thread().ident, signal.SIGTERM)).start()
print(server(lambda environ, start_response: []), is_ending())
"""


@pytest.mark.parametrize(("use", "options"), [("egg:waitress", "listen = 127.0.0.1:0"), ("egg:Paste#http", "port = 0")])
def test_a_signal_ends_the_servers_that_are_known(tmp_path: Path, use: str, options: str) -> None:
    (tmp_path / "site.ini").write_text(INI.format(use=use, options=options, defaults=""))
    environ = {"PYTHONPATH": ":".join(sys.path)}
    command = [sys.executable, "-c", SERVES]
    output = subprocess.check_output(command, cwd=tmp_path, env=environ, text=True, timeout=60)
    assert output.splitlines()[-1] == "None True"


def ignore(_environ: Any, _start_response: Any) -> list[bytes]:
    return []


@pytest.fixture
def _foreign_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = """
        import time

        def run(application, global_conf, **options):
            print(global_conf["given"], options)
            time.sleep(60)
    """
    (tmp_path / "foreign_server.py").write_text("\n".join(line[8:] for line in code.splitlines()))
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "foreign_server", raising=False)


@pytest.mark.usefixtures("_foreign_server")
def test_a_server_that_is_not_known_gets_what_pastedeploy_gives_it_and_ends_by_system_exit(
    load, own_end, capsys: pytest.CaptureFixture[str]
) -> None:
    server = load("other", defaults="twod.stop_delay = 0.3")
    began = time.monotonic()
    threading.Timer(0.2, lambda: signal.pthread_kill(threading.main_thread().ident, signal.SIGTERM)).start()
    with pytest.raises(SystemExit) as raised:
        server(ignore)
    assert raised.value.code == 0
    assert time.monotonic() - began > 0.5
    assert capsys.readouterr().out == "1 {'greeting': 'hello'}\n"


def test_nothing_is_served_when_the_end_has_come_already(load, own_end, tmp_path: Path) -> None:
    announce_end()
    assert load(options="listen = 127.0.0.1:0")(ignore) is None


def test_a_wrong_time_is_an_error(load, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as raised:
        load(defaults="twod.stop_delay = later")
    message = "[DEFAULT] twod.stop_delay: expected seconds, such as 2s, 0.5s or 5m, got 'later'"
    assert str(raised.value) == f"{tmp_path}/site.ini {message}"
