"""A set of checks that run at the same time, each with a time limit, and what they found."""

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

#: A check fails if it raises an exception, or if it returns False; its other results mean nothing.
Check = Callable[[], object]

#: The name of what fails when there is no telling which checks there are.
_SETTINGS = "settings"

#: Characters of an exception's message that are worth a place in a log line.
_LONGEST_REASON = 300


class Failure(NamedTuple):
    """A check that failed, and why."""

    name: str
    #: One line, secrets hidden.
    reason: str


class Findings(NamedTuple):
    """What a set of checks found."""

    failures: tuple[Failure, ...] = ()
    #: The names of the checks that passed.
    passed: tuple[str, ...] = ()

    @property
    def failed(self) -> tuple[str, ...]:
        """The names of the checks that failed."""
        return tuple(failure.name for failure in self.failures)


class _Run:
    """One call of a check, in a thread of its own, which does not keep the process from its end."""

    def __init__(self, name: str, check: Check) -> None:
        self.name = name
        self._check = check
        self.ended = threading.Event()
        self.started = time.monotonic()
        #: How long the call took; None while it lasts.
        self.seconds: float | None = None
        #: Why it failed; empty for a check that passed.
        self.reason = ""
        try:
            threading.Thread(target=self._call, name=f"health check {name}", daemon=True).start()
        except RuntimeError as error:  # as many threads as the system allows, or the end of the interpreter
            self._end(explain_failure(error))

    def _call(self) -> None:
        try:
            result = self._check()
            if inspect.isawaitable(result):
                result = asyncio.run(_wait_for(result))
            self._end("it returned False" if result is False else "")
        except BaseException as error:  # noqa: BLE001 - whatever the site's check raises, and sys.exit() too
            self._end(explain_failure(error))

    def _end(self, reason: str) -> None:
        self.reason = reason
        self.seconds = time.monotonic() - self.started
        self.ended.set()

    def find_failure(self, limit: float) -> Failure | None:
        """Return why the check does not pass, as far as its call has come; None when it passes."""
        if self.seconds is None:
            waited = time.monotonic() - self.started
            return Failure(self.name, f"it has not returned for {waited:.1f} s")
        if self.reason:
            return Failure(self.name, self.reason)
        if self.seconds > limit:
            return Failure(self.name, f"it took {self.seconds:.1f} s")
        return None


async def _wait_for(awaitable: Awaitable[object]) -> object:
    return await awaitable


class Checkup:
    """Checks that are found once and then run as often as somebody asks.

    A check that does not return in time fails, and is not called again before it has returned: however long it hangs,
    and however often somebody asks, it keeps one thread.

    :param find_checks: returns the checks by their names; what it raises fails under the name ``settings``, and it is
        asked again the next time.
    :param limit: how many seconds each of them may take; they run at the same time.
    """

    def __init__(self, find_checks: Callable[[], Mapping[str, Check]], limit: float) -> None:
        self.limit = limit
        self._find_checks = find_checks
        self._forget()
        call_in_children(self._forget)

    def _forget(self) -> None:
        """Forget the calls that last: a forked process has no threads of its parent."""
        self._checks: Mapping[str, Check] | None = None
        #: The last call of each check.
        self._runs: dict[str, _Run] = {}

    def examine(self) -> Findings:
        """Run all checks and return what they found, within the limit; not for two threads at once."""
        if self._checks is None:
            # Settings are loaded and modules imported, which may fail, and take as long, as any check.
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
            # One that lasts since an earlier time has had its time.
            run.ended.wait(max(run.started + self.limit - time.monotonic(), 0))
        return _judge(runs, self.limit)


def _judge(runs: Iterable[_Run], limit: float) -> Findings:
    found = {run.name: run.find_failure(limit) for run in runs}
    return Findings(
        tuple(failure for failure in found.values() if failure is not None),
        tuple(name for name, failure in found.items() if failure is None),
    )


def explain_failure(error: BaseException) -> str:
    """Return an exception in one line of bounded length, without the secrets of the settings in force."""
    text = describe_error(error)
    if (loaded := find_active()) is not None:
        text = str(loaded.secret_texts.hide_in(text))
    return text if len(text) <= _LONGEST_REASON else f"{text[:_LONGEST_REASON]}…"


def call_in_children(method: Callable[[], None]) -> None:
    """Have a method called in each process that this one forks, as long as its object lives."""
    reference = weakref.WeakMethod(method)

    def call() -> None:
        if (found := reference()) is not None:
            found()

    os.register_at_fork(after_in_child=call)
