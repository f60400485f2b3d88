"""Which of the notations an ini is in."""

from __future__ import annotations

from collections.abc import Mapping

from twod.inifile.problems import Report
from twod.inifile.reading import IniOption
from twod.wsgi.config.dialects.dialect import Dialect
from twod.wsgi.config.dialects.one import DialectOne, declares_dialect_one
from twod.wsgi.config.dialects.two import DialectTwo

DIALECT_OPTION = "twod.dialect"


def choose_dialect(variables: Mapping[str, IniOption], report: Report) -> Dialect:
    """Return the dialect that ``twod.dialect`` names, else 1 for an ini with declarations of 1.x, else 2."""
    option = variables.get(DIALECT_OPTION)
    number = option.text.strip() if option else "1" if declares_dialect_one(variables) else "2"
    if option and number not in ("1", "2"):
        report.error(option, f"expected 1 or 2, got {number!r}")
    return DialectOne(variables) if number == "1" else DialectTwo(variables)
