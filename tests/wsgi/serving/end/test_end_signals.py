"""What SIGTERM and SIGINT ask for, and how far the end has come."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from twod.inifile.variables import EndTimes
from twod.wsgi.serving.end.end_signals import EndSignals, Phase, delay, exit_cleanly, exiting_cleanly, handling
from twod.wsgi.serving.end.ending import is_ending

seconds = st.integers(0, 1000)


class Clock:
    """A clock that goes when the test says so."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_nothing_ends_without_a_signal(make_end) -> None:
    end = make_end()
    assert (end.phase, end.find_patience(), is_ending()) == (Phase.SERVING, None, False)


def test_the_first_signal_announces_the_end(make_end) -> None:
    end = make_end(stop_delay=5)
    end.note(signal.SIGTERM)
    assert (end.phase, is_ending()) == (Phase.ANNOUNCED, True)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_wakes_the_loop_before_python_runs_its_handler(
    make_end, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    """As one has to that comes just before the system call that waits, in which no handler is run."""
    end = make_end()
    monkeypatch.setattr(end, "note", lambda number, frame: None)
    former = signal.signal(signal.SIGHUP, lambda number, frame: None)
    try:
        with end.handled():
            signal.raise_signal(number)
            assert end.waker.recv(1) == bytes([number])
    finally:
        signal.signal(signal.SIGHUP, former)
    assert signal.set_wakeup_fd(-1) == -1


@given(seconds, seconds, seconds)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_each_phase_lasts_as_long_as_its_option_says(own_end, timeout: int, pause: int, passed: int) -> None:
    clock = Clock()
    end = EndSignals(EndTimes(timeout, pause), clock=clock)
    with end.handled():
        end.note(signal.SIGTERM)
        clock.now += passed
        expected = Phase.ANNOUNCED if passed < pause else Phase.DRAINING if passed < pause + timeout else Phase.OVER
        assert end.phase is expected
        patience = end.find_patience()
        assert patience is not None
        clock.now += patience
        assert end.phase is not Phase.ANNOUNCED
        assert (end.phase is Phase.OVER) is (patience + passed >= pause + timeout)


@pytest.mark.parametrize("stop_delay", [0, 60])
def test_a_second_signal_ends_at_once(make_end, stop_delay: int) -> None:
    end = make_end(stop_delay=stop_delay)
    end.note(signal.SIGTERM)
    end.note(signal.SIGINT)
    assert end.phase is Phase.OVER


def test_a_signal_that_a_parent_passes_on_is_the_same_signal(make_end) -> None:
    clock = Clock()
    end = make_end(has_echo=True, clock=clock)
    end.note(signal.SIGINT)
    clock.now += 0.5
    end.note(signal.SIGTERM)
    assert end.phase is Phase.DRAINING
    clock.now += 0.5
    end.note(signal.SIGTERM)
    assert end.phase is Phase.OVER


def test_a_signal_ends_the_wait_of_the_loop(make_end) -> None:
    end = make_end()
    with end.handled():
        threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGTERM)).start()
        assert end.wait([], 60) == []
        assert end.phase is Phase.DRAINING
        assert end.wait([], 0) == []


def test_handlers_are_there_as_long_as_the_block() -> None:
    before = [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)]
    with handling(exit_cleanly):
        assert signal.getsignal(signal.SIGTERM) is signal.getsignal(signal.SIGINT) is exit_cleanly
    assert [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)] == before


def test_a_signal_that_is_ignored_stays_ignored() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with handling(exit_cleanly):
            assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


def test_before_anything_is_served_a_signal_ends_the_process_with_status_0() -> None:
    with handling(exit_cleanly), pytest.raises(SystemExit) as raised:
        signal.raise_signal(signal.SIGTERM)
    assert raised.value.code == 0


def test_code_that_catches_the_end_of_a_start_does_not_keep_the_process(own_end) -> None:
    def start() -> None:
        with exiting_cleanly():
            with pytest.raises(SystemExit):
                signal.raise_signal(signal.SIGTERM)
            assert is_ending()
            raise ValueError("made of the SystemExit")

    with pytest.raises(SystemExit) as raised:
        start()
    assert raised.value.code == 0


@pytest.mark.parametrize(
    ("count", "line"),
    [
        (1, "Dropped 1 request without a response: the graceful timeout of 7 seconds is over"),
        (2, "Dropped 2 requests without a response: the graceful timeout of 7 seconds is over"),
    ],
)
def test_what_is_dropped_is_logged(make_end, caplog: pytest.LogCaptureFixture, count: int, line: str) -> None:
    make_end(7).tell_of_loss(count)
    assert caplog.messages == [line]


def test_what_is_waited_for_is_logged(make_end, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        make_end(7).tell_of_drain(3)
    assert caplog.messages == ["Closed to new connections; waiting for 3 requests, at most 7 seconds"]


def test_a_second_signal_does_not_wait_for_threads_of_the_site(make_end, caplog: pytest.LogCaptureFixture) -> None:
    has_left = threading.Event()
    end = make_end(leave_threads=has_left.set)
    end.note(signal.SIGTERM)
    end.note(signal.SIGTERM)
    end.tell_of_loss(1)
    assert caplog.messages == ["Dropped 1 request without a response: a second signal arrived"]
    assert has_left.wait(30)


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], text=True, capture_output=True, check=False)


FORKED = """
import os, signal, sys, time
from twod.inifile.variables import EndTimes
from twod.wsgi.serving.end.end_signals import *
from twod.wsgi.serving.end.ending import is_ending

{before}
    child = os.fork()
    if not child:
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(60)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), is_ending())
"""


@pytest.mark.parametrize(
    "before",
    [
        "with EndSignals(EndTimes()).handled():",
        "with handling(delay(exit_cleanly, 5)):",
        "with exiting_cleanly():",
    ],
    ids=["ours", "of another server", "of a start"],
)
def test_a_process_that_the_site_forks_ends_by_its_signal_and_nothing_else_does(before: str) -> None:
    done = run(FORKED.format(before=before))
    assert (done.stdout, done.stderr) == (f"{-signal.SIGTERM} False\n", "")


DELAYED = """
import signal, threading, time
from twod.wsgi.serving.end.end_signals import delay, handling
from twod.wsgi.serving.end.ending import is_ending

came = threading.Event()
with handling(delay(lambda number, frame: came.set(), {seconds})):
    signal.raise_signal(signal.SIGTERM)
    print(came.is_set(), is_ending())
    {then}
    print(came.wait(60))
"""


@pytest.mark.parametrize(
    ("pause", "then", "lines"),
    [
        (1, "pass", ["False True", "True"]),
        (60, "signal.raise_signal(signal.SIGTERM)", ["False True", "True"]),
        (0, "pass", ["True True", "True"]),
    ],
    ids=["after a while", "at the second signal", "at once"],
)
def test_a_server_s_own_handler_comes_behind_the_announcement(pause: int, then: str, lines: list[str]) -> None:
    done = run(DELAYED.format(seconds=pause, then=then))
    assert (done.stdout.splitlines(), done.stderr) == (lines, "")


def test_threads_of_the_site_do_not_keep_the_process() -> None:
    code = """
import threading, time
from twod.inifile.variables import EndTimes
from twod.wsgi.serving.end.end_signals import EndSignals

end = EndSignals(EndTimes())
with end.handled():
    threading.Thread(target=time.sleep, args=(600,)).start()
    end.note(15)
    end.note(15)
    end.tell_of_loss(0)
"""
    done = run(code)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "Threads of the site still run; the process ends without waiting for them\n"


def test_delay_is_for_any_handler(own_end) -> None:
    seen: list[int] = []
    delay(lambda number, frame: seen.append(number), 0)(signal.SIGTERM, None)
    assert seen == [signal.SIGTERM]
    assert is_ending()


def test_a_new_start_waits_for_no_delay(make_end) -> None:
    end = make_end(stop_delay=60)
    end.ask_to_begin_anew()
    assert (end.phase, end.is_to_begin_anew, is_ending()) == (Phase.DRAINING, True, True)


def test_a_signal_makes_an_end_of_a_new_start(make_end) -> None:
    end = make_end(stop_delay=60)
    end.ask_to_begin_anew()
    end.note(signal.SIGTERM)
    assert (end.phase, end.is_to_begin_anew) == (Phase.ANNOUNCED, False)


def test_an_end_that_has_begun_is_no_new_start(make_end) -> None:
    end = make_end(stop_delay=60)
    end.note(signal.SIGTERM)
    end.ask_to_begin_anew()
    assert (end.phase, end.is_to_begin_anew) == (Phase.ANNOUNCED, False)
