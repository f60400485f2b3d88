"""The environ of the embedded application: what a server would have given it, and its own."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import webob.request
from django.middleware.csrf import get_token

from twod.wsgi.request.visit import VISIT_KEY, Visit

if TYPE_CHECKING:
    from collections.abc import Callable

#: Every name under which the installed WebOb keeps something.
WEBOB_NOTES = set(re.findall(r"'(webob\.\w+)'", Path(webob.request.__file__).read_text(encoding="utf-8")))
OUTER_NOTES = {"wsgiorg.routing_args", "paste.urlvars", "werkzeug.request", "webob.adhoc_attrs"} | WEBOB_NOTES


@pytest.mark.parametrize("name", sorted(OUTER_NOTES))
def test_notes_of_the_outer_frameworks_are_removed(make_site: Any, recorder: Any, name: str) -> None:
    make_site(recorder)(**{name: ("outer", "")})
    assert name not in recorder.environ


def test_the_note_of_an_access_log_is_about_the_outer_request(make_site: Any, recorder: Any) -> None:
    make_site(recorder)(**{VISIT_KEY: Visit()})
    assert VISIT_KEY not in recorder.environ


@pytest.mark.parametrize("name", ["werkzeug.debug.preserve_context", "paste.testing", "HTTP_X_ANY", "SERVER_SOFTWARE"])
def test_everything_else_of_the_server_is_there(make_site: Any, recorder: Any, name: str) -> None:
    make_site(recorder)(**{name: "kept"})
    assert recorder.environ[name] == "kept"


def test_changes_by_the_application_do_not_leak_out(make_site: Any) -> None:
    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        environ["REMOTE_USER"] = "mallory"
        environ["SCRIPT_NAME"] = "/changed"
        environ.pop("HTTP_HOST")
        start_response("200 OK", [("Content-Type", "text/plain")])
        return []

    seen: dict[str, Any] = {}
    site = make_site(application)
    django = site.django

    def watching(environ: dict[str, Any], start_response: Any) -> Any:
        result = django(environ, start_response)
        seen.update(environ)
        return result

    site.django = watching
    site(url="/mnt/a")
    assert "REMOTE_USER" not in seen
    assert (seen["SCRIPT_NAME"], seen["PATH_INFO"], seen["HTTP_HOST"]) == ("", "/mnt/a", "example.com")


def write_meta(get_response: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def middleware(request: Any) -> Any:
        request.META["SSL_CLIENT_S_DN"] = "CN=Łukasz"
        request.META["HTTP_X_LATIN"] = "caf\xe9"
        get_token(request)
        return get_response(request)

    return middleware


def test_every_string_is_latin_1_whatever_a_middleware_wrote_to_meta(make_site: Any, recorder: Any) -> None:
    make_site(recorder, MIDDLEWARE=[f"{__name__}.write_meta"])()
    assert recorder.environ["SSL_CLIENT_S_DN"] == "CN=Łukasz".encode().decode("latin-1")
    assert recorder.environ["HTTP_X_LATIN"] == "caf\xe9"
    for value in recorder.environ.values():
        if isinstance(value, str):
            value.encode("latin-1")


def test_django_s_csrf_secret_and_its_flags_are_not_told(make_site: Any, recorder: Any) -> None:
    make_site(recorder, MIDDLEWARE=[f"{__name__}.write_meta"])()
    assert [name for name in recorder.environ if name.startswith("CSRF")] == []


def test_an_environ_given_to_mount_is_put_there_encoded(make_site: Any, recorder: Any) -> None:
    given = {"trac.env_path": "/srv/Łódź", "SSL_CLIENT_S_DN": "Łukasz", "twod.numbers": [1, 2]}
    make_site(recorder, environ=given)()
    assert recorder.environ["trac.env_path"] == "/srv/Łódź"
    assert recorder.environ["SSL_CLIENT_S_DN"] == "Łukasz".encode().decode("latin-1")
    assert recorder.environ["twod.numbers"] == [1, 2]


def test_none_in_an_environ_given_to_mount_removes_a_header(make_site: Any, recorder: Any) -> None:
    make_site(recorder, environ={"HTTP_RANGE": None, "shop.owner": None, "HTTP_NEVER": None})(HTTP_RANGE="bytes=0-1")
    assert not {"HTTP_RANGE", "HTTP_NEVER"} & recorder.environ.keys()
    assert recorder.environ["shop.owner"] is None


def test_a_function_given_to_mount_makes_the_environ_of_each_request(make_site: Any, recorder: Any) -> None:
    make_site(recorder, environ=lambda request: {"site.path": request.path})(url="/mnt/a")
    assert recorder.environ["site.path"] == "/mnt/a"
