"""Searches for installed modules, distributions and entry points, without importing them."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib import metadata
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path

from twod.inifile.nearest import hint_at_nearest

_DEFINITION = re.compile(r"^(?:async def|def|class)\s+(\w+)|^(\w+)\s*[=:]", re.MULTILINE)
#: Whether the site may be installed on another machine, so that a missing module is not an error.
_is_elsewhere = ContextVar("is_elsewhere", default=False)


@contextmanager
def judging_elsewhere() -> Iterator[None]:
    """Report no missing modules and distributions during the ``with`` block: the site need not be installed here."""
    token = _is_elsewhere.set(True)
    try:
        yield
    finally:
        _is_elsewhere.reset(token)


@cache
def find_missing_module(name: str) -> str | None:
    """Return the error for a module that does not exist, without importing anything; None if it exists."""
    words = name.split(".")
    for count in range(1, len(words) + 1):
        if _find_spec(".".join(words[:count])) is None:
            return f"there is no module {'.'.join(words[:count])!r}; correct the name or install it"
    return None


@cache
def _find_spec(name: str) -> ModuleSpec | None:
    """Return the spec of a module without importing its parent packages, which :mod:`importlib.util` would import."""
    path: Sequence[str] | None = None
    spec = None
    words = name.split(".")
    for count in range(1, len(words) + 1):
        spec = _find_spec_below(words[:count], path)
        if spec is None:
            return None
        path = list(spec.submodule_search_locations or ())
    return spec


def _find_spec_below(words: Sequence[str], path: Sequence[str] | None) -> ModuleSpec | None:
    """Return the spec of a module in its parent package.

    :param words: the words of its full name.
    :param path: the search path of the parent package; None for a top-level module.
    """
    for finder in (finder for finder in sys.meta_path if hasattr(finder, "find_spec")):
        # With the full name, a namespace package would look for its parent in sys.modules.
        name = words[-1] if finder is PathFinder else ".".join(words)
        if spec := finder.find_spec(name, path):
            return spec
    return None


def find_missing_object(module: str, name: str) -> str | None:
    """Return the error for an object that a module does not have; None if it has it, or if that cannot be known.

    This function searches the source of the module for the name, and does not import it.

    :param name: the name of the object; only the first of dotted names is checked.
    """
    if message := find_missing_module(module):
        return None if _is_elsewhere.get() else message
    text = read_source(module)
    first = name.partition(".")[0]
    if text is None or re.search(rf"\b{re.escape(first)}\b|import \*|def __getattr__|exec\(|globals\(", text):
        return None
    known = [one or other for one, other in _DEFINITION.findall(text)]
    return f"the module {module!r} has no {name!r}{hint_at_nearest(first, known)}"


def read_source(module: str) -> str | None:
    """Return the source of a module; None if it has no source, such as a module in C."""
    spec = _find_spec(module)
    if spec is None or spec.origin is None or not spec.origin.endswith(".py"):
        return None
    return Path(spec.origin).read_text(encoding="utf-8", errors="replace")


def iterate_package_sources(module: str) -> Iterator[str]:
    """Yield the source of a module, and then of all others in its outermost package that is not a namespace."""
    if (text := read_source(module)) is not None:
        yield text
    words = module.split(".")
    for count in range(1, len(words) + 1):
        spec = _find_spec(".".join(words[:count]))
        if spec is not None and spec.origin is not None and spec.submodule_search_locations:
            for folder in spec.submodule_search_locations:
                yield from (path.read_text(encoding="utf-8", errors="replace") for path in Path(folder).rglob("*.py"))
            return


def find_missing_entry_point(use: str, groups: tuple[str, ...]) -> str | None:
    """Return the error for an ``egg:NAME#ENTRY-POINT`` that does not exist; None if it exists.

    :param groups: the groups in which to search for the entry point.
    """
    name, wanted = _split_use(use)
    try:
        points = metadata.distribution(name).entry_points
    except (metadata.PackageNotFoundError, ValueError):
        if _is_elsewhere.get():
            return None
        known = [found for each in metadata.distributions() if (found := each.metadata["Name"])]
        cure = hint_at_nearest(name, known) or "; correct the name or install it"
        return f"the distribution {name!r} is not installed{cure}"
    known = sorted({point.name for group in groups for point in points.select(group=group)})
    if wanted in known:
        return None
    others = f"; it has: {', '.join(known)}" if known else ""
    return f"{name} has no suitable entry point {wanted!r}{others}"


def find_target(factory: str, groups: tuple[str, ...]) -> str | None:
    """Return ``MODULE:NAME`` of the object that a factory names; None if there is no such object.

    >>> find_target("egg:waitress#main", ("paste.server_runner",))
    'waitress:serve_paste'

    :param factory: ``egg:NAME#ENTRY-POINT`` or ``call:MODULE:NAME``.
    :param groups: the groups in which to search for the entry point.
    """
    if factory.lower().startswith("call:"):
        return factory[5:]
    name, wanted = _split_use(factory)
    try:
        points = metadata.distribution(name).entry_points
    except (metadata.PackageNotFoundError, ValueError):
        return None
    return next((point.value for group in groups for point in points.select(group=group, name=wanted)), None)


def _split_use(use: str) -> tuple[str, str]:
    name, _, wanted = use.partition(":")[2].partition("#")
    return name.strip(), wanted.strip() or "main"
