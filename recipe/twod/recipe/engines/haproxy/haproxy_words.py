"""Words of HAProxy's configuration, which are quoted as in a shell."""

from __future__ import annotations

import shlex

from twod.recipe.engines.front_text import check_characters


def quote_argument(text: str) -> str:
    """Return a text as one word of HAProxy's configuration.

    >>> quote_argument("/etc/ssl/My shop.pem")
    "'/etc/ssl/My shop.pem'"

    :raises ValueError: when HAProxy has no spelling for it.
    """
    return shlex.quote(check_characters(text))


def quote_format(text: str) -> str:
    """Return a text as one word where HAProxy takes ``%`` for the beginning of a variable.

    :raises ValueError: when HAProxy has no spelling for it.
    """
    return quote_argument(text.replace("%", "%%"))
