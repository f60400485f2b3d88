"""Durations, read from text: ``90``, ``2.5``, ``90s``, ``0.5s``, ``5m``, ``1h30m``, ``14d``, ``2w``."""

from __future__ import annotations

import re

from twod.inifile.problems import BadValueError

_UNITS = r"(?i)(?=.)(?:([0-9]+)w)?(?:([0-9]+)d)?(?:([0-9]+)h)?(?:([0-9]+)m)?(?:([0-9]+)s)?"
_SECONDS = (604_800, 86_400, 3_600, 60, 1)
#: The most digits of a number; no duration needs more.
_LONGEST = 12


def find_whole_seconds(text: str) -> int | None:
    """Return the seconds in a text such as ``1h30m``; None for any other text.

    >>> find_whole_seconds("1h30m")
    5400
    """
    match = re.fullmatch(_UNITS, text)
    if match is None or max(len(digits or "") for digits in match.groups()) > _LONGEST:
        return None
    return sum(int(number or 0) * unit for number, unit in zip(match.groups(), _SECONDS, strict=True))


def read_duration(text: str) -> float:
    """Return the seconds in a text; units are optional, and plain seconds may have a fraction.

    >>> read_duration("0.5s"), read_duration("2"), read_duration("5m")
    (0.5, 2.0, 300.0)

    :raises BadValueError: if the text is not a duration.
    """
    text = text.strip()
    whole = find_whole_seconds(text)
    if whole is not None:
        return float(whole)
    if re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,12})?[sS]?", text):
        return float(text.rstrip("sS"))
    raise BadValueError("seconds, such as 2s, 0.5s or 5m", text)
