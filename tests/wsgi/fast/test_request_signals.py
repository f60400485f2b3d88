"""A fast signal calls whom Django's would call, and its receivers do what they do in Django."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core import signals
from django.core.cache import caches, close_caches
from django.core.handlers.base import reset_urlconf
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connections, reset_queries
from django.db.backends.base.base import BaseDatabaseWrapper
from django.dispatch import Signal
from django.urls import base as urls
from django.urls import get_script_prefix, get_urlconf, set_script_prefix, set_urlconf
from django.utils.connection import BaseConnectionHandler
from hypothesis import given
from hypothesis import strategies as st

from twod.wsgi.fast.local_storage import FINDERS
from twod.wsgi.fast.request_signals import FastSignal, speed_up_signals

pytestmark = pytest.mark.usefixtures("django_settings")

LOCALS = [connections._connections, caches._connections, urls._urlconfs, urls._prefixes]
KINDS = [type(found) for found in LOCALS]
STOCK_ALL = BaseConnectionHandler.all


@contextmanager
def signalling(*, fast: bool) -> Iterator[None]:
    """Let Django's two signals, and what their receivers look at, be its own, or those of the switch."""
    before = [type(found) for found in LOCALS]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseConnectionHandler, "all", STOCK_ALL)
        for signal in (request_started, request_finished):
            patch.setattr(signal, "__class__", Signal)
        for found, kind in zip(LOCALS, KINDS, strict=True):
            object.__setattr__(found, "__class__", kind)
        try:
            if fast:
                assert speed_up_signals() is None
            yield
        finally:
            for found, kind in zip(LOCALS, before, strict=True):
                object.__setattr__(found, "__class__", kind)


class Receiver:
    """A receiver that notes its calls, and does what it was told to."""

    def __init__(self, name: str, does: str, journal: list[Any]) -> None:
        self.name, self.does, self.journal = name, does, journal

    def __call__(self, signal: Signal, sender: object, **named: Any) -> str:
        self.journal.append((self.name, sender, named))
        if self.does == "raise":
            raise ValueError(self.name)
        if self.does == "disconnect":
            signal.disconnect(self)
        return self.name

    def receive(self, **named: Any) -> str:
        return self(**named)


SENDERS = st.sampled_from([None, int, str])
NUMBERS = st.integers(0, 3)
STEPS = st.one_of(
    st.tuples(
        st.just("connect"),
        NUMBERS,
        st.sampled_from([None, None, None, int]),
        st.booleans(),
        st.sampled_from([None, None, "uid"]),
        st.booleans(),
    ),
    st.tuples(st.just("disconnect"), NUMBERS, st.sampled_from([None, int]), st.sampled_from([None, None, "uid"])),
    st.tuples(st.sampled_from(["send", "send", "send", "send_robust", "asend", "has_listeners"]), SENDERS),
    st.tuples(st.just("die"), NUMBERS),
    st.tuples(st.just("connect async")),
    st.tuples(st.sampled_from(["mute", "unmute", "list"])),
)


def play(kind: type[Signal], steps: list[Any], does: list[str]) -> list[Any]:
    """Return what is seen of a signal while these steps are taken."""
    journal: list[Any] = []
    signal = kind()
    receivers: list[Any] = [Receiver(str(number), what, journal) for number, what in enumerate(does)]
    muted: list[Any] = []

    async def receive(sender: object, **_named: Any) -> str:
        journal.append(("async", sender))
        return "async"

    def show(found: Any) -> Any:
        return [
            (getattr(who, "name", "other"), result if isinstance(result, str) else repr(result))
            for who, result in found
        ]

    for step in steps:
        try:
            match step:
                case "connect", number, sender, weak, uid, bound:
                    who = receivers[number]
                    signal.connect(who.receive if bound and who else who or print, sender, weak, uid)
                case "disconnect", number, sender, uid:
                    journal.append(signal.disconnect(receivers[number] or print, sender, uid))
                case "send", sender:
                    journal.append(show(signal.send(sender, a=1)))
                case "send_robust", sender:
                    journal.append(show(signal.send_robust(sender, a=1)))
                case "asend", sender:
                    journal.append(show(asyncio.run(signal.asend(sender, a=1))))
                case "has_listeners", sender:
                    journal.append(signal.has_listeners(sender))
                case "die", number:
                    receivers[number] = None
                case ("connect async",):
                    signal.connect(receive)
                case ("mute",):
                    muted, signal.receivers = signal.receivers, []
                case ("unmute",):
                    signal.receivers, muted = muted or signal.receivers, []
                case ("list",):
                    journal.append(len(signal.receivers))
        except Exception as error:  # noqa: BLE001 - whatever it is, the other one has to raise it too
            journal.append(repr(error))
    return journal


@given(st.lists(STEPS, max_size=20), st.lists(st.sampled_from(["", "", "raise", "disconnect"]), min_size=4, max_size=4))
def test_any_steps_have_the_same_effect_as_on_django_s_signal(steps: list[Any], does: list[str]) -> None:
    assert play(FastSignal, steps, does) == play(Signal, steps, does)


def test_receivers_are_called_in_their_order_without_being_sorted_out_again(monkeypatch: pytest.MonkeyPatch) -> None:
    signal = FastSignal()
    journal: list[Any] = []
    receivers = [Receiver(name, "", journal) for name in "abc"]
    for receiver in receivers:
        signal.connect(receiver)
    monkeypatch.setattr(signal, "_live_receivers", None)
    assert [result for _, result in signal.send(int)] == ["a", "b", "c"]


def test_a_disconnected_receiver_is_not_kept() -> None:
    signal = FastSignal()
    receiver = Receiver("a", "", [])
    signal.connect(receiver, weak=False)
    signal.send(int)
    signal.disconnect(receiver)
    reference = weakref.ref(receiver)
    del receiver
    gc.collect()
    assert reference() is None


@pytest.mark.parametrize("name", ["send", "_live_receivers"])
def test_a_package_that_replaces_a_method_of_signals_afterwards_is_served(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    signal = FastSignal()
    receiver = Receiver("a", "", [])
    signal.connect(receiver)
    before = getattr(Signal, name)
    calls = []

    def measure(self: Signal, *arguments: Any, **named: Any) -> Any:
        calls.append(name)
        return before(self, *arguments, **named)

    monkeypatch.setattr(Signal, name, measure)
    assert signal.send(int) == [(receiver, "a")]
    assert calls == [name]


def test_what_another_package_has_replaced_before_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    with signalling(fast=False):
        monkeypatch.setattr(Signal, "send", lambda self, sender, **named: [])
        assert speed_up_signals() == f"{__name__} has replaced django.dispatch.dispatcher.Signal.send"
        assert type(request_started) is Signal


def test_django_s_receivers_stay_where_they_are() -> None:
    with signalling(fast=False):
        before = [signal.receivers.copy() for signal in (request_started, request_finished)]
    with signalling(fast=True):
        assert [signal.receivers for signal in (request_started, request_finished)] == before
        for signal, receiver in (
            (request_started, reset_queries),
            (request_started, close_old_connections),
            (request_finished, close_old_connections),
            (request_finished, close_caches),
            (request_finished, reset_urlconf),
        ):
            # Django's test client does so, by the function itself.
            assert signal.disconnect(receiver)
            signal.connect(receiver)
        assert signals.request_started is request_started
        assert isinstance(request_started, FastSignal)


class Connection(BaseDatabaseWrapper):
    """A connection that notes what is done with it."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.queries_log = ["a query"]  # type: ignore[assignment]

    def close_if_unusable_or_obsolete(self) -> None:
        self.calls.append("close_if_unusable_or_obsolete")

    def close(self) -> None:
        self.calls.append("close")


@pytest.mark.parametrize("fast", [False, True])
@pytest.mark.parametrize("in_task", [False, True])
def test_what_is_open_is_closed_and_cleared(fast: bool, in_task: bool) -> None:
    def handle() -> tuple[Any, ...]:
        database, cache = Connection(), Connection()
        connections["default"], caches["default"] = database, cache
        set_urlconf("urls")
        set_script_prefix("/prefix")
        try:
            request_started.send(int, environ={})
            request_finished.send(int)
            return database.calls, database.queries_log, cache.calls, get_urlconf(), get_script_prefix()
        finally:
            del connections["default"], caches["default"]

    async def handle_in_task() -> tuple[Any, ...]:
        return handle()

    with signalling(fast=fast):
        seen = asyncio.run(handle_in_task()) if in_task else handle()
    assert seen == (["close_if_unusable_or_obsolete"] * 2, [], ["close"], None, "/prefix/")


def test_only_the_connections_that_are_open_are_looked_at() -> None:
    with signalling(fast=True):
        assert connections.all(initialized_only=True) == []
        assert [alias for alias in connections if alias in FINDERS[type(connections._connections)]()] == []
        request_started.send(int, environ={})
        assert connections.all(initialized_only=True) == []
        assert len(connections.all()) == len(list(connections)) == 1
        del connections["default"]


def test_turning_it_on_twice_does_nothing_more() -> None:
    with signalling(fast=True):
        kinds = [type(found) for found in LOCALS]
        assert speed_up_signals() is None
        assert [type(found) for found in LOCALS] == kinds
