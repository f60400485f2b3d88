"""Words of HAProxy's configuration, which are quoted as in a shell."""

from __future__ import annotations

import re
import shlex


def quote_argument(text: str) -> str:
    """Return a text as one word of HAProxy's configuration.

    >>> quote_argument("/etc/ssl/My shop.pem")
    "'/etc/ssl/My shop.pem'"

    :raises ValueError: when HAProxy has no spelling for it.
    """
    if re.search(r"[\x00-\x1f\x7f\ud800-\udfff]", text):
        raise ValueError(f"{text!r} has a control character, or one that UTF-8 lacks")
    return shlex.quote(text)


def quote_format(text: str) -> str:
    """Return a text as one word where HAProxy takes ``%`` for the beginning of a variable.

    :raises ValueError: when HAProxy has no spelling for it.
    """
    return quote_argument(text.replace("%", "%%"))
