"""gunicorn's first process begins anew; with real servers in tests/servers/test_reload.py and test_release.py."""

from __future__ import annotations

import json
import logging
import os
import queue
import signal
import socket
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import SimpleNamespace
from typing import Any

import pytest
from gunicorn.arbiter import Arbiter
from gunicorn.config import Config
from gunicorn.errors import HaltServer

from twod.wsgi.serving.end.begin_anew import SOCKETS_VARIABLE, CommandLine
from twod.wsgi.serving.gunicorn_anew import begin_anew_at_hang_up


class Command(CommandLine):
    """A command line that is tried and run again by taking notes.

    :param trials: what each trial does and finds.
    """

    def __init__(self, *trials: Callable[[], str | None]) -> None:
        super().__init__()
        self.trials = list(trials)
        self.begun: list[tuple[Any, Any, Any]] = []

    def find_mistake(self, addresses: Mapping[str, str]) -> str | None:
        assert addresses == {"bind": "127.0.0.1:0"}
        return self.trials.pop(0)()

    def begin_anew(self, sockets: Sequence[Any], addresses: Mapping[str, str], workers: Sequence[int] = ()) -> None:
        self.begun.append((sockets, addresses, workers))


class Worker:
    """A new worker, which works or not."""

    age = 1

    def __init__(self, *, works: bool = True) -> None:
        self.tmp = self
        self.last_update = time.monotonic if works else time.time


class Recorder(Arbiter):
    """An arbiter that forks nothing and kills nobody."""

    def __init__(self, *, halts: bool = False) -> None:
        self.cfg = Config()
        self.cfg.set("bind", "127.0.0.1:0")
        self.cfg.set("workers", "2")
        self.cfg.set("raw_env", ["SHOP=new"])
        self.log: Any = logging.getLogger("arbiter of test")
        self.SIG_QUEUE = queue.SimpleQueue()
        self.LISTENERS = []
        self.WORKERS = {}
        self.systemd = False
        self.dirty_arbiter_pid = 0
        self._num_workers = 2
        self.pidfile = SimpleNamespace(pid=None)
        self.pid = os.getpid()
        self.timeout = 30
        self.killed: list[int] = []
        self.halts = halts
        self._last_logged_active_worker_count = 2

    def _stop_control_server(self) -> None:
        """There is none."""

    def spawn_worker(self) -> int:
        pid = 1000 + len(self.WORKERS)
        self.WORKERS[pid] = Worker(works=not self.halts)
        return pid

    def reap_workers(self) -> None:
        if self.halts:
            raise HaltServer("Worker failed to boot.", 3)
        for pid in self.killed:
            self.WORKERS.pop(pid, None)

    def kill_worker(self, pid: int, sig: int) -> None:
        assert sig == signal.SIGTERM
        self.killed.append(pid)


@pytest.fixture(autouse=True)
def _own_arbiter(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(Arbiter, "start", lambda arbiter: None)
    monkeypatch.setattr(Arbiter, "handle_hup", None)
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [])
    yield
    signal.pthread_sigmask(signal.SIG_SETMASK, before)


def hang_up(arbiter: Recorder, *trials: Callable[[], str | None]) -> Command:
    command = Command(*trials)
    begin_anew_at_hang_up(command, {"bind": "127.0.0.1:0"})
    arbiter.handle_hup()
    assert not command.trials
    return command


def find_nothing() -> None:
    """Be a trial that goes well."""


@pytest.mark.parametrize("name", ["_stop_control_server", "handle_hup", "init_signals", "start", "wait_for_signals"])
def test_gunicorn_still_has_what_is_called_or_replaced(name: str) -> None:
    assert name in vars(Arbiter)


def test_the_command_gets_the_sockets_and_the_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SHOP", raising=False)
    arbiter = Recorder()
    monkeypatch.setenv("SHOP", "new")
    arbiter.WORKERS[11] = arbiter.WORKERS[12] = Worker()
    command = hang_up(arbiter, find_nothing)
    assert command.begun == [(arbiter.LISTENERS, {"gunicorn": "('127.0.0.1', 0)"}, [11, 12])]
    # The configuration of the new start sets it again, or does not.
    assert "SHOP" not in os.environ


def test_a_mistake_is_one_message_and_no_end(caplog: pytest.LogCaptureFixture) -> None:
    command = hang_up(Recorder(), lambda: "prod.ini:7 [app:main] EMAIL_PORT: expected an integer, got '25x'")
    assert not command.begun
    assert caplog.messages == [
        "Reload failed, still serving with the previous settings: prod.ini:7 [app:main] EMAIL_PORT:"
        " expected an integer, got '25x'"
    ]


def test_a_signal_during_the_trial_is_not_lost() -> None:
    arbiter = Recorder()
    command = hang_up(arbiter, lambda: arbiter.SIG_QUEUE.put_nowait(signal.SIGTERM))
    assert not command.begun
    assert arbiter.SIG_QUEUE.get_nowait() == signal.SIGTERM
    assert not signal.pthread_sigmask(signal.SIG_BLOCK, []) & {signal.SIGTERM, signal.SIGHUP}


def test_a_hang_up_during_the_trial_asks_for_another() -> None:
    arbiter = Recorder()
    command = hang_up(arbiter, lambda: arbiter.SIG_QUEUE.put_nowait(signal.SIGHUP), lambda: "broken since")
    assert not command.begun


def start_anew(monkeypatch: pytest.MonkeyPatch, arbiter: Recorder, address: str) -> socket.socket:
    """Start the arbiter as the one that has a socket for an address, and two workers; return the socket."""
    listening = socket.create_server(("127.0.0.1", 0))
    kept = {
        "process": os.getpid(),
        "files": [os.dup(listening.fileno())],
        "addresses": {"gunicorn": address},
        "workers": [11, 12],
    }
    monkeypatch.setenv(SOCKETS_VARIABLE, json.dumps(kept))
    begin_anew_at_hang_up(Command(), {})
    arbiter.start()
    return listening


@pytest.mark.parametrize(
    ("address", "count", "is_given"), [("('127.0.0.1', 0)", 1, False), ("", 1, True), ("('127.0.0.1', 80)", 0, False)]
)
def test_sockets_of_the_same_address_are_taken(
    monkeypatch: pytest.MonkeyPatch, address: str, count: int, is_given: bool
) -> None:
    arbiter = Recorder()
    with start_anew(monkeypatch, arbiter, address) as listening:
        assert [one.getsockname() for one in arbiter.LISTENERS] == [listening.getsockname()] * count
    # As those that systemd has opened, gunicorn removes no file of theirs at its end.
    assert arbiter.systemd == is_given
    assert arbiter.pidfile.pid == os.getpid()
    for one in arbiter.LISTENERS:
        one.close()


def test_former_workers_end_when_the_new_ones_work(monkeypatch: pytest.MonkeyPatch) -> None:
    arbiter = Recorder()
    start_anew(monkeypatch, arbiter, "other").close()
    arbiter.manage_workers()
    assert arbiter.killed == [11, 12]
    assert sorted(arbiter.WORKERS) == [1002, 1003]
    arbiter.manage_workers()
    assert arbiter.killed == [11, 12]


def test_former_workers_stay_when_the_new_ones_cannot_start(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    arbiter = Recorder(halts=True)
    start_anew(monkeypatch, arbiter, "other").close()
    arbiter.manage_workers()
    assert arbiter.killed == [1002, 1003]
    assert caplog.messages == ["Reload failed, the former workers keep serving: Worker failed to boot."]
    arbiter.murder_workers()
    assert arbiter.killed == [1002, 1003]


def test_a_former_worker_that_does_not_end_is_silent_at_last(monkeypatch: pytest.MonkeyPatch) -> None:
    arbiter = Recorder()
    arbiter.cfg.set("graceful_timeout", 0)
    monkeypatch.setattr(arbiter, "reap_workers", lambda: None)
    start_anew(monkeypatch, arbiter, "other").close()
    arbiter.manage_workers()
    assert arbiter.WORKERS[11].last_update() <= time.monotonic()
    arbiter.WORKERS[11].close()
