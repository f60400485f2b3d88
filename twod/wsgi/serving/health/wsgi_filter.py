"""The filter that answers health probes in front of a WSGI application (:pep:`3333`)."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import Future
from http import HTTPStatus
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from twod.wsgi.serving.health.probes import Probes


class HealthFilter:
    """A WSGI application that answers the probes and passes everything else on.

    Example::

        application = HealthFilter(application, Probes())

    Put it in front of all other middleware, so that no probe is redirected, logged or rejected for its ``Host``. The
    path of a probe is the PATH_INFO of the server's environ.

    :param application: the site.
    :param probes: the probes to answer.
    """

    def __init__(self, application: WSGIApplication, probes: Probes) -> None:
        self.application = application
        self._probes = probes
        self._prefix = probes.prefix

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path: str = environ.get("PATH_INFO", "")
        if not path.startswith(self._prefix):
            return self.application(environ, start_response)
        method = environ["REQUEST_METHOD"]
        answer = self._probes.find_answer(path, method)
        if isinstance(answer, Future):
            answer = self._probes.judge(answer.result())
        start_response(answer.status_line, list(answer.headers))
        return [] if method == "HEAD" else [answer.body]


def refuse_everything(_environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Answer 404; this is the WSGI application behind the probes at a separate address."""
    status = HTTPStatus.NOT_FOUND
    start_response(f"{status.value} {status.phrase}", [("Content-Type", "text/plain"), ("Content-Length", "0")])
    return []
