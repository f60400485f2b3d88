"""A checkup that several probes share: those that come at once, and those of the next moment."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future

from twod.wsgi.serving.health.checkup import Checkup, Failure, Findings, call_in_children, explain_failure

_log = logging.getLogger("twod.wsgi.serving.health")


class SharedCheckup:
    """A checkup that runs once for all who ask while it runs, and for those of the next moment.

    :param checkup: the checks.
    :param cache: how many seconds its findings hold.
    :param clock: returns the time in seconds.
    """

    def __init__(self, checkup: Checkup, cache: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._checkup = checkup
        self._cache = cache
        self._clock = clock
        #: The names of what failed, as they were logged.
        self._logged: frozenset[str] = frozenset()
        self._start_anew()
        call_in_children(self._start_anew)

    def _start_anew(self) -> None:
        self._lock = threading.Lock()
        self._promise: Future[Findings] | None = None
        self._expires = 0.0

    def ask(self) -> Future[Findings]:
        """Return the findings, or a promise of them that is kept within the time limit of the checks.

        A thread waits for it by ``result()``, a coroutine by :func:`asyncio.wrap_future`.
        """
        with self._lock:
            if self._promise is not None and (not self._promise.done() or self._clock() < self._expires):
                return self._promise
            promise = self._promise = Future()
            # A coroutine that is cancelled would cancel it for all.
            promise.set_running_or_notify_cancel()
        try:
            threading.Thread(target=self._keep, args=(promise,), name="health checkup", daemon=True).start()
        except RuntimeError as error:  # as many threads as the system allows, or the end of the interpreter
            promise.set_result(Findings((Failure("threads", explain_failure(error)),)))
        return promise

    def _keep(self, promise: Future[Findings]) -> None:
        try:
            findings = self._checkup.examine()
            self._log_change(findings)
            self._expires = self._clock() + self._cache
            promise.set_result(findings)
        except BaseException as error:  # nobody may wait for ever
            promise.set_exception(error)
            raise

    def _log_change(self, findings: Findings) -> None:
        """Log which checks fail, once for each change; a probe that finds no change logs nothing."""
        failed = frozenset(findings.failed)
        if failed == self._logged:
            return
        self._logged = failed
        if failed:
            reasons = "; ".join(f"{name} ({reason})" for name, reason in findings.failures)
            _log.warning("Not ready: %s", reasons)
        else:
            _log.info("Ready again")
