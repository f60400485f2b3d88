"""Values of supervisor's configuration, which it reads in several steps: as an ini, by ``%``, and as words."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable

#: Begins a comment in the midst of a line.
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
    # Quotes that end and begin again are none in the word, and part what supervisor would take for something else.
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
    # It strips quotes of both kinds at both ends, and knows no escapes.
    has_edge = value != value.strip("\"'") or ('"' in value and "'" in value)
    if has_edge or _HERE in value or _COMMENT.search(value) or not value.isprintable():
        raise ValueError(f"supervisor cannot pass on the value of {name}, {value!r}")
    quote = "'" if '"' in value else '"'
    return f"{quote}{escape_percent(value)}{quote}"


def escape_percent(text: str) -> str:
    """Return a text in which no ``%`` refers to anything."""
    return text.replace("%", "%%")
