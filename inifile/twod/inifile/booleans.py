"""The words for true and false, in an ini and in buildout.cfg alike."""

from __future__ import annotations

from twod.inifile.problems import BadValueError

_WORDS = dict.fromkeys(("true", "yes", "on", "1"), True) | dict.fromkeys(("false", "no", "off", "0"), False)


def read_boolean(text: str) -> bool:
    """Return True for ``true``, ``yes``, ``on`` or ``1``, False for ``false``, ``no``, ``off`` or ``0``, in any case.

    >>> read_boolean("On")
    True

    :raises BadValueError: for any other text.
    """
    try:
        return _WORDS[text.strip().lower()]
    except KeyError:
        raise BadValueError("true or false", text) from None
