"""SIGHUP for a server with a single process: the process runs its command line again, and keeps its sockets open."""

from __future__ import annotations

import json
import logging
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any, NamedTuple

from twod.wsgi.release_place import follow_current
from twod.wsgi.serving.service_manager import NOTIFY_VARIABLE, tell_ready, tell_reloading

_log = logging.getLogger("twod.wsgi.serving")

#: The environment variable of a trial, a process that only tests a start: the addresses of the process that serves.
TRIAL_VARIABLE = "TWOD_TRIAL"
#: The environment variable with the open sockets of a restarting process, and their addresses. It contains the
#: process's ID, since child processes that the site starts inherit the variable.
SOCKETS_VARIABLE = "TWOD_SOCKETS"
#: Signals that end a server.
END_SIGNALS = frozenset({signal.SIGTERM, signal.SIGINT, signal.SIGQUIT})
#: The most seconds that a trial may take.
_TIME_LIMIT = 60.0
#: The message for a failed reload.
FAILED_RELOAD = "Reload failed, still serving with the previous settings: %s"
#: The beginning of a line that the command itself has printed.
_PREFIX = re.compile(r"^(?:(?:paster|twod) serve|serve-[^\s:]+): ", re.MULTILINE)


def is_trial(environ: Mapping[str, str] = os.environ) -> bool:
    """Return whether this process is only a trial of a start."""
    return TRIAL_VARIABLE in environ


def is_begun_anew(environ: Mapping[str, str] = os.environ) -> bool:
    """Return whether this process has restarted, or is a trial for a process that serves."""
    return TRIAL_VARIABLE in environ or has_kept_sockets(environ)


def has_kept_sockets(environ: Mapping[str, str] = os.environ) -> bool:
    """Return whether this process has open sockets from before its restart."""
    return _find_kept(environ) is not None


def _find_kept(environ: Mapping[str, str]) -> dict[str, Any] | None:
    kept: dict[str, Any] | None = json.loads(environ.get(SOCKETS_VARIABLE, "null"))
    return kept if kept is not None and kept["process"] == os.getpid() else None


class CommandLine:
    """The command line of this process, to run again in the folder where the process started.

    In a release of a bundle, run the command of the release that the link ``current`` points to by then.
    """

    def __init__(self) -> None:
        self._words = [follow_current(sys.executable), *sys.orig_argv[1:]]
        # The working directory that the system returns has no symbolic links in it.
        self._directory = follow_current(os.getcwd())  # noqa: PTH109 - a text in and out

    def find_mistake(self, addresses: Mapping[str, str]) -> str | None:
        """Run the command as a trial in another process; return its error message, or None if it would serve.

        :param addresses: the options that name the addresses of the server in this process.
        """
        environ = os.environ | {TRIAL_VARIABLE: json.dumps(dict(addresses)), "PYTHONWARNINGS": "ignore"}
        environ.pop(NOTIFY_VARIABLE, None)
        try:
            done = subprocess.run(  # noqa: S603 - the command of this process itself
                self._words,
                cwd=self._directory,
                env=environ,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=_TIME_LIMIT,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return f"the trial start took more than {_TIME_LIMIT:g} seconds"
        except OSError as error:  # such as a missing folder
            return f"the trial start failed: {error.strerror}: {error.filename}"
        if done.returncode == 0:
            return None
        return _read_mistake(done.stderr) or f"the trial start ended with status {done.returncode}"

    def begin_anew(
        self, sockets: Sequence[socket.socket], addresses: Mapping[str, str], workers: Sequence[int] = ()
    ) -> None:
        """Replace this process by a new run of its command, which gets the open sockets; never return.

        :param addresses: the server's options that the sockets were opened for.
        :param workers: the IDs of the processes that answer at the sockets in the meantime; they stay children.
        """
        for one in sockets:
            one.set_inheritable(True)
        files = [one.fileno() for one in sockets]
        kept = {
            "process": os.getpid(),
            "files": files,
            "addresses": dict(addresses),
            "workers": [*workers],
        }
        os.environ[SOCKETS_VARIABLE] = json.dumps(kept)
        os.chdir(self._directory)
        # Hold the signal back until the new run can handle it.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGHUP})
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os.execv(self._words[0], self._words)  # noqa: S606 - the command of this process itself


def find_held_addresses(environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return the address options of the process that this one makes a trial for; empty if this is no trial."""
    found: dict[str, str] = json.loads(environ.get(TRIAL_VARIABLE, "{}"))
    return found


def _read_mistake(printed: str) -> str:
    """Return the errors that a command printed, without its name, and with JSON records reduced to their messages."""
    text = "\n".join(_read_line(line) for line in printed.splitlines())
    return _PREFIX.sub("", text).strip()


def _read_line(line: str) -> str:
    """Return a line; if it is a JSON record, return its message and its traceback."""
    try:
        record = json.loads(line)
    except ValueError:
        return line
    if not isinstance(record, dict) or "message" not in record:
        return line
    return "\n".join(str(record[key]) for key in ("message", "exc_info") if record.get(key))


class Kept(NamedTuple):
    """Sockets and workers that a process keeps over its restart."""

    #: The open sockets.
    sockets: Sequence[socket.socket] = ()
    #: The server's options that they were opened for.
    addresses: Mapping[str, str] = {}
    #: The IDs of the processes that still answer at them.
    workers: Sequence[int] = ()

    def close(self) -> None:
        """Close the sockets."""
        for one in self.sockets:
            one.close()

    def end_workers(self) -> None:
        """End the worker processes after their last responses, and wait for their end."""
        for worker in self.workers:
            with suppress(ProcessLookupError):
                os.kill(worker, signal.SIGTERM)
        for worker in self.workers:
            with suppress(ChildProcessError):
                os.waitpid(worker, 0)


def take_sockets(addresses: Mapping[str, str], environ: MutableMapping[str, str] = os.environ) -> list[socket.socket]:
    """Return the sockets that are still open after a restart; an empty list if the addresses have changed.

    :param addresses: the options that name the server's addresses.
    """
    kept = receive_kept(environ)
    # Workers left here belong to another kind of server, which the ini named before.
    kept.end_workers()
    if kept.addresses == dict(addresses):
        return list(kept.sockets)
    kept.close()
    return []


def refuse_sockets(environ: MutableMapping[str, str] = os.environ) -> None:
    """Close the sockets left open at a restart, for a server that cannot use them; receive SIGHUP again."""
    kept = receive_kept(environ)
    kept.end_workers()
    kept.close()
    if kept.sockets:
        heed_hang_ups()


def heed_hang_ups() -> None:
    """Unblock SIGHUP, which is blocked since the restart."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGHUP})


def receive_kept(environ: MutableMapping[str, str] = os.environ) -> Kept:
    """Return the sockets and workers left from before the restart, once; unblock the signals that end the server."""
    kept = _find_kept(environ)
    environ.pop(SOCKETS_VARIABLE, None)
    if kept is None:
        return Kept()
    signal.pthread_sigmask(signal.SIG_UNBLOCK, END_SIGNALS)
    sockets = [socket.socket(fileno=number) for number in kept["files"]]
    for one in sockets:
        one.set_inheritable(False)
    return Kept(sockets, kept["addresses"], kept.get("workers", ()))


class HangUps:
    """The response of a server to SIGHUP: a trial in another process, then a restart if the trial succeeds.

    :param find_mistake: makes the trial, and returns its error message; None if it succeeds.
    :param ask_loop: makes the server finish accepted requests, and return.
    """

    def __init__(self, find_mistake: Callable[[], str | None], ask_loop: Callable[[], None]) -> None:
        self._find_mistake = find_mistake
        self._ask_loop = ask_loop
        self._wake: socket.socket | None = None

    @contextmanager
    def handled(self) -> Iterator[None]:
        """Handle the signal while a block runs.

        SIGHUP keeps its usual meaning in a terminal, which sends it when it closes, and under ``nohup``, which ignores
        it.
        """
        is_ours = (
            threading.current_thread() is threading.main_thread()
            and (signal.getsignal(signal.SIGHUP) is signal.SIG_DFL or is_begun_anew())
            and not os.isatty(0)
        )
        if not is_ours:
            yield
            return
        # A handler that started a thread or took a lock could wait for the very thread that it interrupts.
        noted, self._wake = socket.socketpair()
        threading.Thread(target=self._try_when_noted, args=(noted,), name="reload", daemon=True).start()
        signal.signal(signal.SIGHUP, self.note)
        heed_hang_ups()
        try:
            yield
        finally:
            # The process ends or restarts now, which does all that another SIGHUP could ask for.
            signal.signal(signal.SIGHUP, signal.SIG_IGN)
            self._wake.close()

    def note(self, _number: int, _frame: FrameType | None = None) -> None:
        """Record the signal; signals during a trial cause one more trial."""
        if self._wake is not None:
            with suppress(OSError):
                self._wake.send(b"x")

    def _try_when_noted(self, noted: socket.socket) -> None:
        with noted:
            while noted.recv(4096):
                tell_reloading()
                mistake = self._find_mistake()
                if mistake is not None:
                    _log.error(FAILED_RELOAD, mistake)
                    tell_ready(FAILED_RELOAD % mistake)
                elif not _has_more(noted):
                    self._ask_loop()


def _has_more(noted: socket.socket) -> bool:
    """Return whether another signal came during the trial, perhaps for a change that the trial missed."""
    try:
        return bool(noted.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT))
    except BlockingIOError:
        return False
