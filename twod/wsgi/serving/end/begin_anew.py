"""SIGHUP for a server of one process: the process runs its own command line again, with its sockets still open."""

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

#: The environment variable of a process that is to try whether it would serve: the addresses of the one that serves.
TRIAL_VARIABLE = "TWOD_TRIAL"
#: The one that passes a process that begins anew its sockets, and the addresses that they listen on. Processes that the
#: site starts meanwhile have it as well, so the id of the one that is meant is in it.
SOCKETS_VARIABLE = "TWOD_SOCKETS"
#: The signals that end a server.
END_SIGNALS = frozenset({signal.SIGTERM, signal.SIGINT, signal.SIGQUIT})
#: Seconds that a trial may take.
_TIME_LIMIT = 60.0
#: The message for a reload that a mistake has prevented.
FAILED_RELOAD = "Reload failed, still serving with the previous settings: %s"
#: Before a line that the command itself has written.
_PREFIX = re.compile(r"^(?:(?:paster|twod) serve|serve-[^\s:]+): ", re.MULTILINE)


def is_trial(environ: Mapping[str, str] = os.environ) -> bool:
    """Return whether this process only tries whether it would serve."""
    return TRIAL_VARIABLE in environ


def is_begun_anew(environ: Mapping[str, str] = os.environ) -> bool:
    """Return whether this process has served before, or tries to on behalf of one that serves."""
    return TRIAL_VARIABLE in environ or has_kept_sockets(environ)


def has_kept_sockets(environ: Mapping[str, str] = os.environ) -> bool:
    """Return whether this process has sockets that are still open from before."""
    return _find_kept(environ) is not None


def _find_kept(environ: Mapping[str, str]) -> dict[str, Any] | None:
    kept: dict[str, Any] | None = json.loads(environ.get(SOCKETS_VARIABLE, "null"))
    return kept if kept is not None and kept["process"] == os.getpid() else None


class CommandLine:
    """The command line of this process, to be run again from the directory in which it was started.

    In a release of a bundle, what is run again is that of the release that the link ``current`` leads to by then.
    """

    def __init__(self) -> None:
        self._words = [follow_current(sys.executable), *sys.orig_argv[1:]]
        # The system knows it without links.
        self._directory = follow_current(os.getcwd())  # noqa: PTH109 - a text in and out

    def find_mistake(self, addresses: Mapping[str, str]) -> str | None:
        """Run the command in a process of its own, up to where it would serve; return what it says of its failure.

        :param addresses: the options of the server that name what this process listens on.
        """
        environ = os.environ | {TRIAL_VARIABLE: json.dumps(dict(addresses)), "PYTHONWARNINGS": "ignore"}
        environ.pop(NOTIFY_VARIABLE, None)
        try:
            done = subprocess.run(  # noqa: S603 - the command of this very process
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
            return f"the new start took more than {_TIME_LIMIT:g} seconds"
        except OSError as error:  # such as a directory that is gone
            return f"the new start cannot begin: {error.strerror}: {error.filename}"
        if done.returncode == 0:
            return None
        return _read_mistake(done.stderr) or f"the new start ended with status {done.returncode}"

    def begin_anew(
        self, sockets: Sequence[socket.socket], addresses: Mapping[str, str], workers: Sequence[int] = ()
    ) -> None:
        """Run the command in the place of what this process runs, with the sockets still open; never return.

        :param addresses: the options of the server that the sockets were made for.
        :param workers: the ids of the processes that answer at the sockets meanwhile; they stay children of this one.
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
        # A signal that comes before the new start can handle it waits until then.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGHUP})
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os.execv(self._words[0], self._words)  # noqa: S606 - the command of this very process


def find_held_addresses(environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return what the process listens on that this one tries for: the options of its server; none without a trial."""
    found: dict[str, str] = json.loads(environ.get(TRIAL_VARIABLE, "{}"))
    return found


def _read_mistake(printed: str) -> str:
    """Return what a command has printed on standard error, without the command's name and out of records of JSON."""
    text = "\n".join(_read_line(line) for line in printed.splitlines())
    return _PREFIX.sub("", text).strip()


def _read_line(line: str) -> str:
    """Return a line, or the message and the traceback of the record that it is."""
    try:
        record = json.loads(line)
    except ValueError:
        return line
    if not isinstance(record, dict) or "message" not in record:
        return line
    return "\n".join(str(record[key]) for key in ("message", "exc_info") if record.get(key))


class Kept(NamedTuple):
    """What a process has from before it began anew."""

    #: The sockets that are still open.
    sockets: Sequence[socket.socket] = ()
    #: The options of the server that they were made for.
    addresses: Mapping[str, str] = {}
    #: The ids of the processes that still answer at them.
    workers: Sequence[int] = ()

    def close(self) -> None:
        """Close the sockets."""
        for one in self.sockets:
            one.close()

    def end_workers(self) -> None:
        """End the processes that answer, each with its last answer, and wait for that."""
        for worker in self.workers:
            with suppress(ProcessLookupError):
                os.kill(worker, signal.SIGTERM)
        for worker in self.workers:
            with suppress(ChildProcessError):
                os.waitpid(worker, 0)


def take_sockets(addresses: Mapping[str, str], environ: MutableMapping[str, str] = os.environ) -> list[socket.socket]:
    """Return the sockets that are still open from before; none when the addresses have changed since.

    :param addresses: the options of the server that name what it listens on.
    """
    kept = receive_kept(environ)
    # They are those of another server.
    kept.end_workers()
    if kept.addresses == dict(addresses):
        return list(kept.sockets)
    kept.close()
    return []


def refuse_sockets(environ: MutableMapping[str, str] = os.environ) -> None:
    """Close the sockets that are still open from before, for a server that can only open its own; heed SIGHUP again."""
    kept = receive_kept(environ)
    kept.end_workers()
    kept.close()
    if kept.sockets:
        heed_hang_ups()


def heed_hang_ups() -> None:
    """Let SIGHUP come in again, which waits since the process began anew."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGHUP})


def receive_kept(environ: MutableMapping[str, str] = os.environ) -> Kept:
    """Return what this process has from before, once; from then on, a signal that ends it comes in again."""
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
    """What SIGHUP asks of a server: a trial in another process, and a new start when that goes well.

    :param find_mistake: tries, and returns why the new start would fail; None when it would not.
    :param ask_loop: has the server answer what it has, and return.
    """

    def __init__(self, find_mistake: Callable[[], str | None], ask_loop: Callable[[], None]) -> None:
        self._find_mistake = find_mistake
        self._ask_loop = ask_loop
        self._wake: socket.socket | None = None

    @contextmanager
    def handled(self) -> Iterator[None]:
        """Handle the signal as long as a block lasts.

        A terminal sends it when it is closed, and ``nohup`` has it ignored: it keeps its meaning for both.
        """
        is_ours = (
            threading.current_thread() is threading.main_thread()
            and (signal.getsignal(signal.SIGHUP) is signal.SIG_DFL or is_begun_anew())
            and not os.isatty(0)
        )
        if not is_ours:
            yield
            return
        # A handler that started a thread, or took a lock, could wait for the thread that it interrupts.
        noted, self._wake = socket.socketpair()
        threading.Thread(target=self._try_when_noted, args=(noted,), name="reload", daemon=True).start()
        signal.signal(signal.SIGHUP, self.note)
        heed_hang_ups()
        try:
            yield
        finally:
            # What comes from here on asks for nothing that a new start does not do.
            signal.signal(signal.SIGHUP, signal.SIG_IGN)
            self._wake.close()

    def note(self, _number: int, _frame: FrameType | None = None) -> None:
        """Note the signal; those that come during a trial ask for one more."""
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
    """Return whether a signal came during the trial, which may mean something that the trial has not seen."""
    try:
        return bool(noted.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT))
    except BlockingIOError:
        return False
