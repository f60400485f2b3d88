"""What a client sends costs in proportion to its bytes, into however many pieces it is cut, and little more than stock.

Memory is compared by its growth: what a body of twice the length takes more. Time is counted in steps, which are the
same on any machine.
"""

from __future__ import annotations

import gc
import io
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
import webob
from django.core.handlers.wsgi import WSGIRequest

from twod.wsgi.request import TwodWSGIRequest

if TYPE_CHECKING:
    from django.conf import UserSettingsHolder

SIZE = 3_000
#: Bytes of memory beyond stock that a byte of the body may take: it is kept once, in a buffer that grows by steps, and
#: joined once.
KEPT = 3
MULTIPART = "multipart/form-data; boundary=xyz"
URLENCODED = "application/x-www-form-urlencoded"


class Dripping(io.BytesIO):
    """A server that gives one byte at a time, as it may come in a chunk of its own."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(1 if size else 0)


def repeat(pattern: bytes, size: int) -> bytes:
    return pattern * (size // len(pattern))


def make_form(filename: str, size: int) -> bytes:
    part = f'--xyz\r\nContent-Disposition: form-data; name="a"{filename}\r\n\r\n\r\n'
    return repeat(part.encode(), size) + b"--xyz--\r\n"


class Cut(NamedTuple):
    """Something that a client cuts into as many pieces as it can."""

    content_type: str
    make: Callable[[int], bytes]


LINES = Cut("text/plain", lambda size: b"\n" * size)
FIELDS = Cut(MULTIPART, lambda size: make_form("", size))
FILES = Cut(MULTIPART, lambda size: make_form('; filename="b"', size))
ONE_FILE = Cut(MULTIPART, lambda size: make_form('; filename="b"', 90)[:-11] + b"\n" * size + b"\r\n--xyz--\r\n")
PAIRS = Cut(URLENCODED, lambda size: repeat(b"a&", size))


def read_all(read: Callable[[], bytes]) -> None:
    while read():
        pass


def iterate(lines: Any) -> None:
    for _line in lines:
        pass


Read = Callable[[Any], object]
DJANGO: dict[str, tuple[Cut, Read]] = {
    "iteration": (LINES, iterate),
    "read(1)": (LINES, lambda request: read_all(lambda: request.read(1))),
    "read(n)": (LINES, lambda request: read_all(lambda: request.read(1000))),
    "readline()": (LINES, lambda request: read_all(request.readline)),
    "readline(1)": (LINES, lambda request: read_all(lambda: request.readline(1))),
    "readlines()": (LINES, lambda request: request.readlines()),
    "read()": (LINES, lambda request: request.read()),
    "body": (LINES, lambda request: request.body),
    "a form": (PAIRS, lambda request: request.POST),
    "fields": (FIELDS, lambda request: request.POST),
    "files": (FILES, lambda request: request.FILES),
    "a file": (ONE_FILE, lambda request: request.FILES),
}


def read_twice(request: Any) -> None:
    request.webob  # noqa: B018 - a second reader
    iterate(request)
    iterate(request.get_wsgi_input())


def find_webob(request: Any) -> Any:
    return getattr(request, "webob", request)


WEBOB: dict[str, tuple[Cut, Read]] = {
    "body_file": (LINES, lambda request: iterate(find_webob(request).body_file)),
    "body_file.read(1)": (LINES, lambda request: read_all(lambda: find_webob(request).body_file.read(1))),
    "webob.body": (LINES, lambda request: find_webob(request).body),
    "copy()": (LINES, lambda request: iterate(find_webob(request).copy().body_file)),
    "text": (LINES, lambda request: find_webob(request).text),
    "uPOST": (PAIRS, lambda request: find_webob(request).POST),
    "uPOST of fields": (FIELDS, lambda request: find_webob(request).POST),
    "uPOST of files": (FILES, lambda request: find_webob(request).POST),
    "uPOST of a file": (ONE_FILE, lambda request: find_webob(request).POST),
}
HEADERS: dict[str, tuple[str, Callable[[int], str], Read]] = {
    "GET": ("QUERY_STRING", lambda size: "a&" * (size // 2), lambda request: request.GET),
    "params": ("QUERY_STRING", lambda size: "a&" * (size // 2), lambda request: list(request.params.items())),
    "cookies": ("HTTP_COOKIE", lambda size: "a=;" * (size // 3), lambda request: dict(request.cookies)),
    "accept": (
        "HTTP_ACCEPT",
        lambda size: "a/b," * (size // 4) + "a/b",
        lambda request: request.accept.acceptable_offers(["a/b"]),
    ),
    "if_none_match": ("HTTP_IF_NONE_MATCH", lambda size: '"a",' * (size // 4), lambda request: request.if_none_match),
    "client_addr": ("HTTP_X_FORWARDED_FOR", lambda size: "1," * (size // 2), lambda request: request.client_addr),
}


@pytest.fixture(autouse=True)
def _uncollected() -> Iterator[None]:
    """Measure no garbage of other tests, whose end may take memory as well."""
    gc.disable()
    yield
    gc.enable()


@pytest.fixture(autouse=True)
def _unlimited(django_settings: UserSettingsHolder) -> None:
    django_settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = None
    django_settings.DATA_UPLOAD_MAX_NUMBER_FILES = None
    # A form of unknown length, which stock Django does not read, is stored like a large one.
    django_settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0


def make_environ(cut: Cut, size: int, *, dripping: bool) -> dict[str, Any]:
    body = cut.make(size)
    environ = webob.Request.blank("/").environ | {
        "REQUEST_METHOD": "POST",
        "CONTENT_TYPE": cut.content_type,
        "wsgi.input": Dripping(body) if dripping else io.BytesIO(body),
    }
    environ |= {"wsgi.input_terminated": True} if dripping else {"CONTENT_LENGTH": str(len(body))}
    return environ


def measure_memory(make: Callable[[], Any], read: Read) -> int:
    """Return the bytes that a request takes at most, beside what it was made of."""
    request = make()
    tracemalloc.start()
    try:
        read(request)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    if isinstance(request, WSGIRequest):
        request.close()
    return peak


def count_steps(make: Callable[[], Any], read: Read) -> int:
    """Return the number of calls, of Python's functions and of C's."""
    request = make()
    steps = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal steps
        steps += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        read(request)
    finally:
        sys.setprofile(None)
    if isinstance(request, WSGIRequest):
        request.close()
    return steps


def assert_cost_is_linear(make: Callable[[type, int], Any], stock: type, read: Read) -> None:
    ours, theirs = (
        [measure_memory(partial(make, owner, size), read) for size in (SIZE, SIZE, 2 * SIZE)][1:]
        for owner in (TwodWSGIRequest, stock)
    )
    assert ours[1] - ours[0] <= 1.25 * max(0, theirs[1] - theirs[0]) + KEPT * SIZE
    steps = [count_steps(partial(make, TwodWSGIRequest, size), read) for size in (SIZE, 2 * SIZE)]
    assert steps[1] <= 2.1 * steps[0] + 100


@pytest.mark.parametrize("dripping", [False, True])
@pytest.mark.parametrize("way", DJANGO)
def test_what_django_reads_costs_in_proportion_to_its_bytes(way: str, dripping: bool) -> None:
    cut, read = DJANGO[way]

    def make(owner: type, size: int) -> Any:
        # Stock Django takes a chunked body for empty; it is given a whole one.
        return owner(make_environ(cut, size, dripping=dripping and owner is TwodWSGIRequest))

    assert_cost_is_linear(make, WSGIRequest, read)


@pytest.mark.parametrize("dripping", [False, True])
@pytest.mark.parametrize("way", WEBOB)
def test_what_webob_reads_costs_in_proportion_to_its_bytes(way: str, dripping: bool) -> None:
    cut, read = WEBOB[way]
    assert_cost_is_linear(lambda owner, size: owner(make_environ(cut, size, dripping=dripping)), webob.Request, read)


@pytest.mark.parametrize("way", HEADERS)
def test_what_a_header_has_costs_in_proportion_to_its_bytes(way: str) -> None:
    key, make_value, read = HEADERS[way]
    assert_cost_is_linear(
        lambda owner, size: owner(webob.Request.blank("/").environ | {key: make_value(size)}),
        webob.Request,
        lambda request: read(find_webob(request)),
    )
