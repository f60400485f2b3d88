"""Applications with ``user=False``: the same for everybody, so that a cache may keep what they answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.urls import path
from django.utils.functional import SimpleLazyObject

from fidelity_kit.applications import TEXT
from twod.wsgi.embedding import call_wsgi_app, is_signed_in, make_wsgi_view, mount

if TYPE_CHECKING:
    from collections.abc import Callable

SESSIONS = "django.contrib.sessions.middleware.SessionMiddleware"


def identify(get_response: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Know the visitor by the session, as late as Django's AuthenticationMiddleware does."""

    def middleware(request: Any) -> Any:
        def find_user() -> Any:
            request.META["test.asked"].append(request.path)
            return request.META["test.user"](request.session.get("user", "ada"))

        request.user = SimpleLazyObject(find_user)
        return get_response(request)

    return middleware


IDENTIFYING = [SESSIONS, f"{__name__}.identify"]


def view_calling(app: Any, **options: Any) -> Any:
    return path("mnt/<path:path_info>", lambda request, path_info: call_wsgi_app(app, request, path_info, **options))


WAYS = {
    "mount": lambda app, **options: mount("mnt/", app, **options),
    "view": lambda app, **options: path("mnt/<path:path_info>", make_wsgi_view(app, **options)),
    "call": view_calling,
}
EVERY_WAY = pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)


@EVERY_WAY
@pytest.mark.parametrize(
    ("option", "name", "vary"),
    [({"user": False}, None, []), ({"user": True}, "ada", ["Cookie"]), ({}, "ada", ["Cookie"])],
)
def test_the_user_is_looked_up_and_the_session_touched_unless_the_mount_forbids_it(
    make_site: Any, recorder: Any, user: Any, way: Any, option: Any, name: str | None, vary: list[str]
) -> None:
    known: dict[str, Any] = {"test.user": user, "test.asked": []}
    answer = make_site([way(recorder, **option)], MIDDLEWARE=IDENTIFYING)(url="/mnt/a", **known)
    assert (answer.status, answer.get("Vary"), answer.get("Set-Cookie")) == ("200 OK", vary, [])
    assert known["test.asked"] == (["/mnt/a"] if name else [])
    assert recorder.environ.get("REMOTE_USER") == name
    assert ("AUTH_TYPE" in recorder.environ) == bool(name)


@EVERY_WAY
@pytest.mark.parametrize("middleware", [[], IDENTIFYING], ids=["no-users", "users"])
def test_a_name_of_the_server_s_is_removed(
    make_site: Any, recorder: Any, user: Any, way: Any, middleware: list[str]
) -> None:
    # With it, each user would get another answer, and nothing in the answer would tell a cache so.
    given = {"REMOTE_USER": "basic", "AUTH_TYPE": "Basic", "test.user": user, "test.asked": []}
    answer = make_site([way(recorder, user=False)], MIDDLEWARE=middleware)(url="/mnt/a", **given)
    assert (answer.status, answer.get("Vary")) == ("200 OK", [])
    assert recorder.environ.keys().isdisjoint({"REMOTE_USER", "AUTH_TYPE"})


def test_a_vary_of_the_application_stays(make_site: Any, recorder: Any) -> None:
    def application(environ: Any, start_response: Any) -> list[bytes]:
        start_response("200 OK", [TEXT, ("Vary", "Accept"), ("Vary", "Cookie")])
        return []

    assert make_site(application, user=False)().get("Vary") == ["Accept", "Cookie"]


def test_a_cache_keeps_the_answer_for_everybody(make_site: Any) -> None:
    def application(environ: Any, start_response: Any) -> list[bytes]:
        calls.append(environ["HTTP_COOKIE"])
        start_response("200 OK", [TEXT, ("Cache-Control", "max-age=60")])
        return [b"for everybody"]

    calls: list[str] = []
    middleware = [
        "django.middleware.cache.UpdateCacheMiddleware",
        SESSIONS,
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.middleware.cache.FetchFromCacheMiddleware",
    ]
    caches = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "public"}}
    site = make_site(application, is_validated=False, user=False, MIDDLEWARE=middleware, CACHES=caches)
    cookies = [f"sessionid={name * 32}; csrftoken={name * 32}" for name in "ab"]
    for cookie in cookies:
        assert site(HTTP_COOKIE=cookie).body == b"for everybody"
    assert calls == cookies[:1]


@pytest.mark.parametrize("permission", ["files.use_dav", is_signed_in])
def test_nobody_can_be_let_in_by_who_they_are(recorder: Any, permission: Any) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"mount\('files/', ...\): permission= .* user=False .* remove one"):
        mount("files/", recorder, permission=permission, user=False)


def test_the_site_s_own_environ_may_name_somebody(make_site: Any, recorder: Any) -> None:
    make_site(recorder, user=False, environ={"REMOTE_USER": "guest"})()
    assert recorder.environ["REMOTE_USER"] == "guest"
