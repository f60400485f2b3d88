"""The examples on embedding in the manual of twod.wsgi 1.x work, with the URL patterns of today's Django."""

from __future__ import annotations

from typing import Any

import pytest
from django.shortcuts import redirect
from django.urls import path, re_path

from fidelity_kit.applications import TEXT, answering
from twod.wsgi import call_wsgi_app, make_wsgi_view
from twod.wsgi.exc import ApplicationCallError


@pytest.mark.parametrize("pattern", ["^cool-application(/.*)$", "^cool-application(?P<path_info>/.*)$"])
def test_an_application_is_mounted_in_the_urlconf(make_site: Any, recorder: Any, user: Any, pattern: str) -> None:
    site = make_site([re_path(pattern, make_wsgi_view(recorder))])
    assert site(url="/cool-application/some/page", **{"test.user": user("ada")}).body == b"ok"
    assert recorder.environ["SCRIPT_NAME"] == "/cool-application"
    assert recorder.environ["PATH_INFO"] == "/some/page"
    assert recorder.environ["REMOTE_USER"] == "ada"


def test_the_path_of_an_application_is_the_last_part_of_the_request(
    make_site: Any, recorder: Any, caplog: pytest.LogCaptureFixture
) -> None:
    site = make_site([re_path("^cool-application(/.*)/foo$", make_wsgi_view(recorder))])
    assert site(url="/cool-application/some/foo").status == "500 Internal Server Error"
    ((_, error, _),) = [record.exc_info for record in caplog.records if record.exc_info]
    assert isinstance(error, ApplicationCallError)


@pytest.fixture
def tracs(recorder: Any) -> list[Any]:
    """The patterns of a view that calls a Trac for each project, behind the site's own forms for signing in and out."""

    def run_trac(request: Any, trac_id: str, path_info: str) -> Any:
        if path_info.startswith("/login"):
            return redirect("/my-login-form")
        if path_info.startswith("/logout"):
            return redirect("/my-logout-form")
        request.environ["trac.env_path"] = f"/var/trac-instances/{trac_id}"
        return call_wsgi_app(recorder, request, path_info)

    return [re_path(r"^tracs/(?P<trac_id>\w+)(?P<path_info>/.*)$", run_trac)]


def test_a_view_tells_an_application_by_the_environ(make_site: Any, recorder: Any, tracs: list[Any]) -> None:
    assert make_site(tracs)(url="/tracs/shop/wiki/Start").body == b"ok"
    assert recorder.environ["trac.env_path"] == "/var/trac-instances/shop"
    assert (recorder.environ["SCRIPT_NAME"], recorder.environ["PATH_INFO"]) == ("/tracs/shop", "/wiki/Start")


@pytest.mark.parametrize("form", ["login", "logout"])
def test_a_view_answers_in_the_place_of_the_application(make_site: Any, tracs: list[Any], form: str) -> None:
    answer = make_site(tracs)(url=f"/tracs/shop/{form}")
    assert (answer.status, answer.get("Location")) == ("302 Found", [f"/my-{form}-form"])


def test_a_view_changes_the_answer(make_site: Any) -> None:
    def run_app(request: Any, path_info: str) -> Any:
        response = call_wsgi_app(answering([b"body"], TEXT, status="200 It is OK"), request, path_info)
        response["Server"] = "twod.wsgi 1.0"
        return response

    answer = make_site([path("app<path:path_info>", run_app)])(url="/app/")
    assert (answer.status, answer.get("Server"), answer.body) == ("200 It is OK", ["twod.wsgi 1.0"], b"body")


def test_the_body_of_an_application_is_passed_on_block_by_block(make_site: Any) -> None:
    site = make_site([re_path("^video(/.*)$", make_wsgi_view(answering(iter([b"a", b"b"]), TEXT)))])
    assert site(url="/video/").blocks == [b"a", b"b"]
