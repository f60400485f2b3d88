"""The notation of today: a setting is read by its kind, and ``${…}`` refers to something."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from twod.inifile.problems import Report
from twod.inifile.reading import IniOption
from twod.wsgi.config.dialects.dialect import Fault


class DialectTwo:
    """How an ini of today reads its settings."""

    errors = frozenset({Fault.DEBUG, Fault.REMOVED, Fault.MISSPELT, Fault.SWALLOWED})
    expands_references = True
    module_wins = False

    def __init__(self, variables: Mapping[str, IniOption]) -> None:
        self._here = variables.get("here")

    def find_reader(self, _name: str) -> None:
        """Return None: the kind of a setting says how to read it."""

    def judge_text(self, option: IniOption, report: Report) -> None:
        """Warn of ``${here}`` in an ini that others use from another directory."""
        if "${here}" not in option.text or self._here is None or option.file is None:
            return
        if Path(option.file).parent != Path(self._here.text):
            message = "${here} is the directory of the ini that was loaded, %(here)s that of the file it stands in"
            report.warn(option, message)
