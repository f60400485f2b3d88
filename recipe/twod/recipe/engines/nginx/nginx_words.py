"""Words of nginx's configuration, quoted where necessary; texts that nginx cannot represent are errors."""

from __future__ import annotations

import re
from collections.abc import Iterable

from twod.recipe.engines.front_text import check_characters

#: Words without need of quotes. A ``~`` or ``=`` at the beginning would be an operator of ``location``.
_BARE = r"[A-Za-z0-9/_.:+%@*\[\]-][A-Za-z0-9/_.:+%@*\[\]~=,-]*"


def quote_word(text: str) -> str:
    r"""Return a text as one word of nginx's configuration.

    >>> quote_word("/srv/shop/static/")
    '/srv/shop/static/'
    >>> quote_word("/srv/My Shop; 1/")
    '"/srv/My Shop; 1/"'

    :raises ValueError: if nginx cannot represent it.
    """
    check_word(text)
    if re.fullmatch(_BARE, text):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def check_word(text: str) -> str:
    """Return a text if nginx can represent it as a word.

    :raises ValueError: if it cannot.
    """
    if not text:
        raise ValueError("is empty")
    if "$" in text:
        raise ValueError(f"{text!r} has a $, which begins a variable in nginx")
    return check_characters(text)


def make_block(head: str, lines: Iterable[str]) -> list[str]:
    """Return the lines of a block, its content indented by four spaces."""
    return [f"{head} {{", *(f"    {line}" if line else "" for line in lines), "}"]
