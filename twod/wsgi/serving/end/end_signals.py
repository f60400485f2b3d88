"""SIGTERM and SIGINT: the phases of a process's end."""

from __future__ import annotations

import logging
import os
import select
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from enum import Enum
from types import FrameType
from typing import Any

from twod.inifile.variables import EndTimes
from twod.wsgi.serving.end.ending import announce_end
from twod.wsgi.serving.service_manager import tell_stopping

_log = logging.getLogger("twod.wsgi.serving")

_Handler = Callable[[int, FrameType | None], object]

_SIGNALS = (signal.SIGTERM, signal.SIGINT)
#: Seconds for the process's own end after the last response; then it ends even if threads still run.
_LAST_SECONDS = 5.0
#: The same time after a second signal.
_LAST_SECOND = 1.0
#: Seconds during which a second signal may be a copy of the first one.
_ECHO_SECONDS = 1.0


class Phase(Enum):
    """A phase of the end of a process."""

    #: No signal has arrived.
    SERVING = "serving"
    #: The process reports that it is not ready, but still accepts connections, for ``stop-delay``.
    ANNOUNCED = "announced"
    #: It accepts no more connections, and finishes the accepted requests, for ``graceful-timeout``.
    DRAINING = "draining"
    #: It waits for nothing more.
    OVER = "over"


def _leave_threads() -> None:
    _log.warning("Threads of the site still run; the process ends without waiting for them")
    logging.shutdown()
    os._exit(0)


class EndSignals:
    """The state of the end for the loop of a server.

    The loop does the work; the signal handler only records the signal, and wakes the loop through :attr:`waker`. If the
    handler raised an exception, it could interrupt a read or a write of the loop, and data would be lost.

    :param times: the durations of the phases.
    :param has_echo: whether each signal may arrive twice: from its sender, and from a parent that passes it on.
    :param clock: returns the time in seconds.
    :param leave_threads: ends the process if threads of the site still run when the time is over.
    """

    def __init__(
        self,
        times: EndTimes,
        *,
        has_echo: bool = False,
        clock: Callable[[], float] = time.monotonic,
        leave_threads: Callable[[], None] = _leave_threads,
    ) -> None:
        self.times = times
        self._echo_seconds = _ECHO_SECONDS if has_echo else 0.0
        self._clock = clock
        self._leave_threads = leave_threads
        self._timer: threading.Timer | None = None
        self._asked_at: float | None = None
        self._is_at_once = False
        #: Whether the process restarts after the last response, with its sockets still open.
        self.is_to_begin_anew = False
        self._owner = os.getpid()
        #: Becomes readable when a signal has arrived.
        self.waker, self._wake = socket.socketpair()
        for end in (self.waker, self._wake):
            end.setblocking(False)

    @contextmanager
    def handled(self) -> Iterator[None]:
        """Handle the signals while a block runs."""
        try:
            with handling(self.note), _waking(self._wake):
                yield
        finally:
            self.waker.close()
            self._wake.close()

    def note(self, number: int, _frame: FrameType | None = None) -> None:
        """Record a signal: the first one announces the end, the second one ends the process at once."""
        if os.getpid() != self._owner:
            _end_child(number)
        elif self._asked_at is None or self.is_to_begin_anew:
            self.is_to_begin_anew = False
            self._asked_at = self._clock()
            _announce_stop()
        elif self._clock() >= self._asked_at + self._echo_seconds:
            self._is_at_once = True
        with suppress(OSError):
            self._wake.send(b"x")

    def ask_to_begin_anew(self) -> None:
        """Make the loop finish accepted requests, accept no others, and return; any thread may call this."""
        if self._asked_at is None:
            self.is_to_begin_anew = True
            # The sockets stay open, so no load balancer has to notice; skip the delay.
            self._asked_at = self._clock() - self.times.stop_delay
            announce_end()
        with suppress(OSError):
            self._wake.send(b"x")

    @property
    def phase(self) -> Phase:
        """The current phase."""
        if self._asked_at is None:
            return Phase.SERVING
        passed = self._clock() - self._asked_at
        if self._is_at_once or passed >= self.times.stop_delay + self.times.graceful_timeout:
            return Phase.OVER
        return Phase.ANNOUNCED if passed < self.times.stop_delay else Phase.DRAINING

    def find_patience(self) -> float | None:
        """Return the seconds until the next phase; None if only a signal can start it."""
        if self._asked_at is None:
            return None
        passed = self._clock() - self._asked_at
        delay = self.times.stop_delay
        return max(0.0, (delay if passed < delay else delay + self.times.graceful_timeout) - passed)

    def wait(self, files: Sequence[Any], most: float) -> list[Any]:
        """Wait until at least one of the files is readable; return the readable ones.

        :param most: the most seconds to wait; a signal or a new phase also ends the wait.
        """
        patience = self.find_patience()
        seconds = most if patience is None else min(most, patience)
        found, _, _ = select.select([*files, self.waker], [], [], seconds)
        self.read_waker()
        return [file for file in files if file in found]

    def read_waker(self) -> None:
        """Empty the waker, so that the next signal can wake the loop."""
        with suppress(BlockingIOError):
            self.waker.recv(4096)

    def tell_of_drain(self, count: int) -> None:
        """Log the number of unfinished requests, and make sure that the process ends even if threads still run."""
        if count:
            limit = self.times.graceful_timeout
            _log.info("Closed to new connections; waiting for %s, at most %g seconds", _count(count), limit)
        self._leave_threads_after((self.find_patience() or 0.0) + _LAST_SECONDS)

    def tell_of_loss(self, count: int) -> None:
        """Log the number of requests that the end has dropped."""
        if count:
            limit = self.times.graceful_timeout
            reason = (
                "a second signal arrived" if self._is_at_once else f"the graceful timeout of {limit:g} seconds is over"
            )
            _log.warning("Dropped %s without a response: %s", _count(count), reason)
        if self._is_at_once:
            self._leave_threads_after(_LAST_SECOND)

    def _leave_threads_after(self, seconds: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = threading.Timer(seconds, self._leave_threads)
        self._timer.daemon = True
        self._timer.start()


def _count(count: int) -> str:
    return "1 request" if count == 1 else f"{count} requests"


@contextmanager
def handling(handler: _Handler) -> Iterator[None]:
    """Install a handler for the signals while a block runs.

    A signal that is ignored stays ignored; for example, shells ignore SIGINT in background jobs. Only the main thread
    can have handlers, so in other threads nothing is installed.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in _SIGNALS}
    taken = {number: former for number, former in before.items() if former is not signal.SIG_IGN}
    for number in taken:
        signal.signal(number, handler)
    try:
        yield
    finally:
        for number, former in taken.items():
            signal.signal(number, former)


@contextmanager
def _waking(wake: socket.socket) -> Iterator[None]:
    """Make each signal write to a socket while a block runs.

    Python runs handlers between its own steps only. If a signal arrived between the last step and the system call that
    waits, its handler would run only after the wait.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.set_wakeup_fd(wake.fileno(), warn_on_full_buffer=False)
    try:
        yield
    finally:
        signal.set_wakeup_fd(before)


def exit_cleanly(_number: int, _frame: FrameType | None) -> None:
    """End the process without a traceback; this is a signal handler.

    :raises SystemExit: with status 0.
    """
    sys.exit(0)


@contextmanager
def exiting_cleanly() -> Iterator[None]:
    """End the process with status 0 at a signal while a block runs, which loads a site without serving it yet.

    The site's code may catch the SystemExit or turn it into another exception, so it is raised again after the block.
    """
    owner = os.getpid()
    noted: list[int] = []

    def note_and_exit(number: int, frame: FrameType | None) -> None:
        if os.getpid() != owner:
            _end_child(number)
        noted.append(number)
        _announce_stop()
        exit_cleanly(number, frame)

    with handling(note_and_exit):
        try:
            yield
        finally:
            if noted:
                sys.exit(0)


def delay(handler: _Handler, seconds: float) -> _Handler:
    """Return a handler that announces the end, and calls `handler` some seconds later.

    Use it for a server with its own handlers. A second signal calls `handler` at once.
    """
    owner = os.getpid()
    timers: list[threading.Timer] = []

    def announce_first(number: int, frame: FrameType | None) -> None:
        if os.getpid() != owner:
            _end_child(number)
            return
        _announce_stop()
        if timers or not seconds:
            for timer in timers:
                timer.cancel()
            handler(number, frame)
        else:
            timer = threading.Timer(seconds, os.kill, (owner, number))
            timer.daemon = True
            timers.append(timer)
            timer.start()

    return announce_first


def _announce_stop() -> None:
    """Announce the end to the health probes and to the service manager."""
    announce_end()
    tell_stopping()


def _end_child(number: int) -> None:
    """End a process that the site has forked, as if the server had never installed a handler."""
    signal.signal(number, signal.SIG_DFL)
    signal.raise_signal(number)
