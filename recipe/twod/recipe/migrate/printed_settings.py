"""The output of ``diffsettings --all --output unified``: the settings of a module, and those in force."""

from __future__ import annotations

import ast
from typing import NamedTuple

#: Settings with a dictionary that Django completes with defaults.
_COMPLETED = frozenset({"DATABASES"})


class PrintedSettings(NamedTuple):
    """Names of settings in Django's output.

    :param same: settings with equal values.
    :param changed: settings with different values.
    """

    same: frozenset[str]
    changed: frozenset[str]


def read_printed_settings(text: str) -> PrintedSettings:
    r"""Return the names of the settings in a text.

    >>> read_printed_settings("  DEBUG = False\n- TIME_ZONE = 'UTC'\n+ TIME_ZONE = 'CET'\n")
    PrintedSettings(same=frozenset({'DEBUG'}), changed=frozenset({'TIME_ZONE'}))
    """
    sides: dict[str, dict[str, str]] = {" ": {}, "-": {}, "+": {}}
    for line in text.splitlines():
        name, equals, value = line[1:].partition(" = ")
        if equals and line[0] in sides:
            sides[line[0]][name.strip()] = value
    old, new = sides["-"], sides["+"]
    completed = {name for name in _COMPLETED & old.keys() & new.keys() if _is_completed(old[name], new[name])}
    return PrintedSettings(frozenset(sides[" "].keys() | completed), frozenset((old.keys() | new.keys()) - completed))


def _is_completed(old: str, new: str) -> bool:
    """Return whether a printed dictionary contains all items of another one."""
    try:
        return _has_all(ast.parse(old, mode="eval").body, ast.parse(new, mode="eval").body)
    except SyntaxError:  # such as <object at 0x7f>
        return False


def _has_all(old: ast.expr, new: ast.expr) -> bool:
    if not (isinstance(old, ast.Dict) and isinstance(new, ast.Dict)):
        return ast.dump(old) == ast.dump(new)
    values = {ast.dump(key): value for key, value in zip(new.keys, new.values, strict=True) if key}
    keys = [key and ast.dump(key) for key in old.keys]
    return all(key in values and _has_all(value, values[key]) for key, value in zip(keys, old.values, strict=True))
