"""Words of HAProxy's configuration, quoted as in a shell."""

from __future__ import annotations

import shlex

from twod.recipe.engines.front_text import check_characters


def quote_argument(text: str) -> str:
    """Return a text as one word of HAProxy's configuration.

    >>> quote_argument("/etc/ssl/My shop.pem")
    "'/etc/ssl/My shop.pem'"

    :raises ValueError: if HAProxy cannot represent it.
    """
    return shlex.quote(check_characters(text))


def quote_format(text: str) -> str:
    """Return a text as one word, in a place where ``%`` begins a variable.

    :raises ValueError: if HAProxy cannot represent it.
    """
    return quote_argument(text.replace("%", "%%"))
