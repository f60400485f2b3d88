"""The choice of the dialect for an ini."""

from __future__ import annotations

from collections.abc import Mapping

from twod.inifile.problems import Report
from twod.inifile.reading import IniOption
from twod.inifile.variables import read_dialect
from twod.wsgi.config.dialects.dialect import Dialect
from twod.wsgi.config.dialects.two import DialectTwo


def choose_dialect(variables: Mapping[str, IniOption], report: Report) -> Dialect:
    """Return the dialect in ``twod.dialect``; without it, 1 for an ini that declares types as in 1.x, or else 2."""
    if read_dialect(variables, report) == 2:
        return DialectTwo()
    from twod.wsgi.config.dialects.one import DialectOne  # noqa: PLC0415 - only old inis need it

    return DialectOne(variables)
