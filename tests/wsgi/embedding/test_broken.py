"""Applications that break PEP 3333: a logged error that names them, and an answer that cannot be misread."""

from __future__ import annotations

import itertools
import logging
import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TEXT = ("Content-Type", "text/plain")


def never_starts(environ: Any, start_response: Any) -> list[bytes]:
    return [b"payload"]


def never_starts_a_stream(environ: Any, start_response: Any) -> Iterator[bytes]:
    return iter([b"payload"])


def never_starts_an_empty_stream(environ: Any, start_response: Any) -> Iterator[bytes]:
    return iter([])


def starts_twice(environ: Any, start_response: Any) -> list[bytes]:
    start_response("200 OK", [TEXT])
    start_response("201 Created", [TEXT])
    return []


def returns_none(environ: Any, start_response: Any) -> None:
    start_response("200 OK", [TEXT])


def returns_text(environ: Any, start_response: Any) -> str:
    start_response("200 OK", [TEXT])
    return "text"


def returns_bytes(environ: Any, start_response: Any) -> bytes:
    start_response("200 OK", [TEXT])
    return b"bytes"


def gives_text(environ: Any, start_response: Any) -> list[str]:
    start_response("200 OK", [TEXT])
    return ["text"]


def streams_text(environ: Any, start_response: Any) -> Iterator[str]:
    start_response("200 OK", [TEXT])
    yield "text"


def writes_text(environ: Any, start_response: Any) -> list[bytes]:
    start_response("200 OK", [TEXT])("text")
    return []


def raises(environ: Any, start_response: Any) -> list[bytes]:
    raise LookupError("at start")


def raises_after_starting(environ: Any, start_response: Any) -> list[bytes]:
    start_response("200 OK", [TEXT])
    raise LookupError("at start")


def gives_too_much(environ: Any, start_response: Any) -> list[bytes]:
    start_response("200 OK", [TEXT, ("Content-Length", "2")])
    return [b"payload"]


def gives_too_little(environ: Any, start_response: Any) -> list[bytes]:
    start_response("200 OK", [TEXT, ("Content-Length", "20")])
    return [b"payload"]


def writes_too_much(environ: Any, start_response: Any) -> list[bytes]:
    start_response("200 OK", [TEXT, ("Content-Length", "2")])(b"payload")
    return []


def writes_too_much_in_parts(environ: Any, start_response: Any) -> list[bytes]:
    write = start_response("200 OK", [TEXT, ("Content-Length", "2")])
    write(b"pa")
    write(b"yload")
    return []


def streams_too_much_at_once(environ: Any, start_response: Any) -> Iterator[bytes]:
    start_response("200 OK", [TEXT, ("Content-Length", "2")])
    yield b""
    yield b"payload"


def writes_too_much_while_it_streams(environ: Any, start_response: Any) -> Iterator[bytes]:
    start_response("200 OK", [TEXT, ("Content-Length", "2")])(b"payload")
    yield b""


def saying(status: Any, *headers: Any) -> Callable[..., Any]:
    def application(environ: Any, start_response: Any) -> list[bytes]:
        start_response(status, [TEXT, *headers])
        return [b"payload"]

    return application


def named(application: Any) -> Any:
    return pytest.param(application, id=application.__name__)


HEADS = {
    "line-break-in-a-value": saying("200 OK", ("X-A", "a\r\nSet-Cookie: stolen=1")),
    "newline-in-a-value": saying("200 OK", ("X-A", "a\nb")),
    "nul-in-a-value": saying("200 OK", ("X-A", "a\x00b")),
    "line-break-in-a-name": saying("200 OK", ("X-A\r\nX-B", "b")),
    "colon-in-a-name": saying("200 OK", ("X-A:", "b")),
    "empty-name": saying("200 OK", ("", "b")),
    "line-break-in-a-cookie": saying("200 OK", ("Set-Cookie", "a=1\r\nX-B: b")),
    "line-break-in-the-status": saying("200 OK\r\nX-B: b"),
    "not-latin-1": saying("200 OK", ("X-A", "日本")),
    "not-latin-1-in-the-status": saying("200 日本"),
    "bytes-for-a-value": saying("200 OK", ("X-A", b"b")),
    "bytes-for-the-status": saying(b"200 OK"),
    "a-number-for-the-status": saying(200),
    "an-interim-status": saying("101 Switching Protocols"),
    "a-status-of-four-digits": saying("2000 OK"),
    "a-status-of-two-digits": saying("99 Problems"),
    "a-status-beyond-599": saying("600 Odd"),
    "the-last-status-of-three-digits": saying("999 Request denied"),
    "an-early-hint": saying("103 Early Hints"),
    "a-status-in-other-digits": saying("\xb2\xb2\xb2 OK"),
    "a-blank-before-the-status": saying(" 200 OK"),
    "a-tab-behind-the-status": saying("200\tOK"),
    "an-empty-status": saying(""),
    "a-reason-alone": saying("OK"),
    "nul-in-the-status": saying("200 O\x00K"),
    "blank-behind-a-name": saying("200 OK", ("Transfer-Encoding ", "chunked")),
    "blank-before-a-name": saying("200 OK", (" Connection", "close")),
    "a-name-not-ascii": saying("200 OK", ("X-\xc4", "b")),
    "three-in-a-pair": saying("200 OK", ("X-A", "b", "c")),
    "a-text-for-a-pair": saying("200 OK", "X-A"),
    "content-length-no-number": saying("200 OK", ("Content-Length", "many")),
    "content-length-negative": saying("200 OK", ("Content-Length", "-1")),
    "content-length-with-a-sign": saying("200 OK", ("Content-Length", "+7")),
    "content-length-empty": saying("200 OK", ("Content-Length", "")),
    "content-length-in-a-broken-list": saying("200 OK", ("Content-Length", "7,")),
    "content-length-with-a-blank-inside": saying("200 OK", ("Content-Length", "7 7")),
    "content-length-with-an-underscore": saying("200 OK", ("Content-Length", "0_7")),
    "content-length-in-hexadecimal": saying("200 OK", ("Content-Length", "0x7")),
    "content-length-in-other-digits": saying("200 OK", ("Content-Length", "\xb2")),
    "content-length-of-5000-digits": saying("200 OK", ("Content-Length", "9" * 5000)),
    "two-content-lengths-in-one": saying("200 OK", ("Content-Length", "7, 8")),
    "content-length-twice": saying("200 OK", ("Content-Length", "4"), ("Content-Length", "5")),
}
BROKEN = [
    *map(
        named,
        [
            never_starts,
            never_starts_a_stream,
            never_starts_an_empty_stream,
            starts_twice,
            returns_none,
            returns_text,
            returns_bytes,
            gives_text,
            streams_text,
            writes_text,
            raises,
            raises_after_starting,
            gives_too_much,
            gives_too_little,
            writes_too_much,
            writes_too_much_in_parts,
            streams_too_much_at_once,
            writes_too_much_while_it_streams,
        ],
    ),
    *(pytest.param(application, id=name) for name, application in HEADS.items()),
]


@pytest.mark.parametrize("application", BROKEN)
def test_before_anything_was_sent_it_is_a_500_and_a_log_that_names_the_application(
    make_site: Any, application: Any, caplog: pytest.LogCaptureFixture
) -> None:
    answer = make_site(application, is_validated=False)()
    assert answer.status == "500 Internal Server Error"
    assert answer.get("X-B") == []
    assert b"payload" not in answer.body
    (record,) = (record for record in caplog.records if record.exc_info)
    text = logging.Formatter().format(record)
    assert application.__qualname__ in text
    assert "mounted at 'mnt/'" in text


TEXTS = st.text(st.characters(max_codepoint=0x2FF, exclude_categories=()))
#: A line break, or a character that a server cannot send.
UNSENDABLE = re.compile(r"[^\t\x20-\x7e\x80-\xff]")


@given(
    status=st.just("200 OK") | TEXTS | st.integers(0, 1200).map("{} OK".format), name=TEXTS, value=TEXTS, data=st.data()
)
def test_no_status_and_no_header_can_begin_a_line_of_its_own(
    make_site: Any, status: str, name: str, value: str, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from([name, "X-A", "Set-Cookie", "Content-Type", "Content-Length"]))
    answer = make_site(saying(status, (name, value)), is_validated=False)()
    is_whole = answer.status != "500 Internal Server Error"
    assert 200 <= answer.code <= 599
    assert (answer.body == b"payload") == is_whole
    for text in (answer.status, *itertools.chain.from_iterable(answer.headers)):
        assert not UNSENDABLE.search(text)
    if is_whole:
        assert int((*answer.get("Content-Length"), "7")[0]) == 7


def test_the_error_of_an_application_is_django_s_to_handle(make_site: Any) -> None:
    from django.core.signals import got_request_exception

    errors = []

    def note(sender: Any, **kwargs: Any) -> None:
        import sys

        errors.append(sys.exc_info()[1])

    got_request_exception.connect(note)
    try:
        make_site(raises)()
    finally:
        got_request_exception.disconnect(note)
    assert [type(error) for error in errors] == [LookupError]


class Body:
    """An iterable that counts how often it is closed."""

    def __init__(self, *blocks: Any, closing: Exception | None = None) -> None:
        self.blocks = blocks
        self.closing = closing
        self.closed = 0

    def __iter__(self) -> Iterator[Any]:
        for block in self.blocks:
            if isinstance(block, Exception):
                raise block
            yield block

    def close(self) -> None:
        self.closed += 1
        if self.closing is not None:
            raise self.closing


def answering(body: Body, *headers: tuple[str, str]) -> Callable[..., Any]:
    def answering_application(environ: Any, start_response: Any) -> Any:
        start_response("200 OK", [TEXT, *headers])
        return body

    return answering_application


MID_STREAM = [
    pytest.param(Body(b"part", LookupError("late")), (), b"part", LookupError, id="raises"),
    pytest.param(Body(b"part", "text"), (), b"part", Exception, id="gives-text"),
    pytest.param(Body(b"part"), (("Content-Length", "9"),), b"part", Exception, id="gives-too-little"),
    pytest.param(Body(b"part", b"more"), (("Content-Length", "6"),), b"partmo", None, id="gives-too-much"),
]


@pytest.mark.parametrize(("body", "headers", "sent", "error"), MID_STREAM)
def test_after_the_first_byte_the_server_learns_of_it_and_the_log_names_the_application(
    make_site: Any, body: Body, headers: Any, sent: bytes, error: Any, caplog: pytest.LogCaptureFixture
) -> None:
    answer = make_site(answering(body, *headers), is_validated=False)()
    assert answer.status == "200 OK"
    assert answer.body == sent
    assert isinstance(answer.error, error) if error else answer.error is None
    assert body.closed == 1
    assert "answering_application, mounted at 'mnt/'" in caplog.text
    # There is one answer on the connection, however long the application thinks it is.
    assert len(answer.body) <= int((*answer.get("Content-Length"), "4")[0])


@pytest.mark.parametrize("blocks", [(), (b"part",), (LookupError("first"),)])
def test_an_error_in_close_is_logged_and_hides_nothing(
    make_site: Any, blocks: Any, caplog: pytest.LogCaptureFixture
) -> None:
    body = Body(*blocks, closing=KeyError("in close"))
    answer = make_site(answering(body), is_validated=False)()
    assert body.closed == 1
    assert "answering_application, mounted at 'mnt/' failed in close" in caplog.text
    assert answer.status == ("500 Internal Server Error" if blocks and blocks[0] != b"part" else "200 OK")


@pytest.mark.parametrize("error", [SystemExit(3), KeyboardInterrupt()])
def test_what_is_meant_for_the_process_passes_and_closes_the_application(make_site: Any, error: BaseException) -> None:
    closed = []

    class Exiting:
        def __init__(self, environ: Any, start_response: Any) -> None:
            start_response("200 OK", [TEXT])

        def __iter__(self) -> Iterator[bytes]:
            raise error

        def close(self) -> None:
            closed.append(True)

    site = make_site(Exiting, is_validated=False)
    with pytest.raises(type(error)):
        site()
    assert closed == [True]
