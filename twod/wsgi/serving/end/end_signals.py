"""SIGTERM and SIGINT: what they ask of a process, and how far its end has come since."""

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
#: Seconds that a process has for its own end, behind the last answer, before it is ended whatever still runs in it.
_LAST_SECONDS = 5.0
#: The same after a second signal.
_LAST_SECOND = 1.0
#: Seconds in which a second signal may be the first one again.
_ECHO_SECONDS = 1.0


class Phase(Enum):
    """How far the end of a process has come."""

    #: No signal has come.
    SERVING = "serving"
    #: The process is not ready any more, and still accepts connections: ``stop-delay``.
    ANNOUNCED = "announced"
    #: It accepts no more connections, and answers what it has: ``graceful-timeout``.
    DRAINING = "draining"
    #: Nothing more is waited for.
    OVER = "over"


def _leave_threads() -> None:
    _log.warning("threads of the site still run; the process ends without them")
    logging.shutdown()
    os._exit(0)


class EndSignals:
    """What the signals have asked for, as the loop of a server sees it.

    The loop does the work; the handler only notes the signal, and wakes the loop by :attr:`waker`. A handler that
    raised would do so in the midst of a read or a write of the loop's, and lose what it has read.

    :param times: how long the phases last.
    :param has_echo: whether each signal may come twice: from its sender and from a parent that passes it on.
    :param clock: gives seconds.
    :param leave_threads: ends the process when all is over, and threads of the site keep it all the same.
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
        #: Whether the process is to begin anew behind the last answer, with its sockets still open.
        self.is_to_begin_anew = False
        self._owner = os.getpid()
        #: Can be read from when a signal has come.
        self.waker, self._wake = socket.socketpair()
        for end in (self.waker, self._wake):
            end.setblocking(False)

    @contextmanager
    def handled(self) -> Iterator[None]:
        """Handle the signals as long as a block lasts."""
        try:
            with handling(self.note), _waking(self._wake):
                yield
        finally:
            self.waker.close()
            self._wake.close()

    def note(self, number: int, _frame: FrameType | None = None) -> None:
        """Note a signal: the first announces the end, the second one asks for it at once."""
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
        """Have the loop answer what it has accepted, and no more; any thread may call this."""
        if self._asked_at is None:
            self.is_to_begin_anew = True
            # Its sockets stay open, so that nobody has to notice: there is no delay.
            self._asked_at = self._clock() - self.times.stop_delay
            announce_end()
        with suppress(OSError):
            self._wake.send(b"x")

    @property
    def phase(self) -> Phase:
        """How far the end has come."""
        if self._asked_at is None:
            return Phase.SERVING
        passed = self._clock() - self._asked_at
        if self._is_at_once or passed >= self.times.stop_delay + self.times.graceful_timeout:
            return Phase.OVER
        return Phase.ANNOUNCED if passed < self.times.stop_delay else Phase.DRAINING

    def find_patience(self) -> float | None:
        """Return the seconds until the next phase begins; None when only a signal can make it begin."""
        if self._asked_at is None:
            return None
        passed = self._clock() - self._asked_at
        delay = self.times.stop_delay
        return max(0.0, (delay if passed < delay else delay + self.times.graceful_timeout) - passed)

    def wait(self, files: Sequence[Any], most: float) -> list[Any]:
        """Return those of some files that can be read from, as soon as there are any.

        :param most: the seconds to wait at most; a signal, or a new phase, ends the wait as well.
        """
        patience = self.find_patience()
        seconds = most if patience is None else min(most, patience)
        found, _, _ = select.select([*files, self.waker], [], [], seconds)
        self.read_waker()
        return [file for file in files if file in found]

    def read_waker(self) -> None:
        """Forget what has woken the loop."""
        with suppress(BlockingIOError):
            self.waker.recv(4096)

    def tell_of_drain(self, count: int) -> None:
        """Log what is waited for, and see to it that the process ends, even if threads of the site run on."""
        if count:
            limit = self.times.graceful_timeout
            _log.info("no new connections; the end waits for %s, at most %g seconds", _count(count), limit)
        self._leave_threads_after((self.find_patience() or 0.0) + _LAST_SECONDS)

    def tell_of_loss(self, count: int) -> None:
        """Log how many requests the end has dropped."""
        if count:
            limit = self.times.graceful_timeout
            reason = (
                "a second signal came" if self._is_at_once else f"the graceful timeout of {limit:g} seconds is over"
            )
            _log.warning("%s dropped unanswered: %s", _count(count), reason)
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
    """Let a handler have the signals as long as a block lasts.

    A signal that is ignored, as SIGINT is in what a shell runs in the background, stays ignored. Other threads than the
    first cannot have handlers.
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
    """Have each signal write to a socket by itself, as long as a block lasts.

    Python runs a handler between two steps of its own. A signal that comes between the last of them and the system call
    that waits would have its handler run only when the wait is over.
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
    """Handle a signal: the process ends without a traceback.

    :raises SystemExit: with status 0.
    """
    sys.exit(0)


@contextmanager
def exiting_cleanly() -> Iterator[None]:
    """End the process with status 0 at a signal, as long as a block lasts that loads a site and serves nothing yet.

    Code of the site may catch the SystemExit, or make another error of it: it is raised again behind the block.
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
    """Return a handler that announces the end, and leaves the signal to `handler` some seconds later.

    It is for a server with handlers of its own. A second signal is left to `handler` at once.
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
    """Announce the end to whoever asks this process, and to the service manager."""
    announce_end()
    tell_stopping()


def _end_child(number: int) -> None:
    """End a process that the site has forked, as if it had never had a handler of the server's."""
    signal.signal(number, signal.SIG_DFL)
    signal.raise_signal(number)
