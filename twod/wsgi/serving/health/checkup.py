"""A set of checks that run in parallel, each with a time limit, and their results."""

from __future__ import annotations

import asyncio
import inspect
import os
import threading
import time
import weakref
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import NamedTuple

from twod.wsgi.config.activation import find_active
from twod.wsgi.config.raised import describe_error

#: A check fails if it raises an exception or returns False; any other result is ignored.
Check = Callable[[], object]

#: The name of the failure if the checks cannot be found.
_SETTINGS = "settings"

#: The most characters of an exception that a log line contains.
_LONGEST_REASON = 300


class SiteNotReadyError(LookupError):
    """The failure of one of twod's own checks; users read its message without the name of this class."""


class Failure(NamedTuple):
    """A failed check and the reason."""

    name: str
    #: One line, with secrets hidden.
    reason: str


class Findings(NamedTuple):
    """The results of a set of checks."""

    failures: tuple[Failure, ...] = ()
    #: The names of the checks that passed.
    passed: tuple[str, ...] = ()

    @property
    def failed(self) -> tuple[str, ...]:
        """The names of the checks that failed."""
        return tuple(failure.name for failure in self.failures)


class _Run:
    """One call of a check, in a thread that does not delay the end of the process."""

    def __init__(self, name: str, check: Check) -> None:
        self.name = name
        self._check = check
        self.ended = threading.Event()
        self.started = time.monotonic()
        #: Duration of the call; None while it lasts.
        self.seconds: float | None = None
        #: The reason for the failure; empty for a check that passed.
        self.reason = ""
        try:
            threading.Thread(target=self._call, name=f"health check {name}", daemon=True).start()
        except RuntimeError as error:  # The system's limit of threads is reached, or the interpreter ends.
            self._end(explain_failure(error))

    def _call(self) -> None:
        try:
            result = self._check()
            if inspect.isawaitable(result):
                result = asyncio.run(_wait_for(result))
            self._end("it returned False" if result is False else "")
        except BaseException as error:  # noqa: BLE001 - the site's check may raise anything, SystemExit too
            self._end(explain_failure(error))

    def _end(self, reason: str) -> None:
        self.reason = reason
        self.seconds = time.monotonic() - self.started
        self.ended.set()

    def find_failure(self, limit: float) -> Failure | None:
        """Return the failure of the check so far; None if it has passed."""
        if self.seconds is None:
            waited = time.monotonic() - self.started
            return Failure(self.name, f"no result after {waited:.1f} s")
        if self.reason:
            return Failure(self.name, self.reason)
        if self.seconds > limit:
            return Failure(self.name, f"it took {self.seconds:.1f} s, more than the limit of {limit:g} s")
        return None


async def _wait_for(awaitable: Awaitable[object]) -> object:
    return await awaitable


class Checkup:
    """Checks that are found once and can then run any number of times.

    A check that exceeds its time fails, and is not called again before it has returned. So it never occupies more
    than one thread, however long it hangs and however often the checkup runs.

    :param find_checks: returns the checks by name. If it raises an exception, the checkup fails under the name
        ``settings``, and calls it again the next time.
    :param limit: seconds that each check may take; all run at the same time.
    """

    def __init__(self, find_checks: Callable[[], Mapping[str, Check]], limit: float) -> None:
        self.limit = limit
        self._find_checks = find_checks
        self._forget()
        call_in_children(self._forget)

    def _forget(self) -> None:
        """Forget the calls in progress, because a forked process does not have its parent's threads."""
        self._checks: Mapping[str, Check] | None = None
        #: The last call of each check.
        self._runs: dict[str, _Run] = {}

    def examine(self) -> Findings:
        """Run all checks and return the results within the limit; only one thread may call this at a time."""
        if self._checks is None:
            # Finding the checks loads settings and imports modules, so it gets a time limit like a check.
            findings = self._run({_SETTINGS: self._find})
            if self._checks is None:
                return findings
        return self._run(self._checks)

    def _find(self) -> None:
        self._checks = self._find_checks()

    def _run(self, checks: Mapping[str, Check]) -> Findings:
        runs = []
        for name, check in checks.items():
            run = self._runs.get(name)
            if run is None or run.ended.is_set():
                run = self._runs[name] = _Run(name, check)
            runs.append(run)
        for run in runs:
            # The limit counts from the start of the call, which may be an earlier checkup.
            run.ended.wait(max(run.started + self.limit - time.monotonic(), 0))
        return _judge(runs, self.limit)


def _judge(runs: Iterable[_Run], limit: float) -> Findings:
    found = {run.name: run.find_failure(limit) for run in runs}
    return Findings(
        tuple(failure for failure in found.values() if failure is not None),
        tuple(name for name, failure in found.items() if failure is None),
    )


def explain_failure(error: BaseException) -> str:
    """Return an exception as one short line, with the secrets of the current settings hidden."""
    text = describe_error(error)
    if isinstance(error, SiteNotReadyError):
        text = text.removeprefix(f"{type(error).__name__}: ")
    if (loaded := find_active()) is not None:
        text = str(loaded.secret_texts.hide_in(text))
    return text if len(text) <= _LONGEST_REASON else f"{text[:_LONGEST_REASON]}…"


def call_in_children(method: Callable[[], None]) -> None:
    """Call a method in each process that this one forks, while its object exists."""
    reference = weakref.WeakMethod(method)

    def call() -> None:
        if (found := reference()) is not None:
            found()

    os.register_at_fork(after_in_child=call)
