"""Values of supervisor's configuration, which it parses in three steps: as an ini, by ``%``, and as words."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable

#: The beginning of a comment after other text on a line.
_COMMENT = re.compile(r"(?<=\s)(?=[;#])")
#: supervisor replaces it before it looks for ``%%``.
_HERE = "%(here)s"


def quote_program_command(words: Iterable[str]) -> str:
    """Return a command line.

    >>> quote_program_command(["/srv/shop/bin/manage-prod", "charge", "5 %"])
    "/srv/shop/bin/manage-prod charge '5 %%'"
    """
    return " ".join(map(_quote_program_word, words))


def _quote_program_word(word: str) -> str:
    quoted = shlex.quote(word)
    # An empty pair of quotes does not change the word, but splits text that supervisor would interpret.
    quoted = _COMMENT.sub("''", quoted).replace(_HERE, "%(he''re)s")
    return quoted.replace("%", "%%")


def quote_program_variables(variables: Iterable[tuple[str, str]]) -> str:
    """Return the value of ``environment``.

    >>> quote_program_variables([("PORT", "8081")])
    'PORT="8081"'

    :raises ValueError: for a value that supervisor cannot read.
    """
    return ",".join(f"{name}={_quote_program_value(name, value)}" for name, value in variables)


def _quote_program_value(name: str, value: str) -> str:
    # supervisor strips both kinds of quotes at both ends, and has no escapes.
    has_edge = value != value.strip("\"'") or ('"' in value and "'" in value)
    if has_edge or _HERE in value or _COMMENT.search(value) or not value.isprintable():
        raise ValueError(f"supervisor cannot represent the value of {name}, {value!r}")
    quote = "'" if '"' in value else '"'
    return f"{quote}{escape_percent(value)}{quote}"


def escape_percent(text: str) -> str:
    """Return a text with each ``%`` escaped."""
    return text.replace("%", "%%")
