"""Faster reads of Django's values per thread or task, without an exception or a lock: part of the switch ``signals``.

Django keeps the connections of databases and caches, the URLconf and the script's prefix in two kinds of asgiref's
``Local``. The kind for connections asks for the running event loop, and asgiref catches an exception in each thread
without a loop. The other kind takes a lock, although it reads and writes a context variable, which other threads cannot
see. Here, an object of either kind stays the same object with the same contents. Only its class changes.
"""

from __future__ import annotations

import threading
from asyncio import _get_running_loop
from collections.abc import Callable, Iterable, Mapping
from threading import get_ident
from typing import Any

import asgiref
from asgiref import local

#: The version of asgiref that the two classes below behave like.
PROVEN_ASGIREF = "3.13"

#: Returns the values that this thread or task sees, by name.
Finder = Callable[[], Mapping[str, Any]]

_NOTHING: dict[str, Any] = {}

# Each object gets a class whose methods keep the storage in their closures. As attributes of the object they would be
# slow to read, because the class has ``__getattr__``.


def _make_thread_kind(stored: threading.local) -> tuple[type, Finder]:
    """Return a fast class and its finder for values that belong to a thread, or to a task in an event loop.

    :param stored: the storage of the object.
    """
    get_storage: Any = local._ThreadCriticalLocal._get_storage  # noqa: SLF001 - see speed_up_locals

    def find_values() -> Mapping[str, Any]:
        if _get_running_loop() is None:
            return stored.__dict__
        variable = getattr(stored, "cvar", None)
        return _NOTHING if variable is None else variable._storage().data  # noqa: SLF001

    class FastThreadLocal(local._ThreadCriticalLocal):  # type: ignore[misc]  # noqa: SLF001 - final for type checkers
        def _get_storage(self) -> Any:
            return stored if _get_running_loop() is None else get_storage(self)

        def __getattr__(self, key: str) -> Any:
            return getattr(stored if _get_running_loop() is None else get_storage(self), key)

    return FastThreadLocal, find_values


def _make_context_kind(stored: Any) -> tuple[type, Finder]:
    """Return a fast class and its finder for values that belong to a context variable and the thread that set them.

    :param stored: the storage of the object.
    """
    variable = stored._data  # noqa: SLF001

    def find_values() -> dict[str, Any]:
        found = variable.get(None)
        return _NOTHING if found is None or found.thread_id != get_ident() else found.data

    def store(values: dict[str, Any]) -> None:
        variable.set(local._Storage(get_ident(), values))  # noqa: SLF001

    class FastContextLocal(local._DefaultLocal):  # type: ignore[misc]  # noqa: SLF001
        def __getattr__(self, key: str) -> Any:
            values = find_values()
            if key in values:
                return values[key]
            raise AttributeError(f"{key!r} is not set in this thread or task")

        def __setattr__(self, key: str, value: Any) -> None:
            # Another context may share these values, so store a changed copy.
            store({**find_values(), key: value})

        def __delattr__(self, key: str) -> None:
            values = find_values().copy()
            if key not in values:
                raise AttributeError(f"{key!r} is not set in this thread or task")
            del values[key]
            store(values)

    return FastContextLocal, find_values


#: The finder of each fast class.
FINDERS: dict[type, Finder] = {}

_MAKERS: dict[type, Callable[[Any], tuple[type, Finder]]] = {
    local._ThreadCriticalLocal: _make_thread_kind,  # noqa: SLF001
    local._DefaultLocal: _make_context_kind,  # noqa: SLF001
}


def find_asgiref_obstacle() -> str | None:
    """Return the reason why asgiref's objects have to keep their classes; None for the proven version of asgiref."""
    if asgiref.__version__.startswith(f"{PROVEN_ASGIREF}."):
        return None
    return f"it is tested with asgiref {PROVEN_ASGIREF}, and this is {asgiref.__version__}"


def speed_up_locals(objects: Iterable[Any]) -> None:
    """Give each object of asgiref's two kinds a fast class; leave other objects alone."""
    for found in objects:
        if type(found) in _MAKERS:
            kind, find_values = _MAKERS[type(found)](found._storage)  # noqa: SLF001
            FINDERS[kind] = find_values
            # An ordinary assignment would store a value named "__class__" in the object.
            object.__setattr__(found, "__class__", kind)
