"""YAML text of mappings, lists and scalars.

PyYAML would be one more distribution beside zc.buildout, pinned and locked by each site, for a few lines of code. All
strings that some version of YAML could read as another value are quoted, and their unusual characters escaped, so that
every version reads the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

Yaml: TypeAlias = "Mapping[str, Yaml] | Sequence[Yaml] | str | int | bool"

#: A text that YAML 1.1 and 1.2 read as a string: it begins with a letter, a slash or ``../``, and has no colon or
#: number sign where YAML gives it a meaning.
_PLAIN = re.compile(r"(?:[A-Za-z/]|\.{1,2}/)(?:[\w./@=-]|:(?=[\w/]))*", re.ASCII)

#: Words that some version of YAML reads as true, false or null.
_WORDS = frozenset(["y", "n", "yes", "no", "on", "off", "true", "false", "null"])


def render_yaml(value: Yaml) -> str:
    """Return the YAML of a value, in blocks.

    Example::

        >>> print(render_yaml({"kind": "Service", "ports": [{"port": 80}], "labels": {}}), end="")
        kind: Service
        ports:
          - port: 80
        labels: {}
    """
    return "".join(f"{line}\n" for line in _list_lines(value))


def _list_lines(value: Yaml) -> Iterator[str]:
    """Yield the lines of a value that follows no key."""
    if isinstance(value, Mapping) and value:
        for key, inner in value.items():
            yield from _list_item_lines(f"{render_scalar(key)}:", inner)
    elif isinstance(value, Sequence) and not isinstance(value, str) and value:
        for inner in value:
            first, *rest = _list_lines(inner)
            yield f"- {first}"
            yield from (f"  {line}" for line in rest)
    else:
        yield render_scalar(value)


def _list_item_lines(key: str, value: Yaml) -> Iterator[str]:
    """Yield the lines of a key and its value."""
    if value and isinstance(value, Mapping | Sequence) and not isinstance(value, str):
        yield key
        yield from (f"  {line}" for line in _list_lines(value))
    else:
        yield f"{key} {render_scalar(value)}"


def render_scalar(value: Yaml) -> str:
    r"""Return the YAML of a string, a number or a truth value, or of an empty collection.

    Example::

        >>> render_scalar("python:3.14-slim"), render_scalar("no"), render_scalar("a\tb")
        ('python:3.14-slim', '"no"', '"a\\U00000009b"')
    """
    match value:
        case bool():
            return str(value).lower()
        case int():
            return str(value)
        case str() if _PLAIN.fullmatch(value) and value.lower() not in _WORDS:
            return value
        case str():
            return f'"{"".join(map(_escape_character, value))}"'
        case Mapping():
            return "{}"
        case _:
            return "[]"


def _escape_character(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    return character if character.isprintable() else f"\\U{ord(character):08x}"
