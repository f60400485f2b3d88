"""A comparison of several configurations: all settings that differ, down to the keys of dictionaries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from twod.inifile.masking import name_key
from twod.inifile.opaque import is_equal, is_mapping
from twod.wsgi.config.difference import ComparedPart, Side, has_plain_keys, make_part, show_path
from twod.wsgi.config.kinds.markers import MISSING
from twod.wsgi.config.loaded import Loaded


class ComparedKey(NamedTuple):
    """A setting, or a key of a setting, that differs between configurations."""

    key: str
    #: The value in each configuration, in their order, with secrets hidden.
    sides: tuple[Side, ...]


def compare_all(configurations: Sequence[Loaded]) -> list[ComparedKey]:
    """Return all differences between configurations, sorted by the names of the settings.

    If a secret differs, each side shows ``<hidden>``.
    """
    names = sorted({name for loaded in configurations for name in loaded.values})
    reports = [loaded.report(names) for loaded in configurations]
    rows: list[ComparedKey] = []
    for name in names:
        parts = [make_part(loaded, found, name) for loaded, found in zip(configurations, reports, strict=True)]
        rows += _compare_parts((name,), parts)
    return rows


def _compare_parts(path: tuple[str, ...], parts: Sequence[ComparedPart]) -> Iterator[ComparedKey]:
    first = parts[0].real
    if all(type(part.real) is type(first) and is_equal(part.real, first) for part in parts[1:]):
        return
    present = [part for part in parts if part.real is not MISSING]
    if len(present) > 1 and all(has_plain_keys(part.real) and not part.is_hidden for part in present):
        keys = [key for part in present if is_mapping(part.real) for key in part.real]
        for key in dict.fromkeys(keys):
            yield from _compare_parts((*path, name_key(key)), [part.find_child(key) for part in parts])
        if keys:
            return
    yield ComparedKey(show_path(path), tuple(part.make_side(path) for part in parts))
