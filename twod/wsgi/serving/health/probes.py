"""The responses to health probes, independent of the protocol: status and JSON text for a path and a method."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from http import HTTPStatus
from typing import NamedTuple

from twod.inifile.health_options import HealthOptions
from twod.wsgi.config.activation import find_active
from twod.wsgi.config.fingerprint import make_fingerprint
from twod.wsgi.serving.end.ending import is_ending
from twod.wsgi.serving.health.checkup import Checkup, Findings
from twod.wsgi.serving.health.shared_checkup import SharedCheckup
from twod.wsgi.serving.health.site_checks import find_site_checks

_LIVE = "live"
_READY = "ready"
_METHODS = ("GET", "HEAD")


class ProbeAnswer(NamedTuple):
    """The response to a probe."""

    status: HTTPStatus
    #: JSON text; the response to HEAD only has its length.
    body: bytes
    headers: tuple[tuple[str, str], ...]

    @property
    def status_line(self) -> str:
        """The status in the notation of WSGI: ``200 OK``."""
        return f"{self.status.value} {self.status.phrase}"


def _make_answer(status: HTTPStatus, content: object, *further: tuple[str, str]) -> ProbeAnswer:
    body = json.dumps(content).encode() + b"\n"
    headers = (
        ("Content-Type", "application/json"),
        ("Content-Length", str(len(body))),
        ("Cache-Control", "no-store"),
        *further,
    )
    return ProbeAnswer(status, body, headers)


_WRONG_METHOD = _make_answer(
    HTTPStatus.METHOD_NOT_ALLOWED, {"status": "method not allowed"}, ("Allow", ", ".join(_METHODS))
)
_NOTHING = _make_answer(HTTPStatus.NOT_FOUND, {"status": "not found", "probes": [_LIVE, _READY]})


def describe_findings(findings: Findings) -> dict[str, object]:
    """Return the content of the response to ``ready``: the names of the failed checks, without the reasons.

    If the settings come from an ini, the content includes their fingerprint. It allows a comparison of the site's
    processes, and discloses nothing.

    >>> describe_findings(Findings(passed=("database:default",)))
    {'status': 'ok', 'failed': []}
    """
    content: dict[str, object] = {
        "status": "failed" if findings.failures else "ok",
        "failed": sorted(findings.failed),
    }
    loaded = find_active()
    fingerprint = None if loaded is None else make_fingerprint(loaded)
    return content if fingerprint is None else content | {"settings": fingerprint}


class Probes:
    """The health probes of a process.

    :param options: the path of the probes and the options of the checks.
    :param has_end: returns whether the process is about to end.
    :param release: the name of the process's release, which the responses include; None without a release.
    """

    def __init__(
        self,
        options: HealthOptions = HealthOptions(),  # noqa: B008 - it cannot change
        has_end: Callable[[], bool] = is_ending,
        release: str | None = None,
    ) -> None:
        self.prefix = options.path
        self._has_end = has_end
        self._named = {} if release is None else {"release": release}
        self._alive = _make_answer(HTTPStatus.OK, {"status": "ok"} | self._named)
        ending = {"status": "ending", "failed": []} | self._named
        self._ending = _make_answer(HTTPStatus.SERVICE_UNAVAILABLE, ending)
        checkup = Checkup(partial(find_site_checks, options), options.timeout)
        self._shared = SharedCheckup(checkup, options.cache)

    def find_answer(self, path: str, method: str) -> ProbeAnswer | Future[Findings]:
        """Return the response to a probe, or a future of the findings, for which :meth:`judge` returns the response.

        :param path: the path of the request; it begins with :attr:`prefix`.
        """
        name = path.removeprefix(self.prefix)
        if name not in (_LIVE, _READY):
            return _NOTHING
        if method not in _METHODS:
            return _WRONG_METHOD
        if name == _LIVE:
            return self._alive
        return self._ending if self._has_end() else self._shared.ask()

    def judge(self, findings: Findings) -> ProbeAnswer:
        """Return the response to ``ready``."""
        if self._has_end():  # the end may have begun during the checks
            return self._ending
        status = HTTPStatus.SERVICE_UNAVAILABLE if findings.failures else HTTPStatus.OK
        return _make_answer(status, describe_findings(findings) | self._named)
