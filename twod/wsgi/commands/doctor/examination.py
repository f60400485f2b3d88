"""The results of the doctor's examinations."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import NamedTuple


class Ailment(NamedTuple):
    """A fault that causes trouble in production."""

    #: The name of the setting, file or check.
    subject: str
    #: The fault.
    wrong: str
    #: How to fix it.
    cure: str
    #: Where the option is set, as messages name it; empty if no option is at fault.
    place: str = ""


class Examined(NamedTuple):
    """The result of one examination."""

    #: The subject of the examination, in a word or two.
    name: str
    ailments: tuple[Ailment, ...] = ()


def list_examined(examined: Iterable[Examined]) -> Iterator[str]:
    r"""Yield one line for each examination without faults, and two lines for each fault.

    Example::

        >>> print("\n".join(list_examined([Examined("disk"), Examined("debug", (Ailment("DEBUG", "on", "off"),))])))
        ok       disk
        wrong    DEBUG: on
                 cure: off
    """
    for each in examined:
        if not each.ailments:
            yield f"ok       {each.name}"
        for ailment in each.ailments:
            place = f" ({ailment.place})" if ailment.place else ""
            yield f"wrong    {ailment.subject}: {ailment.wrong}{place}"
            yield f"         cure: {ailment.cure}"


def write_examined_json(examined: Iterable[Examined]) -> str:
    """Return a JSON object with the names of the passed examinations and with the faults."""
    examined = list(examined)
    content = {
        "ok": [each.name for each in examined if not each.ailments],
        "ailments": [ailment._asdict() for each in examined for ailment in each.ailments],
    }
    return json.dumps(content, indent=2, ensure_ascii=False)
