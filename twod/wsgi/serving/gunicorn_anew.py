"""SIGHUP for gunicorn under twod: its first process restarts, while the former workers answer.

gunicorn's own reload forks new workers from a process that has imported its modules at its start. They would run the
new code of the site with the old code of gunicorn, twod and every other module in that process. Therefore that process
runs its command line again, keeps its ID, its sockets and its children, and ends the former workers once the new ones
work. gunicorn's SIGUSR2 starts a second process instead, which the supervisor of the first one does not know.
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

#: The options that name the addresses, for a trial start.
GUNICORN_ADDRESSES = ("bind", "host", "port")
#: Seconds that new workers may take to load the site, while the former ones answer.
_START_SECONDS = 60.0
#: Seconds between two checks of the workers.
_LOOK_SECONDS = 0.05

_FORMER_SERVE = "Reload failed, the former workers keep serving: %s"

_LISTENERS = {socket.AF_INET: TCPSocket, socket.AF_INET6: TCP6Socket, socket.AF_UNIX: UnixSocket}


def begin_anew_at_hang_up(command: CommandLine, addresses: Mapping[str, str]) -> None:
    """Make gunicorn run its command line again at SIGHUP, if a trial of it succeeds.

    :param command: the command line of this process.
    :param addresses: the options of the server's section that name the addresses.
    """
    start = getattr(Arbiter.start, "__wrapped__", Arbiter.start)

    def hang_up(arbiter: Any) -> None:
        _hang_up(arbiter, command, addresses)

    def take_over(arbiter: Any) -> None:
        kept = receive_kept()
        _take_sockets(arbiter, kept)
        # gunicorn notifies the service manager before its new workers have loaded the site.
        with _unmanaged() if kept.workers else nullcontext():
            start(arbiter)
        heed_hang_ups()
        if arbiter.pidfile is not None:
            # The file exists already; gunicorn deletes it at the end only if the ID in it is the arbiter's.
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
        # This process ignores later signals, so that the restarted one gets them.
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
    arbiter.log.info("Restarting: the former workers answer until new ones do")
    # Both run the code that they were started with, so the new process needs new ones.
    arbiter._stop_control_server()  # noqa: SLF001 - gunicorn calls it at its end; a test fails when it is gone
    if arbiter.dirty_arbiter_pid:
        arbiter.kill_dirty_arbiter(signal.SIGTERM)
    for name in arbiter.cfg.env:
        if name in arbiter.cfg.env_orig:
            os.environ[name] = arbiter.cfg.env_orig[name]
        else:
            os.environ.pop(name, None)
    command.begin_anew(arbiter.LISTENERS, _describe_addresses(arbiter, arbiter.systemd), list(arbiter.WORKERS))


def _describe_addresses(arbiter: Any, is_given: bool) -> dict[str, str]:
    """Return the addresses that the sockets were opened for, or "" for sockets that the process inherited."""
    return {"gunicorn": "" if is_given else " ".join(map(str, arbiter.cfg.address))}


@contextmanager
def _unmanaged() -> Iterator[None]:
    """Hide the service manager from gunicorn while a block runs."""
    manager = os.environ.pop(NOTIFY_VARIABLE, None)
    try:
        yield
    finally:
        if manager is not None:
            os.environ[NOTIFY_VARIABLE] = manager


def _take_sockets(arbiter: Any, kept: Kept) -> None:
    """Give gunicorn the sockets that are still open, if its addresses are unchanged."""
    arbiter.systemd = kept.addresses == _describe_addresses(arbiter, is_given=True)
    if arbiter.systemd or kept.addresses == _describe_addresses(arbiter, is_given=False):
        arbiter.LISTENERS = [
            _LISTENERS[one.family](one.getsockname(), arbiter.cfg, arbiter.log, fd=one.detach()) for one in kept.sockets
        ]
    else:
        kept.close()


class _FormerWorker:
    """A worker forked before the restart, with the methods that gunicorn's arbiter calls."""

    #: Lower than the age of all others, so that gunicorn ends it first.
    age = 0
    aborted = False

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.tmp = self
        #: The time from which gunicorn counts it as silent; its heartbeats reach only the process before the restart.
        self.silent_since: float | None = None

    def last_update(self) -> float:
        """Return the time of the worker's last heartbeat."""
        return time.monotonic() if self.silent_since is None else self.silent_since

    def close(self) -> None:
        """Do nothing; gunicorn would close the worker's file here, which this object does not have."""


def _replace_workers(arbiter: Any, former: Sequence[int]) -> None:
    """Start new workers; if they work, end the former ones, else end the new ones."""
    # Later calls go to gunicorn's own method again.
    del arbiter.manage_workers
    arbiter.WORKERS.update({pid: _FormerWorker(pid) for pid in former})
    try:
        for _ in range(arbiter.cfg.workers):
            arbiter.spawn_worker()
        _wait_while(arbiter, _is_starting, _START_SECONDS)
    except HaltServer as error:
        # The trial has succeeded, so the former workers stay.
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
    # A second SIGTERM would end a worker at once, so gunicorn must not manage them now.
    _wait_while(arbiter, lambda worker: isinstance(worker, _FormerWorker), arbiter.cfg.graceful_timeout)


def _is_starting(worker: Any) -> bool:
    """Return whether a worker has not given its first heartbeat; until then, its file has a time in the future."""
    return bool(worker.tmp.last_update() > time.monotonic())


def _wait_while(arbiter: Any, is_waited_for: Callable[[Any], bool], seconds: float) -> None:
    """Wait while there is a worker that matches, but not longer than some seconds.

    :raises gunicorn.errors.HaltServer: if a new worker cannot start.
    """
    deadline = time.monotonic() + seconds
    while any(map(is_waited_for, arbiter.WORKERS.values())) and time.monotonic() < deadline:
        arbiter.reap_workers()
        time.sleep(_LOOK_SECONDS)
