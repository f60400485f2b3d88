"""The id of a request is in force for as long as somebody works for it."""

from __future__ import annotations

import contextvars
import logging
import threading
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twod.wsgi.serving.logs.current_request import (
    choose_request_id,
    get_request_id,
    label_log_records,
    request_id_in_force,
)


@pytest.fixture(autouse=True)
def _kept_record_factory() -> Iterator[None]:
    before = logging.getLogRecordFactory()
    yield
    logging.setLogRecordFactory(before)


@pytest.mark.parametrize("given_id", ["", "two words", "a\nb", "a,b", "é", '"', "x" * 129])
def test_an_id_that_is_not_fit_for_a_log_is_replaced(given_id: str) -> None:
    assert choose_request_id(given_id) not in ("", given_id)


@given(st.one_of(st.none(), st.text(), st.from_regex(r"[\w.-]{1,128}", fullmatch=True)))
def test_an_id_is_a_short_word_whatever_was_sent(given_id: str | None) -> None:
    chosen = choose_request_id(given_id)
    assert chosen.isascii()
    assert chosen.isprintable()
    assert len(chosen.split()) == 1
    assert 1 <= len(chosen) <= 128
    assert choose_request_id(chosen) == chosen


def test_each_log_record_has_the_id_once_they_are_labelled(caplog: pytest.LogCaptureFixture) -> None:
    label_log_records()
    label_log_records()
    with request_id_in_force("abc"):
        logging.getLogger("shop").error("inside")
    logging.getLogger("shop").error("outside")
    assert [getattr(record, "request_id", None) for record in caplog.records] == ["abc", "-"]


def test_a_thread_has_the_id_if_it_runs_in_a_copy_of_the_context() -> None:
    seen = []
    with request_id_in_force("abc"):
        for run in (contextvars.Context().run, contextvars.copy_context().run):
            thread = threading.Thread(target=run, args=(lambda: seen.append(get_request_id()),))
            thread.start()
            thread.join()
    assert seen == [None, "abc"]
