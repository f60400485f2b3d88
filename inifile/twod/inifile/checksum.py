"""The marks of a file that twod.recipe wrote: the part that it is for, and a checksum that shows a later change."""

from __future__ import annotations

import hashlib
import re

#: How text that UTF-8 does not have is kept until it is refused.
UNREADABLE = "surrogateescape"

_MARKER = re.compile(r"^\ufeff?# Made by twod\.recipe for the part \[([^\]\n]+)\]", re.MULTILINE)
_CHECKSUM = re.compile(r"^# Checksum: ([0-9a-f]+)\r?\n", re.MULTILINE)


def make_marker(part: str, source: str) -> str:
    """Return the comment line that makes a file ours.

    :param part: name of the buildout part.
    :param source: the configuration file that holds the part.
    """
    return f"# Made by twod.recipe for the part [{part}] of {source}; buildout overwrites what is changed here."


def find_part(text: str) -> str | None:
    """Return the part that a file was made for by its marker; None when it is not one of ours."""
    found = _MARKER.search(text)
    return found[1] if found else None


def add_checksum(text: str) -> str:
    """Return `text` with a checksum of itself under its first line."""
    first, newline, rest = text.partition("\n")
    return f"{first}{newline}# Checksum: {_compute_checksum(text)}\n{rest}"


def _compute_checksum(text: str) -> str:
    return hashlib.sha256(text.encode(errors=UNREADABLE)).hexdigest()[:16]


def is_edited(text: str) -> bool:
    """Return whether a text that :func:`add_checksum` made was changed since, by an editor's line ends for one.

    A text that is not one of ours is nobody's to keep.
    """
    found = _CHECKSUM.search(text)
    if found is None:
        return find_part(text) is not None
    return _compute_checksum(text[: found.start()] + text[found.end() :]) != found[1]
