"""Values with references, made safe to show."""

from __future__ import annotations

from twod.inifile.reference_syntax import Reference, parse_references
from twod.inifile.secrets import HIDDEN


def hide_references(text: str) -> str:
    """Return a text with each reference replaced by its default, or by ``<hidden>`` if it has no default.

    Example::

        >>> hide_references("smtp://shop:${env:PW}@${env:MX:-localhost}")
        'smtp://shop:<hidden>@localhost'
    """
    pieces: list[str] = []
    done = 0
    for part in parse_references(text).parts:
        if isinstance(part, Reference):
            pieces += [text[done : part.start], _hide(part)]
            done = part.start + len(part.spelling)
    return "".join([*pieces, text[done:]])


def _hide(part: str | Reference) -> str:
    if isinstance(part, str):
        return part
    return "".join(map(_hide, part.default or ())) or HIDDEN
