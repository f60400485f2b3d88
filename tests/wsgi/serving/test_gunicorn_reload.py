"""gunicorn loads in its workers, and reloads what starts; with real servers in tests/servers/test_reload.py."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from gunicorn.arbiter import Arbiter

from kit.notify_socket import notify_socket
from twod.wsgi.exc import ConfigurationError, Problem
from twod.wsgi.serving.gunicorn_reload import IniApplication, on_starting, try_before_reload


class Recorder:
    """An arbiter, as far as a reload asks it."""

    def __init__(self, *, preload: bool = False, broken: Exception | None = None) -> None:
        self.cfg = SimpleNamespace(preload_app=preload, paste=None)
        self.log: Any = logging.getLogger("arbiter of test")
        self.log.reopen_files = lambda: None
        self.app = SimpleNamespace(reload=lambda: None, wsgi=self.load)
        self.broken = broken
        self.reloads = 0

    def load(self) -> None:
        if self.broken:
            raise self.broken


@pytest.fixture(autouse=True)
def _recording(monkeypatch: pytest.MonkeyPatch) -> None:
    def reload(arbiter: Recorder) -> None:
        arbiter.reloads += 1

    monkeypatch.setattr(Arbiter, "handle_hup", reload)


def hang_up(arbiter: Recorder) -> None:
    Arbiter.handle_hup(arbiter)


def refuse() -> None:
    raise ConfigurationError([Problem("prod.ini", 7, "app:main", "EMAIL_PORT", "expected an integer, got '25x'")])


def test_gunicorn_still_has_the_handler_that_is_replaced() -> None:
    assert callable(Arbiter.handle_hup)


def test_what_would_start_is_reloaded_each_time() -> None:
    try_before_reload(str)
    try_before_reload(str)
    arbiter = Recorder()
    hang_up(arbiter)
    hang_up(arbiter)
    assert arbiter.reloads == 2


def test_a_wrong_ini_is_one_message_and_no_reload(caplog: pytest.LogCaptureFixture) -> None:
    try_before_reload(refuse)
    arbiter = Recorder()
    hang_up(arbiter)
    assert arbiter.reloads == 0
    assert caplog.messages == [
        "Reload failed, still serving with the previous settings: prod.ini:7 [app:main] EMAIL_PORT:"
        " expected an integer, got '25x'"
    ]


@pytest.mark.parametrize(("check", "status"), [(str, "Reloaded"), (refuse, "Reload failed, still serving with")])
def test_a_reload_is_told_to_the_service_manager(
    check: Callable[[], object], status: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    try_before_reload(check)
    with notify_socket(tmp_path) as manager:
        monkeypatch.setenv("NOTIFY_SOCKET", str(manager.path))
        hang_up(Recorder())
        assert manager.receive()["RELOADING"] == "1"
        told = manager.receive()
    assert (told["READY"], told["STATUS"].startswith(status)) == ("1", True)


@pytest.mark.parametrize("broken", [ImportError("no shop"), OSError("disk full")])
def test_an_application_that_cannot_be_loaded_is_not_reloaded(
    caplog: pytest.LogCaptureFixture, broken: Exception
) -> None:
    try_before_reload(str)
    arbiter = Recorder(broken=broken)
    hang_up(arbiter)
    assert arbiter.reloads == 0
    [message] = caplog.messages
    assert message.endswith(f"previous settings: {type(broken).__name__}: {broken}")


def test_preload_app_is_said_to_keep_the_settings(caplog: pytest.LogCaptureFixture) -> None:
    try_before_reload(str)
    arbiter = Recorder(preload=True)
    hang_up(arbiter)
    assert arbiter.reloads == 1
    assert "keep the old settings" in caplog.text


@pytest.mark.parametrize("is_named_by", ["paste", "environment", "nothing"])
def test_the_hook_checks_the_ini_that_gunicorn_serves(
    write: Callable[[str, str], Path],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    is_named_by: str,
) -> None:
    path = str(write("x.ini", "[app:main]\nuse = egg:twod.wsgi\nSITE_ID = x\n"))
    arbiter = Recorder()
    monkeypatch.delenv("TWOD_CONFIG_URI", raising=False)
    if is_named_by == "paste":
        arbiter.cfg.paste = path
    elif is_named_by == "environment":
        monkeypatch.setenv("TWOD_CONFIG_URI", path)
    on_starting(arbiter)
    hang_up(arbiter)
    assert (arbiter.reloads, "x.ini:3" in caplog.text) == ((1, False) if is_named_by == "nothing" else (0, True))


def test_the_options_of_the_ini_are_set_and_set_anew(
    write: Callable[[str, str], Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    ini = str(write("x.ini", "[server:main]\n"))
    write("own.py", "timeout = 90\n")
    options = {"host": "127.0.0.1", "port": "80", "Workers": "2", "config": "own.py"}
    application = IniApplication(ini, lambda: lambda environ, start_response: [], lambda: options)
    assert (application.cfg.bind, application.cfg.workers, application.cfg.timeout) == (["127.0.0.1:80"], 2, 90)
    options.update(Workers="3", port="")
    application.reload()
    assert (application.cfg.bind, application.cfg.workers) == (["127.0.0.1"], 3)
    assert options["config"] == "own.py"
    assert application.cfg.logconfig is None
    write("x.ini", "[loggers]\nkeys = root\n")
    application.reload()
    assert application.cfg.logconfig == ini


def test_each_worker_loads_the_application(write: Callable[[str, str], Path]) -> None:
    loaded: list[Any] = []

    def load() -> Any:
        loaded.append(object())
        return loaded[-1]

    application = IniApplication(str(write("x.ini", "")), load, dict)
    assert not loaded
    assert application.wsgi() is loaded[0]
