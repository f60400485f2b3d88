"""The syntax of references in an option's text.

In the section of a Django application every ``${`` begins a reference, and ``$${`` means a literal ``${``. In any other
section, only ``${env:``, ``${file:`` and ``${cred:`` begin one, since other programs may have a meaning for ``${name}``
there; ``${`` and ``$${`` before other words are plain text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple, TypeAlias

#: The prefixes of references that do not name an option of ``[DEFAULT]``.
REFERENCE_KINDS = ("env", "file", "cred")
_BEGINNINGS = tuple(f"{kind}:" for kind in REFERENCE_KINDS)
_SIGN = r"\$\$\{|\$\{|\}"
_DEFAULT_SIGN = ":-"
#: The deepest nesting of references.
_DEPTH = 2


class Reference(NamedTuple):
    """A reference, such as ``${env:NAME:-default}``."""

    #: The reference as written.
    spelling: str
    #: The index in the text at which it begins.
    start: int
    #: One of :data:`REFERENCE_KINDS`; empty for the name of an option of ``[DEFAULT]``.
    kind: str
    #: The name, without the kind.
    name: Parts
    #: The default; None if there is no ``:-``.
    default: Parts | None


#: A text, split into plain text and references.
Parts: TypeAlias = "tuple[str | Reference, ...]"


class ParsedText(NamedTuple):
    """A text in its parts."""

    parts: Parts
    #: The mistakes in the text, as messages.
    mistakes: tuple[str, ...] = ()


class FoundReference(NamedTuple):
    """A reference in a text, at any depth."""

    reference: Reference
    #: Whether the text has no value if the reference has none.
    is_needed: bool


def find_references(parts: Parts, *, is_needed: bool = True) -> Iterator[FoundReference]:
    """Yield the references of a text, including nested ones.

    Example::

        >>> parts = parse_references("${env:A:-${cred:b}}").parts
        >>> [(each.kind, is_needed) for each, is_needed in find_references(parts)]
        [('env', False), ('cred', False)]

    :param is_needed: whether the text needs a value.
    """
    for part in parts:
        if isinstance(part, Reference):
            is_needed_here = is_needed and part.default is None
            yield FoundReference(part, is_needed_here)
            yield from find_references(part.name, is_needed=is_needed_here)
            yield from find_references(part.default or (), is_needed=False)


def find_plain_text(parts: Parts) -> str | None:
    """Return the text of parts without references; None if one of them is a reference."""
    texts = [part for part in parts if isinstance(part, str)]
    return "".join(texts) if len(texts) == len(parts) else None


def find_known_text(parts: Parts, variables: Mapping[str, str]) -> str | None:
    """Return the text of some parts if it is known before the site starts; None if it depends on anything else.

    Example::

        >>> find_known_text(parse_references("${env:HOST:-localhost}:${env:PORT}").parts, {"PORT": "80"})
        'localhost:80'

    :param variables: environment variables with known values.
    """
    found = [part if isinstance(part, str) else _find_value(part, variables) for part in parts]
    texts = [text for text in found if text is not None]
    return "".join(texts) if len(texts) == len(found) else None


def _find_value(reference: Reference, variables: Mapping[str, str]) -> str | None:
    name = find_plain_text(reference.name)
    if reference.kind == "env" and name is not None and variables.get(name):
        return variables[name]
    return None if reference.default is None else find_known_text(reference.default, variables)


class _Frame:
    """An open reference, or the whole text."""

    def __init__(self, start: int = 0) -> None:
        self.start = start
        self.parts: list[str | Reference] = []


def parse_references(text: str, *, any_name: bool = True) -> ParsedText:
    """Return the text split into plain text and references.

    Example::

        >>> parse_references("http://${env:HOST}/").parts[1].name
        ('HOST',)

    :param any_name: whether every ``${`` begins a reference, and not only those with a kind.
    """
    frames = [_Frame()]
    done = 0
    for match in re.finditer(_SIGN, text):
        sign, start, end = match[0], match.start(), match.end()
        is_text = len(frames) == 1 if sign == "}" else not (any_name or text.startswith(_BEGINNINGS, end))
        if is_text:
            continue
        frames[-1].parts.append(text[done:start])
        done = end
        if sign == "$${":
            frames[-1].parts.append("${")
        elif sign == "${":
            if len(frames) > _DEPTH:
                return ParsedText((), ("references can be nested only one level deep",))
            frames.append(_Frame(start))
        else:
            frame = frames.pop()
            frames[-1].parts.append(_make_reference(text[frame.start : end], frame))
    if len(frames) > 1:
        opening = "${" if any_name else text[frames[-1].start :].partition(":")[0] + ":"
        return ParsedText((), (f"'{opening}' without '}}'; write '${opening}' for plain text",))
    frames[0].parts.append(text[done:])
    return ParsedText(_merge(frames[0].parts))


def _merge(parts: list[str | Reference]) -> Parts:
    """Return the parts with neighbouring texts joined and empty texts removed."""
    merged: list[str | Reference] = []
    texts: list[str] = []
    for part in (*parts, None):
        if isinstance(part, str):
            texts.append(part)
            continue
        if text := "".join(texts):
            merged.append(text)
        texts = []
        if part is not None:
            merged.append(part)
    return tuple(merged)


def _make_reference(spelling: str, frame: _Frame) -> Reference:
    parts = _merge(frame.parts)
    first = parts[0] if parts else ""
    kind = first.partition(":")[0] if isinstance(first, str) and first.startswith(_BEGINNINGS) else ""
    if not kind or not isinstance(first, str):
        return Reference(spelling, frame.start, "", parts, None)
    parts = (first[len(kind) + 1 :], *parts[1:])
    for index, part in enumerate(parts):
        if isinstance(part, str) and _DEFAULT_SIGN in part:
            before, _, after = part.partition(_DEFAULT_SIGN)
            name = _merge([*parts[:index], before])
            return Reference(spelling, frame.start, kind, name, _merge([after, *parts[index + 1 :]]))
    return Reference(spelling, frame.start, kind, _merge(list(parts)), None)


def has_reference(text: str) -> bool:
    """Return whether a text has a reference that is valid in every section.

    Example::

        >>> has_reference("${env:PORT}"), has_reference("${name}")
        (True, False)
    """
    return any(f"${{{beginning}" in text for beginning in _BEGINNINGS)


def double_references(text: str) -> str:
    """Return a literal text, escaped so that no section but a Django application's finds a reference in it.

    Example::

        >>> double_references("${env:A} ${name}")
        '$${env:A} ${name}'
    """
    for beginning in _BEGINNINGS:
        text = text.replace(f"${{{beginning}", f"$${{{beginning}")
    return text
