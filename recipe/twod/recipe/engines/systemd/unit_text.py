"""The text of unit files: sections, words and quotes, by the rules of systemd.syntax(7) and systemd.service(5)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

#: Words that need no quotes.
_PLAIN = re.compile(r"[A-Za-z0-9_./:,@=+-]+")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}

#: The options of a section, in order; a name may occur several times.
UnitOptions = Sequence[tuple[str, str]]


def escape_specifiers(text: str) -> str:
    """Return a text with each ``%`` escaped, for options that allow no quotes."""
    return text.replace("%", "%%")


def quote_unit_word(text: str) -> str:
    """Return a word of an option that takes several.

    >>> quote_unit_word("100 %")
    '"100 %%"'
    """
    if _PLAIN.fullmatch(text):
        return text
    escaped = re.sub(r'["\\\x00-\x1f\x7f]', lambda found: _escape(found[0]), text)
    return f'"{escape_specifiers(escaped)}"'


def _escape(character: str) -> str:
    return _ESCAPES.get(character) or f"\\x{ord(character):02x}"


def quote_unit_words(words: Iterable[str]) -> str:
    """Return the value of an option that takes several words."""
    return " ".join(map(quote_unit_word, words))


def quote_unit_command(words: Iterable[str]) -> str:
    """Return a command line with each ``$`` escaped.

    >>> quote_unit_command(["/srv/shop/bin/manage-prod", "charge", "5$"])
    '/srv/shop/bin/manage-prod charge "5$$"'
    """
    return " ".join(quote_unit_word(word).replace("$", "$$") for word in words)


def render_unit(sections: Mapping[str, UnitOptions]) -> str:
    """Return the text of a unit."""
    blocks = ("".join(f"{name}={value}\n" for name, value in options) for options in sections.values())
    return "\n".join(f"[{header}]\n{block}" for header, block in zip(sections, blocks, strict=True))
