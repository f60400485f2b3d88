"""gunicorn and SIGHUP, where twod runs it: its first process begins anew, and the former workers answer meanwhile.

gunicorn's own reload forks new workers of a process that has its modules since its start. They would have the new code
of the site, and the old one of gunicorn, twod and whatever else that process has imported. So that process runs its own
command line again instead, keeps its id, its sockets and its children, and ends the former workers as soon as new ones
work. gunicorn's SIGUSR2 makes a second process instead, which a supervisor of the first one does not know.
"""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from functools import partial
from typing import Any

from gunicorn.arbiter import Arbiter
from gunicorn.errors import HaltServer
from gunicorn.sock import TCP6Socket, TCPSocket, UnixSocket

from twod.wsgi.serving.end.begin_anew import (
    END_SIGNALS,
    FAILED_RELOAD,
    CommandLine,
    Kept,
    heed_hang_ups,
    receive_kept,
)
from twod.wsgi.serving.service_manager import NOTIFY_VARIABLE, tell_ready, tell_reloading

#: The options that name what it listens on, for a trial.
GUNICORN_ADDRESSES = ("bind", "host", "port")
#: Seconds that new workers may take to load the site while the former ones answer.
_START_SECONDS = 60.0
#: Seconds between two looks at workers.
_LOOK_SECONDS = 0.05

_FORMER_SERVE = "Reload failed, the former workers serve on: %s"

_LISTENERS = {socket.AF_INET: TCPSocket, socket.AF_INET6: TCP6Socket, socket.AF_UNIX: UnixSocket}


def begin_anew_at_hang_up(command: CommandLine, addresses: Mapping[str, str]) -> None:
    """Have gunicorn run its command line again at SIGHUP when a trial of that goes well.

    :param command: that of this process.
    :param addresses: the options of the server's section that name what it listens on.
    """
    start = getattr(Arbiter.start, "__wrapped__", Arbiter.start)

    def hang_up(arbiter: Any) -> None:
        _hang_up(arbiter, command, addresses)

    def take_over(arbiter: Any) -> None:
        kept = receive_kept()
        _take_sockets(arbiter, kept)
        # gunicorn says that it is ready before its new workers are.
        with _unmanaged() if kept.workers else nullcontext():
            start(arbiter)
        heed_hang_ups()
        if arbiter.pidfile is not None:
            # It was there already, which gunicorn has for a reason not to remove it at the end.
            arbiter.pidfile.pid = arbiter.pid
        if kept.workers:
            arbiter.manage_workers = partial(_replace_workers, arbiter, kept.workers)

    take_over.__wrapped__ = start  # type: ignore[attr-defined]
    Arbiter.handle_hup = hang_up
    Arbiter.start = take_over


def _hang_up(arbiter: Any, command: CommandLine, addresses: Mapping[str, str]) -> None:
    tell_reloading()
    while True:
        mistake = command.find_mistake(addresses)
        if mistake is not None:
            arbiter.log.error(FAILED_RELOAD, mistake)
            tell_ready(FAILED_RELOAD % mistake)
            return
        # What comes from here on is for the process that begins.
        signal.pthread_sigmask(signal.SIG_BLOCK, END_SIGNALS | {signal.SIGHUP})
        came = arbiter.wait_for_signals(timeout=0)
        if not (END_SIGNALS | {signal.SIGHUP}).intersection(came):
            break
        signal.pthread_sigmask(signal.SIG_UNBLOCK, END_SIGNALS | {signal.SIGHUP})
        for number in came:
            if number != signal.SIGHUP:
                arbiter.SIG_QUEUE.put_nowait(number)
        if END_SIGNALS.intersection(came):
            return
    _begin_anew(arbiter, command)


def _begin_anew(arbiter: Any, command: CommandLine) -> None:
    arbiter.log.info("Beginning anew: the workers answer until new ones do")
    # Both belong to the code that they were started with.
    arbiter._stop_control_server()  # noqa: SLF001 - as gunicorn does it at its end; a test says when it is gone
    if arbiter.dirty_arbiter_pid:
        arbiter.kill_dirty_arbiter(signal.SIGTERM)
    for name in arbiter.cfg.env:
        if name in arbiter.cfg.env_orig:
            os.environ[name] = arbiter.cfg.env_orig[name]
        else:
            os.environ.pop(name, None)
    command.begin_anew(arbiter.LISTENERS, _describe_addresses(arbiter, arbiter.systemd), list(arbiter.WORKERS))


def _describe_addresses(arbiter: Any, is_given: bool) -> dict[str, str]:
    """Return what the sockets were made for: the addresses, or nothing that the configuration names."""
    return {"gunicorn": "" if is_given else " ".join(map(str, arbiter.cfg.address))}


@contextmanager
def _unmanaged() -> Iterator[None]:
    """Keep the service manager from being told anything as long as a block lasts."""
    manager = os.environ.pop(NOTIFY_VARIABLE, None)
    try:
        yield
    finally:
        if manager is not None:
            os.environ[NOTIFY_VARIABLE] = manager


def _take_sockets(arbiter: Any, kept: Kept) -> None:
    """Let gunicorn listen at the sockets that are still open, if its addresses are the same."""
    arbiter.systemd = kept.addresses == _describe_addresses(arbiter, is_given=True)
    if arbiter.systemd or kept.addresses == _describe_addresses(arbiter, is_given=False):
        arbiter.LISTENERS = [
            _LISTENERS[one.family](one.getsockname(), arbiter.cfg, arbiter.log, fd=one.detach()) for one in kept.sockets
        ]
    else:
        kept.close()


class _FormerWorker:
    """A worker that was forked before the process began anew, as far as gunicorn asks a worker."""

    #: Below that of all others, so that gunicorn ends it first.
    age = 0
    aborted = False

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.tmp = self
        #: When it counts as silent; its signs of life went to the process as it was.
        self.silent_since: float | None = None

    def last_update(self) -> float:
        """Return when the worker has given a sign of life."""
        return time.monotonic() if self.silent_since is None else self.silent_since

    def close(self) -> None:
        """There is no file to close."""


def _replace_workers(arbiter: Any, former: Sequence[int]) -> None:
    """Start new workers; end the former ones when the new ones work, or else the new ones."""
    # gunicorn's own from now on.
    del arbiter.manage_workers
    arbiter.WORKERS.update({pid: _FormerWorker(pid) for pid in former})
    try:
        for _ in range(arbiter.cfg.workers):
            arbiter.spawn_worker()
        _wait_while(arbiter, _is_starting, _START_SECONDS)
    except HaltServer as error:
        # The trial went well, so that is no reason to end what works.
        arbiter.log.error(_FORMER_SERVE, error.reason)
        tell_ready(_FORMER_SERVE % error.reason)
        for pid, worker in list(arbiter.WORKERS.items()):
            if not isinstance(worker, _FormerWorker):
                arbiter.kill_worker(pid, signal.SIGTERM)
        return
    for worker in arbiter.WORKERS.values():
        if isinstance(worker, _FormerWorker):
            worker.silent_since = time.monotonic() + arbiter.cfg.graceful_timeout
    tell_ready("Reloaded")
    arbiter.manage_workers()
    # A second SIGTERM would end a worker at once.
    _wait_while(arbiter, lambda worker: isinstance(worker, _FormerWorker), arbiter.cfg.graceful_timeout)


def _is_starting(worker: Any) -> bool:
    """Return whether a worker has still to give its first sign of life, which sets its file to a monotonic time."""
    return bool(worker.tmp.last_update() > time.monotonic())


def _wait_while(arbiter: Any, is_waited_for: Callable[[Any], bool], seconds: float) -> None:
    """Wait as long as there is such a worker.

    :raises gunicorn.errors.HaltServer: when a new one cannot start.
    """
    deadline = time.monotonic() + seconds
    while any(map(is_waited_for, arbiter.WORKERS.values())) and time.monotonic() < deadline:
        arbiter.reap_workers()
        time.sleep(_LOOK_SECONDS)
