"""``NAME += …`` and ``NAME -= …`` for settings that have no value in buildout.cfg.

zc.buildout would read the first as ``NAME = …`` and the second as ``NAME =``: an option that should add a middleware to
those of the settings module would leave the site with this one middleware. zc.buildout keeps no trace of the first
``+=`` in a section, so this module reads the file again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zc.buildout import buildout as zc_buildout
from zc.buildout import configparser

from twod.inifile.keys import has_operator
from twod.inifile.problems import Report
from twod.recipe.cfg.environments import Environment
from twod.recipe.cfg.provenance import get_annotated
from twod.recipe.private_names import get_private
from twod.recipe.run_memory import keep_for_run

#: zc.buildout's name for the place of an implicit value.
NOBODY = "IMPLICIT_VALUE"

_ADVICE = {"+": "append", "-": "remove"}


class Additions:
    """The ``+=`` and ``-=`` of a buildout.

    :param annotated: sections as zc.buildout annotates them: each option with its value and its history.
    """

    def __init__(self, annotated: Mapping[str, Mapping[str, Any]]) -> None:
        self._annotated = annotated
        self._files: dict[str, dict[str, dict[str, str]]] = {}

    def find_baseless(self, section: str, option: str) -> str | None:
        """Return the sign, ``+`` or ``-``, of an option that has no value to change; None if there is no such sign.

        :param section: the name of the last section that has the option.
        :param option: the option's name, without the sign.
        """
        options = self._annotated.get(section, {})
        if option not in options:
            sign = next((sign for sign in "+-" if f"{option} {sign}" in options), None)
            bases = options["<"].value.split() if sign and "<" in options else []
            found = [base for base in bases if self.is_written(base, option)]
            return self.find_baseless(found[-1], option) if found else sign
        history = options[option].history
        start = max(place for place, item in enumerate(history) if item.operation in ("SET", "OVERRIDE"))
        first, *rest = history[start:]
        if any(item.source == NOBODY for item in (first, *rest)):
            return "+" if any(item.operation == "ADD" for item in rest) else "-"
        return "+" if self.is_addition(first.source, section, option) else None

    def is_written(self, section: str, option: str) -> bool:
        """Return whether a section has an option, with or without a sign, or inherits it."""
        options = self._annotated.get(section, {})
        if any(name in options for name in (option, f"{option} +", f"{option} -")):
            return True
        return "<" in options and any(self.is_written(base, option) for base in options["<"].value.split())

    def is_addition(self, file: str, section: str, option: str) -> bool:
        """Return whether a file sets an option only by ``+=``."""
        if file not in self._files:
            self._files[file] = _read_sections(file)
        options = self._files[file].get(section, {})
        return f"{option} +" in options and option not in options


def _read_sections(file: str) -> dict[str, dict[str, str]]:
    """Return the sections of a configuration file; an empty dictionary for a URL or the command line."""
    try:
        with open(file, encoding="utf-8") as source:  # noqa: PTH123 - zc.buildout's name is a string, and may be a URL
            get_globals = get_private(zc_buildout, "_default_globals")  # the names for conditions of sections
            sections: dict[str, dict[str, str]] = configparser.parse(source, file, get_globals)
            return sections
    except OSError:
        return {}


def get_additions(buildout: Any) -> Additions:
    """Return the additions of a buildout."""
    return keep_for_run(buildout, "additions", lambda: Additions(get_annotated(buildout)))


def judge_additions(additions: Additions, environment: Environment, report: Report) -> None:
    """Report each ``+=`` or ``-=`` for a setting that has no value to change."""
    for name, written in environment.settings.items():
        sign = None if has_operator(name) else additions.find_baseless(written.place.section or "", name)
        if sign:
            message = (
                f"{sign}= finds no value in buildout's own files and would replace the whole setting; write "
                f"{name}.{_ADVICE[sign]} = … to change the value from the settings module or Django"
            )
            report.error(written, message)
