"""Faster signals at the beginning and end of a request: the switch ``signals``.

Django sends ``request_started`` and ``request_finished`` with each request. Each time it works out anew which receivers
are alive. Its own receivers (``close_old_connections``, ``reset_queries``, ``close_caches``, ``reset_urlconf``) then
mostly find nothing to do, and finding that out costs more than the rest of the signal.

All receivers stay connected and unchanged: Django's test client disconnects some of them, and other packages add
theirs. A signal remembers its receivers until its list of receivers changes, and a receiver finds out faster that
nothing is open.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import Any

from django.core import signals
from django.core.cache import caches
from django.db import connections
from django.dispatch import Signal, dispatcher
from django.urls import base as urls
from django.utils import connection
from django.utils.connection import BaseConnectionHandler

from twod.wsgi.fast.local_storage import (
    FINDERS,
    find_asgiref_obstacle,
    speed_up_locals,
)
from twod.wsgi.fast.stock import find_replaced

_stock_send = Signal.send
_stock_live_receivers = Signal._live_receivers  # noqa: SLF001 - other packages replace it, see FastSignal
_stock_all = BaseConnectionHandler.all

#: The objects in which the receivers and Django's handler look up connections, caches and prefixes.
_LOCALS: tuple[tuple[Any, str], ...] = (
    (connections, "_connections"),
    (caches, "_connections"),
    (urls, "_urlconfs"),
    (urls, "_prefixes"),
)


#: The list of a signal's receivers, and functions that each return a receiver, or None for one that no longer exists.
#: None in place of the functions: Django has to select the receivers at each call.
_Plan = tuple[list[Any], list[Callable[[], Any]] | None]

_NO_PLAN: _Plan = ([], [])


def _make_plan(entries: list[Any]) -> _Plan:
    references = []
    for (_receiver_key, sender_key), receiver, *_, is_async in entries:
        if is_async or sender_key != dispatcher.NONE_ID:
            return entries, None
        is_weak = isinstance(receiver, weakref.ReferenceType)
        references.append(receiver if is_weak else lambda receiver=receiver: receiver)
    return entries, references


class FastSignal(Signal):
    """A signal that remembers its receivers, if all of them are synchronous and connected for every sender."""

    _dead_receivers: bool
    _plan = _NO_PLAN

    def send(self, sender: Any, **named: Any) -> list[tuple[Any, Any]]:
        """Call all receivers, as Django's ``Signal.send`` does."""
        entries, references = self._plan
        if entries != self.receivers:
            self._plan = entries, references = _make_plan(self.receivers.copy())
        if (
            references is None
            or self._dead_receivers
            # Packages that measure receivers replace this method.
            or Signal._live_receivers is not _stock_live_receivers  # noqa: SLF001
            or Signal.send is not _stock_send
        ):
            return super().send(sender, **named)
        # Fetch all receivers before calling the first, which may disconnect others.
        called = [reference() for reference in references]
        responses = []
        for receiver in called:
            if receiver is not None:
                responses.append((receiver, receiver(signal=self, sender=sender, **named)))  # noqa: PERF401 - costs less
        return responses

    def disconnect(self, receiver: Any = None, sender: Any = None, dispatch_uid: Any = None) -> bool:
        """Disconnect a receiver, as Django does, and forget it."""
        self._plan = _NO_PLAN
        return super().disconnect(receiver, sender, dispatch_uid)


def _all(self: Any, initialized_only: bool = False) -> list[Any]:
    find_values = FINDERS.get(type(self._connections)) if initialized_only else None
    if find_values is None:
        return _stock_all(self, initialized_only)  # type: ignore[return-value]  # a list, whatever the stubs say
    values = find_values()
    return [self[alias] for alias in self.settings if alias in values]


def speed_up_signals() -> str | None:
    """Make both signals and the lookups of their receivers fast; return an obstacle, or None."""
    if BaseConnectionHandler.all is _all:
        return None
    obstacle = (
        find_asgiref_obstacle()
        or find_replaced(dispatcher, "Signal.send", "Signal._live_receivers")
        or find_replaced(connection, "BaseConnectionHandler.all")
    )
    if obstacle is not None:
        return obstacle
    speed_up_locals(getattr(owner, name) for owner, name in _LOCALS)
    setattr(BaseConnectionHandler, "all", _all)  # noqa: B010 - a type checker does not let one replace a method
    for signal in (signals.request_started, signals.request_finished):
        if type(signal) is Signal:
            signal.__class__ = FastSignal
    return None
