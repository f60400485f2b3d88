"""What is installed, found without importing any of it."""

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
#: Whether the site may be installed somewhere else, so that nobody knows what it lacks.
_is_elsewhere = ContextVar("is_elsewhere", default=False)


@contextmanager
def judging_elsewhere() -> Iterator[None]:
    """Report no module and no distribution as missing for a while: the site need not be installed here."""
    token = _is_elsewhere.set(True)
    try:
        yield
    finally:
        _is_elsewhere.reset(token)


@cache
def find_missing_module(name: str) -> str | None:
    """Return what an import of a module lacks, without importing anything; None when nothing is missing."""
    words = name.split(".")
    for count in range(1, len(words) + 1):
        if _find_spec(".".join(words[:count])) is None:
            return f"there is no module {'.'.join(words[:count])!r} among the site's eggs and extra-paths"
    return None


@cache
def _find_spec(name: str) -> ModuleSpec | None:
    """Return the spec of a module without importing the packages above it, as :mod:`importlib.util` would."""
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
    """Return the spec of a module in the package above it.

    :param words: its full name.
    :param path: where the package above it has its modules; None for a module without one.
    """
    for finder in (finder for finder in sys.meta_path if hasattr(finder, "find_spec")):
        # By its full name, a namespace package would look for the package above it among the imported modules.
        name = words[-1] if finder is PathFinder else ".".join(words)
        if spec := finder.find_spec(name, path):
            return spec
    return None


def find_missing_object(module: str, name: str) -> str | None:
    """Return what is missing for an object of a module to be found; None when nothing is, or it cannot be known.

    The module is not imported: its text tells whether it has the name.

    :param name: the first of dotted attributes counts.
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
    """Return the text of a module; None when there is none, as of a module in C."""
    spec = _find_spec(module)
    if spec is None or spec.origin is None or not spec.origin.endswith(".py"):
        return None
    return Path(spec.origin).read_text(encoding="utf-8", errors="replace")


def iterate_package_sources(module: str) -> Iterator[str]:
    """Yield the text of a module, and then of all others in the outermost package that is no namespace."""
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
    """Return what an ``egg:NAME#ENTRY-POINT`` lacks to be loaded; None when nothing is missing.

    :param groups: the groups that the entry point may be of.
    """
    name, wanted = _split_use(use)
    try:
        points = metadata.distribution(name).entry_points
    except (metadata.PackageNotFoundError, ValueError):
        if _is_elsewhere.get():
            return None
        known = [found for each in metadata.distributions() if (found := each.metadata["Name"])]
        return f"there is no distribution {name!r} among the site's eggs{hint_at_nearest(name, known)}"
    known = sorted({point.name for group in groups for point in points.select(group=group)})
    if wanted in known:
        return None
    others = f"; it has: {', '.join(known)}" if known else ""
    return f"{name} has no {wanted!r} of that kind{others}"


def find_target(factory: str, groups: tuple[str, ...]) -> str | None:
    """Return ``MODULE:NAME`` of what a factory leads to; None when it leads nowhere.

    >>> find_target("egg:waitress#main", ("paste.server_runner",))
    'waitress:serve_paste'

    :param factory: ``egg:NAME#ENTRY-POINT`` or ``call:MODULE:NAME``.
    :param groups: the groups that the entry point may be of.
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
