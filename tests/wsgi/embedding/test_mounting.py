"""`mount`: one line of urlpatterns for an application and everything below it."""

from __future__ import annotations

from typing import Any
from wsgiref.validate import validator

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.urls import NoReverseMatch, include, path, reverse
from django.utils.functional import lazystr
from hypothesis import given
from hypothesis import strategies as st

from twod.wsgi.embedding import is_signed_in, mount


@pytest.mark.parametrize("query", ["", "?a=1&b=%20"])
@pytest.mark.parametrize(
    ("method", "status"),
    [("GET", "301 Moved Permanently"), ("HEAD", "301 Moved Permanently"), ("POST", "308 Permanent Redirect")],
)
def test_the_route_without_its_slash_redirects_to_the_route(
    make_site: Any, recorder: Any, method: str, status: str, query: str
) -> None:
    answer = make_site(recorder)(method, f"/mnt{query}", SCRIPT_NAME="/dev")
    assert answer.status == status
    assert answer.get("Location") == [f"/dev/mnt/{query}"]


@pytest.mark.parametrize("url", ["/mntx", "/mn", "/x/mnt/a", "/"])
def test_other_paths_are_not_the_application_s(make_site: Any, recorder: Any, url: str) -> None:
    assert make_site(recorder)(url=url).status == "404 Not Found"
    assert recorder.environ == {}


BOUNDARY = {
    "dots": ("/mnt/../admin", "/../admin"),
    "encoded-dots": ("/mnt/%2e%2e/admin", "/../admin"),
    "twice-encoded-dots": ("/mnt/%252e%252e/admin", "/%2e%2e/admin"),
    "dots-and-semicolon": ("/mnt/..;/admin", "/..;/admin"),
    "backslash": ("/mnt/..%5Cadmin", "/..\\admin"),
    "encoded-letter": ("/%6Dnt/a", "/a"),
    "encoded-slash": ("/mnt%2Fa", "/a"),
    "two-slashes": ("/mnt//a", "//a"),
    "nul": ("/mnt/%00", "/\0"),
    "dots-before": ("/x/../mnt/a", None),
    "slash-before": ("//mnt/a", None),
    "dot-before": ("/./mnt/a", None),
    "capitals": ("/MNT/a", None),
    "semicolon": ("/mnt;x/a", None),
    "blank": ("/mnt%20/a", None),
    "nul-in-the-route": ("/mnt%00/a", None),
}


@pytest.mark.parametrize(("url", "path_info"), BOUNDARY.values(), ids=BOUNDARY)
def test_the_boundary_of_a_mount_is_the_path_itself_however_it_is_spelt(
    make_site: Any, recorder: Any, url: str, path_info: str | None
) -> None:
    make_site(recorder)(url=url)
    seen = {name: recorder.environ[name] for name in ("SCRIPT_NAME", "PATH_INFO") if recorder.environ}
    assert seen == ({} if path_info is None else {"SCRIPT_NAME": "/mnt", "PATH_INFO": path_info})


@pytest.mark.parametrize("url", [url for url, _ in BOUNDARY.values()], ids=BOUNDARY)
def test_no_spelling_leads_round_a_permission(make_site: Any, recorder: Any, url: str) -> None:
    assert make_site(recorder, permission=is_signed_in)("POST", url).status in {"403 Forbidden", "404 Not Found"}
    assert recorder.environ == {}


@given(beginning=st.sampled_from([b"", b"mnt/", b"mnt"]), end=st.binary(max_size=12))
def test_whatever_the_path_the_application_gets_what_is_below_its_own(
    make_site: Any, recorder: Any, beginning: bytes, end: bytes
) -> None:
    path = b"/" + beginning + end
    recorder.environ = {}
    make_site(recorder)(PATH_INFO=path.decode("latin-1"))
    if path.startswith(b"/mnt/"):
        assert recorder.environ["SCRIPT_NAME"] == "/mnt"
        assert recorder.environ["PATH_INFO"].encode("latin-1") == path.removeprefix(b"/mnt")
    else:
        assert recorder.environ == {}


def test_the_empty_route_is_the_whole_site(make_site: Any, recorder: Any) -> None:
    site = make_site([mount("", recorder)])
    for url in ("/", "/a/b", "/a//"):
        site(url=url)
        assert (recorder.environ["SCRIPT_NAME"], recorder.environ["PATH_INFO"]) == ("", url)


def test_a_route_without_a_slash_at_its_end_is_an_error_that_tells_the_right_one(recorder: Any) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"mount\('files', ...\).*'files/'"):
        mount("files", recorder)


def test_a_route_may_capture_and_the_site_s_functions_see_it(make_site: Any, recorder: Any) -> None:
    def more(request: Any) -> dict[str, Any]:
        return {"site.number": request.resolver_match.kwargs["number"]}

    site = make_site([mount("wiki/<int:number>/", validator(recorder), environ=more)])
    assert site(url="/wiki/12/a").status == "200 OK"
    assert recorder.environ["site.number"] == 12
    assert (recorder.environ["SCRIPT_NAME"], recorder.environ["PATH_INFO"]) == ("/wiki/12", "/a")
    assert site(url="/wiki/x/a").status == "404 Not Found"
    assert site(url="/wiki/12").get("Location") == ["/wiki/12/"]


def test_a_route_may_be_translated(make_site: Any, recorder: Any) -> None:
    assert make_site([mount(lazystr("wiki/"), recorder)])(url="/wiki/a").status == "200 OK"


def test_a_mount_can_be_included(make_site: Any, recorder: Any) -> None:
    site = make_site([path("<slug:team>/", include([mount("wiki/", validator(recorder), name="wiki")]))])
    assert site(url="/a-team/wiki/b").status == "200 OK"
    assert (recorder.environ["SCRIPT_NAME"], recorder.environ["PATH_INFO"]) == ("/a-team/wiki", "/b")
    assert reverse("wiki", kwargs={"team": "a-team"}) == "/a-team/wiki/"


@pytest.mark.parametrize(
    ("captured", "url"),
    [
        ({}, "/wiki/"),
        ({"path_info": "a b/ü"}, "/wiki/a%20b/%C3%BC"),
        ({"path_info": "x\ny"}, "/wiki/x%0Ay"),
        ({"other": "x"}, None),
    ],
)
def test_reverse_gives_the_addresses_of_the_application(
    make_site: Any, recorder: Any, captured: dict[str, str], url: str | None
) -> None:
    make_site([mount("wiki/", recorder, name="wiki")])
    if url is None:
        with pytest.raises(NoReverseMatch):
            reverse("wiki", kwargs=captured)
    else:
        assert reverse("wiki", kwargs=captured) == url


def test_the_first_pattern_that_matches_wins(make_site: Any, recorder: Any) -> None:
    from django.http import HttpResponse

    site = make_site([path("mnt/own/", lambda request: HttpResponse("own")), mount("mnt/", recorder)])
    assert site(url="/mnt/own/").body == b"own"
    assert site(url="/mnt/own/more").body == b"ok"


@pytest.mark.parametrize(
    ("permission", "is_allowed"),
    [
        ("wiki.view", True),
        ("wiki.change", False),
        (is_signed_in, True),
        (lambda request: request.path.endswith("a"), True),
        (lambda request: False, False),
    ],
)
def test_a_permission_decides_who_may(
    make_site: Any, recorder: Any, user: Any, permission: Any, is_allowed: bool
) -> None:
    answer = make_site(recorder, permission=permission)(url="/mnt/a", **{"test.user": user("zoë", ("wiki.view",))})
    assert answer.status == ("200 OK" if is_allowed else "403 Forbidden")
    assert bool(recorder.environ) == is_allowed


@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_an_anonymous_visitor_who_sends_something_gets_403(make_site: Any, recorder: Any, method: str) -> None:
    assert make_site(recorder, permission="wiki.view")(method).status == "403 Forbidden"


def test_without_users_a_permission_is_refused_to_everybody(make_site: Any, recorder: Any) -> None:
    assert make_site(recorder, permission="wiki.view", MIDDLEWARE=[])().status == "403 Forbidden"
    assert make_site(recorder, permission=is_signed_in, MIDDLEWARE=[])().status == "403 Forbidden"
