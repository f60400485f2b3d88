"""Calling an application in a view, and as one."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory
from django.urls import path

from fidelity_kit.applications import TEXT, answering
from twod.wsgi.embedding import call_wsgi_app, make_wsgi_view
from twod.wsgi.exc import ApplicationCallError, BrokenApplicationError
from twod.wsgi.request import TwodWSGIRequest


def test_a_view_can_call_an_application_and_change_the_answer(make_site: Any, recorder: Any) -> None:
    def view(request: Any) -> Any:
        response = call_wsgi_app(recorder, request, "/a")
        response["X-View"] = "1"
        return response

    answer = make_site([path("mnt/a", view)])(url="/mnt/a")
    assert (answer.get("X-View"), answer.body) == (["1"], b"ok")


@pytest.mark.parametrize(("body", "kind"), [([b"a"], HttpResponse), (iter([b"a"]), StreamingHttpResponse)])
def test_a_list_is_a_response_and_all_else_a_stream(django_settings: object, body: Any, kind: type) -> None:
    response = call_wsgi_app(answering(body, TEXT), RequestFactory().get("/a"), "/a")
    assert isinstance(response, kind)
    assert b"".join(response) == b"a"
    response.close()


def test_a_path_that_is_not_the_end_of_the_request_s_is_an_error(django_settings: object) -> None:
    with pytest.raises(ApplicationCallError, match="'/b', which is not the end of the request's path '/a'"):
        call_wsgi_app(answering([], TEXT), RequestFactory().get("/a"), "/b")


def test_the_environ_takes_what_the_view_gives(django_settings: object, recorder: Any) -> None:
    call_wsgi_app(recorder, TwodWSGIRequest.blank("/a"), "/a", environ={"PROJECT": "zoë", "shop.number": 5})
    assert (recorder.environ["PROJECT"], recorder.environ["shop.number"]) == ("zoë".encode().decode("latin-1"), 5)


@pytest.mark.parametrize(("given", "named"), [("the wiki", "the wiki"), (None, "fidelity_kit.applications.answering")])
def test_an_application_is_called_by_its_name_in_messages(
    django_settings: object, given: str | None, named: str
) -> None:
    broken = answering(None, TEXT)
    with pytest.raises(BrokenApplicationError, match=named):
        call_wsgi_app(broken, RequestFactory().get("/a"), "/a", name=given)
    with pytest.raises(BrokenApplicationError, match=named):
        make_wsgi_view(broken, name=given)(RequestFactory().get("/a"), "/a")
    assert named in str(make_wsgi_view(broken, name=given).__doc__)


@pytest.mark.parametrize(("csrf", "is_exempt"), [("same-origin", True), ("exempt", True), ("token", False)])
def test_django_s_own_csrf_check_is_for_the_token_alone(csrf: Any, is_exempt: bool) -> None:
    view: Any = make_wsgi_view(answering([], TEXT), csrf=csrf)
    assert view.csrf_exempt is is_exempt


@pytest.mark.parametrize(("csrf", "status"), [("same-origin", 403), ("exempt", 200), ("token", 200)])
def test_a_request_of_another_site_is_refused_where_the_origin_counts(
    django_settings: Any, csrf: Any, status: int
) -> None:
    django_settings.USE_I18N = False
    view = make_wsgi_view(answering([], TEXT), csrf=csrf)
    request = RequestFactory().post("/a", headers={"Sec-Fetch-Site": "cross-site"})
    assert view(request, "/a").status_code == status
