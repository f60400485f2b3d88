"""Status and headers: to the client as the application said them, and for Django's middleware to change."""

from __future__ import annotations

import copy
import pickle
import time
import tracemalloc
from typing import TYPE_CHECKING, Any

import pytest
from django.http import HttpResponse

from twod.wsgi.embedding.cookies import SentCookies
from twod.wsgi.embedding.headers import read_head

if TYPE_CHECKING:
    from collections.abc import Callable

TEXT = ("Content-Type", "text/plain")


def saying(status: str, *headers: tuple[str, str], body: Any = (b"ok",)) -> Callable[..., Any]:
    def application(environ: Any, start_response: Any) -> Any:
        start_response(status, list(headers))
        return list(body)

    return application


def streaming(application: Callable[..., Any]) -> Callable[..., Any]:
    """The same application with an iterator for a body."""

    def streamed(environ: Any, start_response: Any) -> Any:
        return iter(application(environ, start_response))

    return streamed


BOTH = pytest.mark.parametrize("kind", [lambda application: application, streaming], ids=["list", "iterator"])

# The middleware of the site adds headers of its own.
PLAIN: dict[str, Any] = {"MIDDLEWARE": []}


@BOTH
@pytest.mark.parametrize("name", ["Link", "WWW-Authenticate", "X-Any"])
def test_repeated_headers_stay_apart_and_in_order(make_site: Any, kind: Any, name: str) -> None:
    answer = make_site(kind(saying("200 OK", TEXT, (name, "a"), ("X-B", "b"), (name, "c, d"))))()
    assert answer.get(name) == ["a", "c, d"]


@BOTH
def test_nothing_is_added_and_nothing_is_changed(make_site: Any, kind: Any) -> None:
    headers = [TEXT, ("x-lower", "1"), ("ETag", '"a"'), ("X-UPPER", "caf\xe9 \xff"), ("Content-Length", "2")]
    answer = make_site(kind(saying("299 Quite all right", *headers)), **PLAIN)()
    assert answer.status == "299 Quite all right"
    assert [header for header in answer.headers if header[0] != "Vary"] == headers


@pytest.mark.parametrize("status", ["200 ", "404 Nicht gefunden", "403 Get out", "599 \xe9"])
def test_the_reason_phrase_is_the_application_s(make_site: Any, status: str) -> None:
    assert make_site(saying(status, TEXT))().status == status


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("status", ["204 No Content", "304 Not Modified"])
def test_nothing_is_added_where_no_body_can_be(make_site: Any, status: str, method: str) -> None:
    answer = make_site(saying(status, ("X-Own", "1"), body=()))(method)
    assert answer.get("Content-Type") == []
    assert answer.get("Content-Length") == []
    assert answer.get("X-Own") == ["1"]
    assert answer.body == b""


@pytest.mark.parametrize("length", [[], [("Content-Length", "1234")]])
def test_head_has_the_content_length_of_the_application_or_none(make_site: Any, length: Any) -> None:
    answer = make_site(saying("200 OK", TEXT, *length, body=()))("HEAD")
    assert answer.get("Content-Length") == [value for _, value in length]


@pytest.mark.parametrize("method", ["HEAD", "GET"])
def test_a_body_where_none_can_be_is_not_sent(make_site: Any, method: str) -> None:
    status = "200 OK" if method == "HEAD" else "304 Not Modified"
    headers = [TEXT] if method == "HEAD" else []
    answer = make_site(streaming(saying(status, *headers, body=(b"HTTP/1.1 200 OK",))), is_validated=False)(method)
    assert answer.body == b""


LENGTHS = {
    "blanks": [" 4\t"],
    "zeros": ["004"],
    "many-zeros": ["0" * 5000 + "4"],
    "list": ["4, 4,04"],
    "twice": ["4", "4"],
    "thrice-and-each-otherwise": ["04 ", "4", "4,4"],
}


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@BOTH
@pytest.mark.parametrize("lengths", LENGTHS.values(), ids=LENGTHS)
def test_a_length_leaves_once_and_in_digits_alone(make_site: Any, kind: Any, lengths: list[str], method: str) -> None:
    given = [("Content-Length", length) for length in lengths]
    application = kind(saying("200 OK", TEXT, ("X-A", "1"), *given, ("X-B", "2"), body=(b"four",)))
    answer = make_site(application, is_validated=False, **PLAIN)(method)
    names = ["X-A", "Content-Length", "X-B"]
    assert [header for header in answer.headers if header[0] in names] == list(zip(names, "142", strict=True))
    assert answer.body == (b"" if method == "HEAD" else b"four")


@BOTH
@pytest.mark.parametrize(
    ("status", "expected"),
    [
        pytest.param("204 No Content", [], id="204"),
        pytest.param("205 Reset Content", [], id="205"),
        pytest.param("304 Not Modified", ["4"], id="304"),
    ],
)
def test_no_client_waits_for_a_body_that_cannot_come(
    make_site: Any, kind: Any, status: str, expected: list[str]
) -> None:
    headers = [TEXT] if status.startswith("205") else []
    application = kind(saying(status, *headers, ("Content-Length", "4"), body=(b"four",)))
    answer = make_site(application, is_validated=False)()
    assert answer.get("Content-Length") == expected
    assert answer.body == b""


@pytest.mark.parametrize("status", ["200", "200 ", "299"])
def test_a_status_needs_no_reason(make_site: Any, status: str) -> None:
    assert make_site(saying(status, TEXT), is_validated=False)().status == status.strip() + " "


MANY = {
    "equal": lambda number: ("X-Any", "value"),
    "different": lambda number: (f"X-{number}", "value"),
    "spelt-differently": lambda number: (("x-any", "X-Any", "X-ANY")[number % 3], f"value {number}"),
    "lengths": lambda number: ("Content-Length", "2"),
    "hop-by-hop": lambda number: ("Connection", f"x-{number}"),
    "equal-cookies": lambda number: ("Set-Cookie", "a=1; Path=/"),
    "different-cookies": lambda number: ("Set-Cookie", f"a{number}=1; Path=/"),
    "cookies-not-ascii": lambda number: ("Set-Cookie", f"a{number}=\xe9; Path=/"),
}


@pytest.mark.parametrize("make", MANY.values(), ids=MANY)
def test_eight_times_the_headers_cost_no_more_than_eight_times_the_time_and_memory(make_site: Any, make: Any) -> None:
    said: list[tuple[str, str]] = []

    def application(environ: Any, start_response: Any) -> list[bytes]:
        start_response("200 OK", said)
        return [b"ok"]

    site = make_site(application, is_validated=False)

    def measure(count: int) -> tuple[float, int]:
        """Return the processor's time, the best of three, and the most memory."""
        said[:] = [TEXT, *map(make, range(count))]
        times = []
        for _ in range(3):
            begun = time.process_time()
            answer = site()
            times.append(time.process_time() - begun)
            assert answer.status == "200 OK"
        tracemalloc.start()
        site()
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return min(times), peak

    few, many = measure(1500), measure(12_000)
    # Where each header costs a step for each of the others, it is 64 times.
    assert many[0] < 25 * few[0]
    assert many[1] < 25 * few[1]
    # About a kilobyte for a header with all that Django makes of it: for a cookie, a dictionary of its attributes.
    assert many[1] < 12_000 * 3000


@pytest.mark.parametrize(
    "name",
    [
        "Connection",
        "CONNECTION",
        "keep-alive",
        "Transfer-Encoding",
        "transfer-encoding",
        "tRANSFER-eNCODING",
        "Upgrade",
        "Trailer",
        "Trailers",
        "TE",
        "Proxy-Authenticate",
        "Proxy-Authorization",
        "Proxy-Connection",
    ],
)
def test_headers_of_one_connection_are_not_passed_on(make_site: Any, name: str) -> None:
    answer = make_site(saying("200 OK", TEXT, (name, "x"), ("X-Own", "1")), is_validated=False)()
    assert answer.get(name) == []
    assert answer.get("X-Own") == ["1"]


def change_answer(get_response: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def middleware(request: Any) -> Any:
        response = get_response(request)
        request.META["test.change"](response)
        return response

    return middleware


def change(make_site: Any, kind: Any, application: Any, action: Callable[[Any], object]) -> Any:
    return make_site(kind(application), MIDDLEWARE=[f"{__name__}.change_answer"])(**{"test.change": action})


LINKS = saying("200 OK", TEXT, ("Link", "<a>"), ("Link", "<b>"), ("X-One", "1"))


@BOTH
@pytest.mark.parametrize(
    ("action", "links"),
    [
        pytest.param(lambda r: r.headers.__setitem__("link", "<c>"), ["<c>"], id="set"),
        pytest.param(lambda r: r.headers.__delitem__("LINK"), [], id="delete"),
        pytest.param(lambda r: r.headers.pop("Link"), [], id="pop"),
        pytest.param(lambda r: r.headers.setdefault("Link", "<c>"), ["<a>", "<b>"], id="setdefault"),
        pytest.param(lambda r: r.__setitem__("Link", r["Link"] + ", <c>"), ["<a>, <b>, <c>"], id="append"),
        pytest.param(lambda r: r.__setitem__("X-One", "2"), ["<a>", "<b>"], id="another"),
    ],
)
def test_a_middleware_reads_sets_and_deletes_headers(make_site: Any, kind: Any, action: Any, links: list[str]) -> None:
    assert change(make_site, kind, LINKS, action).get("Link") == links


def test_an_answer_can_be_kept_in_a_cache(django_settings: object) -> None:
    response = HttpResponse(b"body")
    response.headers = read_head("200 OK", [TEXT, ("Link", "<a>"), ("Link", "<b>")]).headers
    response.cookies = SentCookies(["s=1; Path=/a; Sparkling", "s=2; Path=/b"])
    response.cookies["s"]["secure"] = True
    for copied in (pickle.loads(pickle.dumps(response)), copy.deepcopy(response)):
        assert copied.items() == response.items()
        expected = ["s=1; Path=/a; Sparkling; Secure", "s=2; Path=/b; Secure"]
        assert [cookie.OutputString() for cookie in copied.cookies.values()] == expected
