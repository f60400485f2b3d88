"""SIGHUP for a server of one process; with real servers in tests/servers/test_reload.py."""

from __future__ import annotations

import json
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from kit.notify_socket import notify_socket
from twod.wsgi.serving.end.begin_anew import (
    SOCKETS_VARIABLE,
    CommandLine,
    HangUps,
    is_begun_anew,
    is_trial,
    refuse_sockets,
    take_sockets,
)

MISTAKE = "prod.ini:7 [app:main] EMAIL_PORT: expected an integer, got '25x'"


@pytest.fixture(autouse=True)
def _kept_handler() -> Iterator[None]:
    before = signal.getsignal(signal.SIGHUP)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.fixture(autouse=True)
def _no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "isatty", lambda number: False)


@pytest.mark.parametrize(
    ("environ", "trial", "anew"),
    [
        ({}, False, False),
        ({"TWOD_TRIAL": "{}"}, True, True),
        ({"TWOD_SOCKETS": f'{{"process": {os.getpid()}}}'}, False, True),
        # A process that the site has started meanwhile.
        ({"TWOD_SOCKETS": f'{{"process": {os.getppid()}}}'}, False, False),
    ],
)
def test_the_environment_says_what_kind_of_start_it_is(environ: dict[str, str], trial: bool, anew: bool) -> None:
    assert (is_trial(environ), is_begun_anew(environ)) == (trial, anew)


def pass_socket(**addresses: str) -> tuple[dict[str, str], str]:
    """Return an environment with a socket that listens, and its address."""
    listening = socket.create_server(("127.0.0.1", 0))
    address = f"127.0.0.1:{listening.getsockname()[1]}"
    kept = {"process": os.getpid(), "files": [listening.detach()], "addresses": {"listen": address} | addresses}
    return {SOCKETS_VARIABLE: json.dumps(kept)}, address


def test_sockets_are_taken_once_and_are_not_for_children() -> None:
    environ, address = pass_socket()
    [taken] = take_sockets({"listen": address}, environ)
    with taken:
        assert f"127.0.0.1:{taken.getsockname()[1]}" == address
        assert not taken.get_inheritable()
        assert environ == {}
        assert take_sockets({"listen": address}, environ) == []


def test_sockets_of_other_addresses_are_closed() -> None:
    environ, address = pass_socket(port="80")
    assert take_sockets({"listen": address}, environ) == []
    socket.create_server(("127.0.0.1", int(address.rpartition(":")[2]))).close()


def test_a_process_that_the_site_starts_takes_no_sockets() -> None:
    environ, address = pass_socket()
    kept = json.loads(environ[SOCKETS_VARIABLE])
    environ[SOCKETS_VARIABLE] = json.dumps(kept | {"process": os.getppid()})
    with socket.socket(fileno=kept["files"][0]) as listening:
        assert take_sockets({"listen": address}, environ) == []
        assert listening.getsockname()
    assert environ == {}


def test_sockets_that_no_server_takes_are_closed() -> None:
    environ, address = pass_socket()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGHUP})
    refuse_sockets(environ)
    assert environ == {}
    assert signal.SIGHUP not in signal.pthread_sigmask(signal.SIG_BLOCK, [])
    socket.create_server(("127.0.0.1", int(address.rpartition(":")[2]))).close()
    refuse_sockets(environ)


def test_processes_that_answered_meanwhile_are_ended_before_another_server_begins() -> None:
    environ, address = pass_socket(port="80")
    kept = json.loads(environ[SOCKETS_VARIABLE])
    with subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"]) as worker:
        environ[SOCKETS_VARIABLE] = json.dumps(kept | {"workers": [worker.pid]})
        assert take_sockets({"listen": address}, environ) == []
        with pytest.raises(ProcessLookupError):
            os.kill(worker.pid, 0)


def test_a_directory_that_is_gone_is_a_mistake_and_no_end(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    command = CommandLine()
    monkeypatch.chdir(tmp_path)
    gone.rmdir()
    assert command.find_mistake({}) == f"the trial start failed: No such file or directory: {gone}"


def test_a_command_of_a_release_is_run_again_where_the_link_leads_to(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("1", "2"):
        release = tmp_path / "releases" / name
        release.mkdir(parents=True)
        (release / "manifest.json").touch()
        (release / "serve.py").write_text(f"import sys; sys.exit('this is {name}')")
    current = tmp_path / "current"
    current.symlink_to("releases/1")
    monkeypatch.chdir(current)
    monkeypatch.setattr(sys, "orig_argv", [sys.executable, "serve.py"])
    command = CommandLine()
    assert command.find_mistake({}) == "this is 1"
    current.unlink()
    current.symlink_to("releases/2")
    assert command.find_mistake({}) == "this is 2"


@pytest.mark.parametrize(
    ("printed", "mistake"),
    [
        (f"paster serve: {MISTAKE}", MISTAKE),
        (json.dumps({"logger": "stderr", "message": f"serve-prod: {MISTAKE}"}), MISTAKE),
        (f"warning: doubtful\nserve-prod: {MISTAKE}", f"warning: doubtful\n{MISTAKE}"),
        (json.dumps({"message": "Uncaught KeyError", "exc_info": "Traceback"}), "Uncaught KeyError\nTraceback"),
        ("[1]", "[1]"),
        ("", "the trial start ended with status 1"),
    ],
)
def test_the_mistake_of_a_trial_is_text_whatever_the_format_of_the_log(
    monkeypatch: pytest.MonkeyPatch, printed: str, mistake: str
) -> None:
    monkeypatch.setattr(sys, "orig_argv", [sys.executable, "-c", f"import sys; sys.exit({printed!r} or 1)"])
    assert CommandLine().find_mistake({}) == mistake


class Trials:
    """What trials find, one after the other; a second signal comes during the first."""

    def __init__(self, *mistakes: str | None) -> None:
        self.mistakes = list(mistakes)
        self.asked = 0
        self.hang_ups = HangUps(self.find_mistake, self.ask)
        self.has_begun, self.may_end = threading.Event(), threading.Event()

    def find_mistake(self) -> str | None:
        self.has_begun.set()
        assert self.may_end.wait(30)
        return self.mistakes.pop(0)

    def ask(self) -> None:
        self.asked += 1


@pytest.mark.parametrize(
    ("mistakes", "messages", "asked"),
    [([MISTAKE, None], [MISTAKE], 1), ([MISTAKE, MISTAKE], [MISTAKE, MISTAKE], 0), ([None, None], [], 1)],
)
def test_a_signal_during_a_trial_asks_for_another(
    caplog: pytest.LogCaptureFixture, mistakes: list[str | None], messages: list[str], asked: int
) -> None:
    trials = Trials(*mistakes)
    with trials.hang_ups.handled():
        signal.raise_signal(signal.SIGHUP)
        assert trials.has_begun.wait(30)
        signal.raise_signal(signal.SIGHUP)
        signal.raise_signal(signal.SIGHUP)
        [thread] = [thread for thread in threading.enumerate() if thread.name == "reload"]
        trials.may_end.set()
    thread.join(30)
    assert not thread.is_alive()
    assert trials.asked == asked
    assert caplog.messages == [f"Reload failed, still serving with the previous settings: {text}" for text in messages]
    assert {record.levelno for record in caplog.records} <= {logging.ERROR}


def test_a_reload_that_a_mistake_prevents_is_told_to_the_service_manager(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with notify_socket(tmp_path) as manager:
        monkeypatch.setenv("NOTIFY_SOCKET", str(manager.path))
        trials = Trials(MISTAKE)
        trials.may_end.set()
        with trials.hang_ups.handled():
            signal.raise_signal(signal.SIGHUP)
            assert manager.receive()["RELOADING"] == "1"
            told = manager.receive()
    assert told["READY"] == "1"
    assert told["STATUS"] == f"Reload failed, still serving with the previous settings: {MISTAKE}"


def test_a_trial_tells_the_service_manager_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", "/run/systemd/notify")
    monkeypatch.setattr(sys, "orig_argv", [sys.executable, "-c", "import os; assert 'NOTIFY_SOCKET' not in os.environ"])
    assert CommandLine().find_mistake({}) is None


def test_a_signal_that_is_ignored_stays_ignored() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    trials = Trials()
    with trials.hang_ups.handled():
        signal.raise_signal(signal.SIGHUP)
    assert not trials.has_begun.is_set()


def test_a_terminal_that_is_closed_ends_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "isatty", lambda number: True)
    with Trials().hang_ups.handled():
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_DFL


def test_another_thread_than_the_first_has_no_handler() -> None:
    def handle() -> None:
        with Trials().hang_ups.handled():
            found.append(signal.getsignal(signal.SIGHUP))

    found: list[object] = []
    thread = threading.Thread(target=handle)
    thread.start()
    thread.join()
    assert found == [signal.SIG_DFL]


COMMAND = """
import os, signal, sys
from twod.wsgi.serving.end.begin_anew import CommandLine, is_trial, take_sockets

if is_trial():
    print("to stdout")
    sys.exit({outcome})
if taken := take_sockets({{"port": "0"}}):
    print("begun anew in", os.getpid(), taken[0].fileno() > 2, os.getcwd(), sys.argv[1:], flush=True)
    print(signal.pthread_sigmask(signal.SIG_BLOCK, []))
    sys.exit()
import socket
command = CommandLine()
os.chdir("/")
print(os.getpid(), command.find_mistake({{"port": "0"}}))
if {outcome} == 0:
    command.begin_anew([socket.create_server(("127.0.0.1", 0))], {{"port": "0"}})
"""


def run(tmp_path: os.PathLike[str], outcome: str) -> list[str]:
    program = [sys.executable, "-c", COMMAND.format(outcome=outcome), "serve", "x.ini"]
    return subprocess.check_output(program, cwd=tmp_path, text=True).splitlines()


def test_a_command_that_would_serve_is_run_again_in_the_same_process(tmp_path: os.PathLike[str]) -> None:
    first, *others = run(tmp_path, "0")
    pid, _, mistake = first.partition(" ")
    assert mistake == "None"
    assert others == [f"begun anew in {pid} True {tmp_path} ['serve', 'x.ini']", "{<Signals.SIGHUP: 1>}"]


@pytest.mark.parametrize(
    ("outcome", "mistake"),
    [('"paster serve: x.ini: wrong"', "x.ini: wrong"), ("7", "the trial start ended with status 7")],
)
def test_a_command_that_would_not_serve_says_why(tmp_path: os.PathLike[str], outcome: str, mistake: str) -> None:
    assert run(tmp_path, outcome)[0].partition(" ")[2] == mistake
