"""The path and the method of a probe lead to its answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twod.inifile.health_options import HealthOptions
from twod.wsgi.config import configure
from twod.wsgi.config.activation import find_active
from twod.wsgi.config.fingerprint import make_fingerprint
from twod.wsgi.serving.health.checkup import Failure, Findings
from twod.wsgi.serving.health.probes import ProbeAnswer, Probes, describe_findings


def find(path: str, method: str = "GET", probes: Probes | None = None) -> ProbeAnswer:
    answer = (probes or Probes()).find_answer(path, method)
    assert isinstance(answer, ProbeAnswer)
    return answer


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_live_is_answered_without_a_check(method: str) -> None:
    answer = find("/-/live", method)
    assert (answer.status_line, json.loads(answer.body)) == ("200 OK", {"status": "ok"})


def test_no_answer_is_stored_and_all_are_json_with_a_length() -> None:
    for answer in (find("/-/live"), find("/-/x"), find("/-/live", "POST"), Probes().judge(Findings())):
        headers = dict(answer.headers)
        assert headers["Cache-Control"] == "no-store"
        assert headers["Content-Type"] == "application/json"
        assert headers["Content-Length"] == str(len(answer.body))
        json.loads(answer.body)


@pytest.mark.parametrize("name", ["live", "ready"])
@pytest.mark.parametrize("method", ["POST", "PUT", "OPTIONS", "TRACE", "get"])
def test_another_method_is_refused_with_those_that_are_right(name: str, method: str) -> None:
    answer = find(f"/-/{name}", method)
    assert answer.status == 405
    assert ("Allow", "GET, HEAD") in answer.headers


@given(st.text().filter(lambda name: name not in ("live", "ready")), st.sampled_from(["GET", "POST"]))
def test_any_other_path_below_the_prefix_is_not_found(name: str, method: str) -> None:
    assert find(f"/-/{name}", method).status == 404


def test_the_prefix_is_an_option() -> None:
    probes = Probes(HealthOptions(path="/health/"))
    assert find("/health/live", probes=probes).status == 200


def test_ready_is_a_promise_until_the_checks_have_ended() -> None:
    assert isinstance(Probes().find_answer("/-/ready", "GET"), Future)


def test_the_answer_to_ready_has_the_names_of_what_failed_and_no_reason() -> None:
    found = Findings((Failure("database:default", "password"), Failure("cache:default", "secret")), ("static",))
    answer = Probes().judge(found)
    assert answer.status_line == "503 Service Unavailable"
    assert json.loads(answer.body) == {"status": "failed", "failed": ["cache:default", "database:default"]}
    assert Probes().judge(Findings(passed=("static",))).status_line == "200 OK"
    assert describe_findings(Findings()) == {"status": "ok", "failed": []}


def test_the_answer_of_the_manual_is_right(manual) -> None:
    (shown,) = manual("docs/how-to/health.rst", "text")
    assert Probes().judge(Findings((Failure("cache:default", "gone"),))).body.decode() == shown.text


def test_the_answers_name_the_release_that_the_process_belongs_to() -> None:
    named = {"release": "20260131-120000-0a1b2c3d"}
    probes = Probes(release=named["release"])
    assert json.loads(find("/-/live", probes=probes).body) == {"status": "ok"} | named
    assert json.loads(probes.judge(Findings()).body) == {"status": "ok", "failed": []} | named
    ending = Probes(has_end=lambda: True, release=named["release"])
    assert json.loads(find("/-/ready", probes=ending).body) == {"status": "ending", "failed": []} | named


@pytest.mark.usefixtures("_unconfigured")
def test_ready_has_the_fingerprint_of_the_settings_in_force(write: Callable[[str, str], Path]) -> None:
    configure(write("x.ini", "[app:main]\nuse = egg:twod.wsgi\nSECRET_KEY = of tests alone\n"))
    loaded = find_active()
    assert loaded is not None
    content = {"status": "ok", "failed": [], "settings": make_fingerprint(loaded)}
    assert json.loads(Probes().judge(Findings()).body) == content
    assert json.loads(find("/-/live").body) == {"status": "ok"}


def test_a_process_that_is_about_to_end_is_alive_and_not_ready() -> None:
    probes = Probes(has_end=lambda: True)
    assert find("/-/live", probes=probes).status == 200
    answer = find("/-/ready", probes=probes)
    assert (answer.status, json.loads(answer.body)) == (503, {"status": "ending", "failed": []})
    assert probes.judge(Findings()) == answer
