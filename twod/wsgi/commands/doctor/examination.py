"""What was examined on a machine, and what is wrong there."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import NamedTuple


class Ailment(NamedTuple):
    """One thing that will bite in production."""

    #: What was examined: the name of a setting, of a file, of a check.
    subject: str
    #: What is wrong with it.
    wrong: str
    #: What to do about it.
    cure: str
    #: The option that it comes from, as messages name it; empty when there is none.
    place: str = ""


class Examined(NamedTuple):
    """The result of one examination."""

    #: What was examined, in a word or two.
    name: str
    ailments: tuple[Ailment, ...] = ()


def list_examined(examined: Iterable[Examined]) -> Iterator[str]:
    r"""Yield a line for each examination that found nothing, and several for each ailment.

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
    """Return a JSON object: the names of what is well, and the ailments."""
    examined = list(examined)
    content = {
        "ok": [each.name for each in examined if not each.ailments],
        "ailments": [ailment._asdict() for each in examined for ailment in each.ailments],
    }
    return json.dumps(content, indent=2, ensure_ascii=False)
