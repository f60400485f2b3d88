"""Probes before a WSGI application."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

import pytest

from twod.inifile.health_options import HealthOptions
from twod.wsgi.serving.health import HealthFilter, Probes


def site(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"the site"]


def ask(
    path: str, method: str = "GET", probes: Probes | None = None, **variables: Any
) -> tuple[str, dict[str, str], bytes]:
    """Return status, headers and body; both sides of the filter are checked against PEP 3333."""
    environ: WSGIEnvironment = {
        "PATH_INFO": path,
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "QUERY_STRING": "",
        **variables,
    }
    setup_testing_defaults(environ)
    application = validator(HealthFilter(validator(site), probes or Probes(HealthOptions(checks=()))))
    started: list[Any] = []

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> Any:
        started.append((status, dict(headers)))

    result = application(environ, start_response)
    body = b"".join(result)
    result.close()  # type: ignore[attr-defined]
    status, headers = started[0]
    return status, headers, body


@pytest.mark.parametrize("path", ["/", "/-", "/-x", "/shop/-/live", "/live", "/--/live"])
def test_what_is_not_below_the_path_is_the_sites(path: str) -> None:
    assert ask(path)[2] == b"the site"


def test_live_is_answered_whatever_the_host() -> None:
    status, _, body = ask("/-/live", HTTP_HOST="10.0.0.7:8080")
    assert (status, json.loads(body)) == ("200 OK", {"status": "ok"})


def test_head_has_the_headers_of_get_and_no_body() -> None:
    status, headers, body = ask("/-/live", "HEAD")
    assert (status, body) == ("200 OK", b"")
    assert headers == ask("/-/live")[1]


def test_the_path_is_that_below_the_place_of_the_application() -> None:
    assert ask("/-/live", SCRIPT_NAME="/shop")[0] == "200 OK"


def test_ready_waits_for_the_checks() -> None:
    good = ask("/-/ready", probes=Probes(HealthOptions(checks=("platform.node",), skip=frozenset(DJANGO))))
    assert (good[0], json.loads(good[2])) == ("200 OK", {"status": "ok", "failed": []})
    bad = ask("/-/ready", probes=Probes(HealthOptions(checks=("os.abort_",), skip=frozenset(DJANGO))))
    assert (bad[0], json.loads(bad[2])) == ("503 Service Unavailable", {"status": "failed", "failed": ["os.abort_"]})


#: Other tests of this process may have set a Django up.
DJANGO = {"database", "cache", "migrations", "static"}
