"""Which path the embedded application sees: the bytes that the client sent, cut at a slash."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from wsgiref.validate import validator

import pytest
from django.core.handlers.wsgi import WSGIHandler, get_path_info
from django.urls import path, re_path
from hypothesis import assume, given
from hypothesis import strategies as st

from twod.wsgi.embedding import call_wsgi_app, make_wsgi_view, mount
from twod.wsgi.embedding.paths import find_cut, split_path
from twod.wsgi.exc import ApplicationCallError

if TYPE_CHECKING:
    from collections.abc import Callable


def paths(recorder: Any) -> tuple[str, str]:
    return recorder.environ["SCRIPT_NAME"], recorder.environ["PATH_INFO"]


@pytest.mark.parametrize(
    ("url", "path_info"),
    [
        pytest.param("/mnt/wiki/a", "/wiki/a", id="ascii"),
        pytest.param("/mnt/caf%C3%A9", "/caf\xc3\xa9", id="utf-8"),
        pytest.param("/mnt/%E6%97%A5", "/\xe6\x97\xa5", id="utf-8-not-latin-1"),
        pytest.param("/mnt/%FFx", "/\xffx", id="not-utf-8"),
        pytest.param("/mnt/%25FF", "/%FF", id="literal-percent"),
        pytest.param("/mnt//a//b", "//a//b", id="double-slash"),
        pytest.param("/mnt/a/", "/a/", id="trailing-slash"),
        pytest.param("/mnt/", "/", id="root"),
        pytest.param("/mnt/a%0Ab", "/a\nb", id="newline-inside"),
        pytest.param("/mnt/a%0A", "/a\n", id="newline-at-the-end"),
        pytest.param("/mnt/%0A", "/\n", id="newline-alone"),
    ],
)
def test_path_info_has_the_bytes_the_client_sent(make_site: Any, recorder: Any, url: str, path_info: str) -> None:
    assert make_site(recorder)(url=url).status == "200 OK"
    assert paths(recorder) == ("/mnt", path_info)


@pytest.mark.parametrize("prefix", ["/dev", "/d\xc3\xa9v", "/dev/"])
def test_script_name_grows_on_that_of_the_site(make_site: Any, recorder: Any, prefix: str) -> None:
    make_site(recorder)(url="/mnt/a", SCRIPT_NAME=prefix)
    assert paths(recorder) == (prefix.rstrip("/") + "/mnt", "/a")


@pytest.mark.parametrize("forced", ["/forced", "/", "/f\xf6rced"])
def test_force_script_name_is_the_site_s_script_name(make_site: Any, recorder: Any, forced: str) -> None:
    make_site(recorder, FORCE_SCRIPT_NAME=forced)(url="/mnt/a", SCRIPT_NAME="/real")
    assert paths(recorder) == (forced.rstrip("/").encode().decode("latin-1") + "/mnt", "/a")


def test_the_script_url_of_mod_rewrite_is_the_site_s_script_name(make_site: Any, recorder: Any) -> None:
    make_site(recorder)(url="/mnt/a", SCRIPT_NAME="/app.wsgi", SCRIPT_URL="/mnt/a")
    assert paths(recorder) == ("/mnt", "/a")


@pytest.mark.parametrize(
    ("pattern", "url", "expected"),
    [
        pytest.param(re_path, ("^mnt(/.*)$", "/mnt/a/b"), ("/mnt", "/a/b"), id="slash-captured"),
        pytest.param(re_path, ("^mnt(.*)$", "/mnt"), ("/mnt", ""), id="nothing-captured"),
        pytest.param(re_path, ("^mnt/(.*)$", "/mnt/a"), ("/mnt", "/a"), id="slash-in-the-pattern"),
        pytest.param(path, ("mnt/<path:path_info>", "/mnt/wiki/a"), ("/mnt", "/wiki/a"), id="path-converter"),
        pytest.param(path, ("mnt/<path:path_info>", "/mnt//a"), ("/mnt", "//a"), id="path-converter-double-slash"),
        pytest.param(path, ("mnt/", "/mnt/"), ("/mnt", "/"), id="no-capture"),
        pytest.param(re_path, ("^(.*)$", "/a"), ("", "/a"), id="site-root"),
        pytest.param(re_path, ("^%FF(/.*)$", "/%FF/a"), ("/\xff", "/a"), id="prefix-not-utf-8"),
    ],
)
def test_patterns_of_all_kinds_are_cut_at_the_slash(
    make_site: Any, recorder: Any, pattern: Any, url: tuple[str, str], expected: tuple[str, str]
) -> None:
    view = make_wsgi_view(validator(recorder))
    assert make_site([pattern(url[0], view)])(url=url[1]).status == "200 OK"
    assert paths(recorder) == expected


@pytest.mark.parametrize(("outer", "expected"), [("/dev", ("/dev", "")), ("", ("", "/"))])
def test_an_empty_path_stays_empty_unless_the_script_name_is_empty_too(
    make_site: Any, recorder: Any, outer: str, expected: tuple[str, str]
) -> None:
    site = make_site([mount("", recorder)])
    environ = {"SCRIPT_NAME": outer, "PATH_INFO": ""} if outer else {"PATH_INFO": "/"}
    site(**environ)
    assert paths(recorder) == expected


def refuse(call: Callable[..., Any]) -> list[ApplicationCallError]:
    """Return a view that calls an application wrongly, and the error that it got."""
    errors: list[ApplicationCallError] = []

    def view(request: Any) -> Any:
        from django.http import HttpResponse

        with pytest.raises(ApplicationCallError) as caught:
            call(request)
        errors.append(caught.value)
        return HttpResponse()

    errors.append(view)  # type: ignore[arg-type]
    return errors


@pytest.mark.parametrize(("tail", "problem"), [("/other", "not the end"), ("nt/a", "inside a name")])
def test_a_path_that_is_not_the_end_of_the_request_s_is_an_error(
    make_site: Any, recorder: Any, tail: str, problem: str
) -> None:
    errors = refuse(lambda request: call_wsgi_app(recorder, request, tail))
    make_site([path("mnt/a", errors.pop())])(url="/mnt/a")  # type: ignore[arg-type]
    assert problem in str(errors[0])
    assert tail in str(errors[0])
    assert "/mnt/a" in str(errors[0])


def test_a_path_edited_through_webob_is_the_path_that_is_cut(make_site: Any, recorder: Any) -> None:
    def view(request: Any) -> Any:
        request.webob.path_info_pop()
        return call_wsgi_app(validator(recorder), request, "/\xe9")

    make_site([path("mnt/a/\xe9", view)])(url="/mnt/a/%C3%A9")
    assert paths(recorder) == ("/mnt/a", "/\xc3\xa9")


def test_a_path_edited_through_django_is_the_path_that_is_cut(make_site: Any, recorder: Any) -> None:
    def view(request: Any) -> Any:
        request.path_info = "/elsewhere/\xe9"
        return call_wsgi_app(validator(recorder), request, "/\xe9")

    make_site([path("mnt/a", view)])(url="/mnt/a")
    assert paths(recorder) == ("/elsewhere", "/\xc3\xa9")


@pytest.mark.parametrize(
    ("url", "expected"), [("/mnt/caf%C3%A9", ("/mnt", "/caf\xc3\xa9")), ("/mnt/", ("/mnt", "/")), ("/mnt/%25FF", None)]
)
def test_a_stock_django_request_is_cut_as_well_as_its_text_allows(
    make_site: Any, recorder: Any, url: str, expected: tuple[str, str] | None
) -> None:
    site = make_site(recorder)
    site.django = WSGIHandler()
    site(url=url, SCRIPT_NAME="/d\xc3\xa9v")
    script_name, path_info = expected or ("/mnt", "/%FF")
    assert paths(recorder) == ("/d\xc3\xa9v" + script_name, path_info)


SEGMENTS = st.lists(st.binary(max_size=4).map(lambda name: name.replace(b"/", b"")), min_size=1, max_size=5)


@given(segments=SEGMENTS, data=st.data())
def test_whatever_the_bytes_are_the_two_paths_together_are_the_request_s(
    segments: list[bytes], data: st.DataObject
) -> None:
    raw = b"/" + b"/".join(segments)
    wsgi = raw.decode("latin-1")
    text = get_path_info({"PATH_INFO": wsgi})
    cut = data.draw(st.sampled_from([i for i, character in enumerate(text) if character == "/"]))
    script_name, path_info = split_path("/outer", wsgi, text, text[cut:])
    assert script_name.startswith("/outer")
    assert script_name[len("/outer") :] + path_info == wsgi
    assert path_info.startswith("/")
    assert not script_name.endswith("/")


@given(raw=st.binary(max_size=12), data=st.data())
def test_a_cut_in_the_text_is_found_in_the_bytes(raw: bytes, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(raw)))
    wsgi = raw.decode("latin-1")
    head = get_path_info({"PATH_INFO": wsgi[:cut]}) if cut else ""
    text = get_path_info({"PATH_INFO": wsgi}) if wsgi else ""
    # A cut through the bytes of one character is none that a pattern could make.
    assume(text.startswith(head))
    assert find_cut(wsgi, head) == cut
