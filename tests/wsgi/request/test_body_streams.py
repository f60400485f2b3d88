"""The streams of a body give its bytes as a file does, from wherever they are."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twod.wsgi.request.body import RequestBody
from twod.wsgi.request.body_streams import BodyStream, make_replay

pytestmark = pytest.mark.usefixtures("django_settings")

BODY = b"one\ntwo\n\nthree and more\n" * 40 + b"the end"

#: What is done to a stream, and to a file of the same bytes.
STEPS = st.one_of(
    st.tuples(st.sampled_from(["read", "readline"]), st.sampled_from([-1, 0, 1, 5, 600, 10_000])),
    st.tuples(st.just("seek"), st.integers(0, len(BODY) + 5)),
)


def make_body(*, chunked: bool = False) -> RequestBody:
    environ: dict[str, Any] = {"wsgi.input": io.BytesIO(BODY)}
    environ |= {"wsgi.input_terminated": True} if chunked else {"CONTENT_LENGTH": str(len(BODY))}
    body = RequestBody()
    body.open(environ)
    return body


@given(steps=st.lists(STEPS.filter(lambda step: step[0] != "seek"), max_size=6), chunked=st.booleans())
def test_django_s_stream_is_read_as_a_file_is(steps: list[tuple[str, int]], chunked: bool) -> None:
    stream, file = BodyStream(make_body(chunked=chunked)), io.BytesIO(BODY)
    for name, size in steps:
        assert getattr(stream, name)(size) == getattr(file, name)(size)


@given(before=st.sampled_from([0, 10, 600, -1]), steps=st.lists(STEPS, max_size=6), chunked=st.booleans())
def test_a_replay_is_read_as_a_file_is(before: int, steps: list[tuple[str, int]], chunked: bool) -> None:
    body = make_body(chunked=chunked)
    BodyStream(body).read(before)
    replay: Any = make_replay(body)
    file = io.BytesIO(BODY)
    for name, argument in steps:
        assert getattr(replay, name)(argument) == getattr(file, name)(argument)
    assert replay.seek(-5, io.SEEK_END) == len(BODY) - 5
    assert replay.read() == BODY[-5:]


def test_two_replays_do_not_disturb_each_other() -> None:
    body = make_body()
    first, second = make_replay(body), make_replay(body)
    assert first.read(4) == b"one\n"
    assert second.readline() == b"one\n"
    assert first.readline() == second.readline() == b"two\n"


def test_a_stream_without_a_size_is_read_whole() -> None:
    assert BodyStream(make_body()).read(None) == BODY
    assert BodyStream(make_body(), position=0).readline(None) == b"one\n"
