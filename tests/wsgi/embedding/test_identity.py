"""Who the visitor is: the Django user, told as a web server tells it, and nothing that a client could forge."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.mark.parametrize("name", ["alice", "zoë", "日本"])
def test_the_user_s_name_is_the_remote_user(make_site: Any, recorder: Any, user: Any, name: str) -> None:
    make_site(recorder)(**{"test.user": user(name)})
    assert recorder.environ["REMOTE_USER"].encode("latin-1").decode() == name
    assert recorder.environ["AUTH_TYPE"] == "Django"


def test_an_anonymous_visitor_is_nobody_whatever_the_server_said(make_site: Any, recorder: Any) -> None:
    make_site(recorder)(REMOTE_USER="stale", AUTH_TYPE="Basic")
    assert "REMOTE_USER" not in recorder.environ
    assert "AUTH_TYPE" not in recorder.environ


def test_without_users_in_django_the_server_s_word_stays(make_site: Any, recorder: Any) -> None:
    answer = make_site(recorder, MIDDLEWARE=[])(REMOTE_USER="basic", AUTH_TYPE="Basic")
    assert answer.status == "200 OK"
    assert (recorder.environ["REMOTE_USER"], recorder.environ["AUTH_TYPE"]) == ("basic", "Basic")
    assert answer.get("Vary") == []


@pytest.mark.parametrize("header", ["REMOTE_USER", "AUTH_TYPE"])
def test_no_header_of_a_client_sets_them(make_site: Any, recorder: Any, header: str) -> None:
    make_site(recorder)(**{f"HTTP_{header}": "mallory"})
    assert header not in recorder.environ


@pytest.mark.parametrize(("own", "expected"), [(None, "Cookie"), ("Accept", "Accept, Cookie"), ("cookie", "cookie")])
def test_the_answer_varies_by_cookie_where_the_user_was_asked_for(
    make_site: Any, own: str | None, expected: str
) -> None:
    def application(environ: Any, start_response: Any) -> list[bytes]:
        vary = [("Vary", own)] if own else []
        start_response("200 OK", [("Content-Type", "text/plain"), *vary])
        return []

    assert make_site(application)().get("Vary") == [expected]


def test_an_environ_given_by_the_site_may_name_another_user(make_site: Any, recorder: Any, user: Any) -> None:
    site = make_site(recorder, environ=lambda request: {"REMOTE_USER": request.user.get_username().upper()})
    site(**{"test.user": user("zoë")})
    assert recorder.environ["REMOTE_USER"].encode("latin-1").decode() == "ZOË"
