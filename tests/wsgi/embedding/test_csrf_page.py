"""The mounts of the manual's page ``docs/how-to/csrf.rst`` accept and reject the requests that the page names."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

import pytest

from twod.wsgi import mount

if TYPE_CHECKING:
    from collections.abc import Callable

PAGE = "docs/how-to/csrf.rst"
FOREIGN = {"HTTP_ORIGIN": "https://other.example"}


@pytest.fixture
def run(manual: Any, recorder: Any) -> Callable[[int], tuple[list[Any], dict[str, Any]]]:
    """Run a block of the page, by its number; returns the patterns that it mounts the recorder with, and its names."""

    def run(number: int) -> tuple[list[Any], dict[str, Any]]:
        patterns: list[Any] = []
        names: dict[str, Any] = {"mount": lambda route, app, **more: patterns.append(mount(route, recorder, **more))}
        exec(manual(PAGE, "python")[number].text, names)
        return patterns, names

    return run


def test_any_site_may_call_the_api(run: Any, make_site: Any) -> None:
    patterns, _ = run(0)
    assert make_site(patterns)("POST", "/api/", body=b"x", **FOREIGN).status == "200 OK"


def test_the_application_gets_the_token_that_django_accepts(run: Any, make_site: Any, recorder: Any) -> None:
    patterns, _ = run(1)
    site = make_site(patterns)
    (cookie,) = site(url="/wiki/").get("Set-Cookie")
    field = f"csrfmiddlewaretoken={recorder.environ['wiki.csrf_token']}".encode()
    form = {"CONTENT_TYPE": "application/x-www-form-urlencoded"}
    assert site("POST", "/wiki/", body=b"a=b", **form).status == "403 Forbidden"
    assert site("POST", "/wiki/", body=field, HTTP_COOKIE=cookie.partition(";")[0], **form).status == "200 OK"
    assert recorder.body == field


def test_requests_get_the_answers_that_the_page_shows(
    manual: Any, follow: Any, make_site: Any, recorder: Any, caplog: pytest.LogCaptureFixture
) -> None:
    (ini,), (console,) = manual(PAGE, "ini"), manual(PAGE, "console")
    (trusted,) = (line.partition("= ")[2] for line in ini.text.splitlines() if "ORIGINS" in line)
    site = make_site([mount("wiki/", recorder)], CSRF_TRUSTED_ORIGINS=[trusted])

    def run_curl(line: str) -> str:
        words = shlex.split(line)
        (origin,) = (word.removeprefix("Origin: ") for word in words if word.startswith("Origin: "))
        return f"HTTP/1.1 {site('POST', '/wiki/', body=b'x', HTTP_ORIGIN=origin).status}\n"

    follow(console.text, run_curl)
    (text,) = manual(PAGE, "text")
    assert text.text.strip().rstrip("…").replace(trusted, "https://other.example") in caplog.text
