"""Who the visitor is: the Django user, told as a web server tells it, and nothing that a client could forge."""

from __future__ import annotations

import asyncio
import string
import time
from typing import TYPE_CHECKING, Any

import pytest
from django.core.handlers.asgi import ASGIHandler
from hypothesis import given
from hypothesis import strategies as st

from fidelity_kit.applications import TEXT, answering
from fidelity_kit.server import Connection

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize("name", ["alice", "zoë", "日本"])
def test_the_user_s_name_is_the_remote_user(make_site: Any, recorder: Any, user: Any, name: str) -> None:
    make_site(recorder)(**{"test.user": user(name)})
    assert recorder.environ["REMOTE_USER"].encode("latin-1").decode() == name
    assert recorder.environ["AUTH_TYPE"] == "Django"


def test_an_anonymous_visitor_is_nobody_whatever_the_server_said(make_site: Any, recorder: Any) -> None:
    make_site(recorder)(REMOTE_USER="stale", AUTH_TYPE="Basic")
    assert "REMOTE_USER" not in recorder.environ
    assert "AUTH_TYPE" not in recorder.environ


def forget_user(get_response: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def middleware(request: Any) -> Any:
        request.user = None
        return get_response(request)

    return middleware


def test_a_user_of_none_is_nobody(make_site: Any, recorder: Any) -> None:
    answer = make_site(recorder, MIDDLEWARE=[f"{__name__}.forget_user"])(REMOTE_USER="stale", AUTH_TYPE="Basic")
    assert (answer.status, answer.get("Vary")) == ("200 OK", ["Cookie"])
    assert_is(recorder.environ, "")


def test_without_users_in_django_the_server_s_word_stays(make_site: Any, recorder: Any) -> None:
    answer = make_site(recorder, MIDDLEWARE=[])(REMOTE_USER="basic", AUTH_TYPE="Basic")
    assert answer.status == "200 OK"
    assert (recorder.environ["REMOTE_USER"], recorder.environ["AUTH_TYPE"]) == ("basic", "Basic")
    assert answer.get("Vary") == []


#: What a client may send in the hope that somebody takes it for the visitor's name.
FORGED = [
    "REMOTE_USER",
    "Remote-User",
    "remote-user",
    "REMOTE-USER",
    "remote_user",
    "rEmOtE-uSeR",
    "Remote_User",
    "HTTP_REMOTE_USER",
    "HTTP-Remote-User",
    "Http_Http_Remote_User",
    "X-Remote-User",
    "X_REMOTE_USER",
    "X-Forwarded-User",
    "X-Forwarded-Remote-User",
    "X-WEBAUTH-USER",
    "X-Authenticated-User",
    "Remote.User",
    "Remote~User",
    "Remote|User",
    "Remote-User-",
    "-Remote-User",
    "_REMOTE_USER",
    "Remote--User",
    "Redirect-Remote-User",
    "REDIRECT_REMOTE_USER",
    "Auth-Type",
    "AUTH_TYPE",
    "Authorization",
    "Proxy-Authorization",
]


def name_as_a_server(header: str) -> str:
    """Return the name in the environ under which a server puts a client's header (RFC 3875, 4.1.18)."""
    return "HTTP_" + header.upper().replace("-", "_")


VISITORS = pytest.mark.parametrize("name", ["", "zoë"], ids=["anonymous", "signed-in"])


def assert_is(environ: dict[str, Any], name: str) -> None:
    """Check that the visitor has that name for the application, or none."""
    assert environ, "the application was not called"
    assert environ.get("REMOTE_USER") == (name.encode().decode("latin-1") or None)
    assert environ.get("AUTH_TYPE") == ("Django" if name else None)


@VISITORS
@pytest.mark.parametrize("headers", [*([header] for header in FORGED), FORGED], ids=[*FORGED, "all-together"])
def test_no_header_of_a_client_sets_them(make_site: Any, recorder: Any, user: Any, name: str, headers: Any) -> None:
    forged = {name_as_a_server(header): "mallory" for header in headers}
    make_site(recorder)(**forged, **{"test.user": user(name)})
    assert_is(recorder.environ, name)


#: All characters of a header's name (RFC 9110, 5.6.2), those more often that forged names are made of.
HEADERS = st.lists(
    st.text(string.ascii_letters + string.digits + "!#$%&'*+.^_`|~-", min_size=1) | st.sampled_from(FORGED)
)


@VISITORS
@given(headers=HEADERS)
def test_whatever_headers_a_client_sends_the_visitor_is_django_s(
    make_site: Any, recorder: Any, user: Any, name: str, headers: list[str]
) -> None:
    site = make_site(recorder)
    recorder.environ = {}
    # A Host that is none would be refused before.
    names = {name_as_a_server(header) for header in headers} - {"HTTP_HOST"}
    site(**dict.fromkeys(names, "mallory"), **{"test.user": user(name)})
    assert_is(recorder.environ, name)


@given(headers=HEADERS)
def test_whatever_headers_come_by_asgi_nobody_is_signed_in_by_them(
    make_site: Any, recorder: Any, headers: list[str]
) -> None:
    make_site(recorder, MIDDLEWARE=[])
    recorder.environ = {}
    sent = [
        (header.lower().encode(), b"mallory") for header in headers if header.lower() not in {"host", "content-length"}
    ]
    connection = Connection("GET", "/mnt/a", b"", sent, {})
    asyncio.run(ASGIHandler()(connection.scope, connection.receive, connection.send))
    # On a site without users, what the server says would stay.
    assert_is(recorder.environ, "")


VARY: list[tuple[list[str], list[str]]] = [
    ([], ["Cookie"]),
    (["Accept"], ["Accept, Cookie"]),
    (["Accept", "Origin"], ["Accept, Origin, Cookie"]),
    (["cookie"], ["cookie"]),
    (["Accept", "Origin ,COOKIE"], ["Accept", "Origin ,COOKIE"]),
    (["*"], ["*"]),
    (["Cookies"], ["Cookies, Cookie"]),
]


@pytest.mark.parametrize(("own", "expected"), VARY)
def test_the_answer_varies_by_cookie_where_the_user_was_asked_for(
    make_site: Any, own: list[str], expected: list[str]
) -> None:
    application = answering([b"ok"], TEXT, *(("Vary", value) for value in own))
    assert make_site(application)().get("Vary") == expected


def test_a_vary_of_many_blanks_takes_no_longer_than_its_length(make_site: Any) -> None:
    def application(environ: Any, start_response: Any) -> list[bytes]:
        start_response("200 OK", [TEXT, ("Vary", f"Accept{' ' * count}Origin")])
        return [b"ok"]

    site = make_site(application)

    def measure() -> float:
        times = []
        for _ in range(3):
            begun = time.process_time()
            assert site().status == "200 OK"
            times.append(time.process_time() - begun)
        return min(times)

    # Where each blank is tried with all behind it, it is 64 times.
    count = 5000
    few = measure()
    count = 40_000
    assert measure() < 25 * few


def test_an_environ_given_by_the_site_may_name_another_user(make_site: Any, recorder: Any, user: Any) -> None:
    site = make_site(recorder, environ=lambda request: {"REMOTE_USER": request.user.get_username().upper()})
    site(**{"test.user": user("zoë")})
    assert recorder.environ["REMOTE_USER"].encode("latin-1").decode() == "ZOË"
