"""A checkup with one result for several probes: those that arrive while it runs, and those shortly after."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future

from twod.wsgi.serving.health.checkup import Checkup, Failure, Findings, call_in_children, explain_failure

_log = logging.getLogger("twod.wsgi.serving.health")


class SharedCheckup:
    """A checkup that runs once for all probes that arrive while it runs or shortly after.

    :param checkup: the checks.
    :param cache: the number of seconds that a result stays valid.
    :param clock: returns the time in seconds.
    """

    def __init__(self, checkup: Checkup, cache: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._checkup = checkup
        self._cache = cache
        self._clock = clock
        #: The names of the failed checks that were logged last.
        self._logged: frozenset[str] = frozenset()
        self._start_anew()
        call_in_children(self._start_anew)

    def _start_anew(self) -> None:
        self._lock = threading.Lock()
        self._promise: Future[Findings] | None = None
        self._expires = 0.0

    def ask(self) -> Future[Findings]:
        """Return a future of the findings, which is done within the time limit of the checks.

        A thread waits for it with ``result()``, a coroutine with :func:`asyncio.wrap_future`.
        """
        with self._lock:
            if self._promise is not None and (not self._promise.done() or self._clock() < self._expires):
                return self._promise
            promise = self._promise = Future()
            # Without this, one cancelled coroutine would cancel the future for all.
            promise.set_running_or_notify_cancel()
        try:
            threading.Thread(target=self._keep, args=(promise,), name="health checkup", daemon=True).start()
        except RuntimeError as error:  # The system's limit of threads is reached, or the interpreter ends.
            promise.set_result(Findings((Failure("threads", explain_failure(error)),)))
        return promise

    def _keep(self, promise: Future[Findings]) -> None:
        try:
            findings = self._checkup.examine()
            self._log_change(findings)
            self._expires = self._clock() + self._cache
            promise.set_result(findings)
        except BaseException as error:  # Otherwise a probe would wait forever.
            promise.set_exception(error)
            raise

    def _log_change(self, findings: Findings) -> None:
        """Log the failing checks if they have changed since the last time."""
        failed = frozenset(findings.failed)
        if failed == self._logged:
            return
        self._logged = failed
        if failed:
            reasons = "; ".join(f"{name} ({reason})" for name, reason in findings.failures)
            _log.warning("Not ready: %s", reasons)
        else:
            _log.info("Ready again")
