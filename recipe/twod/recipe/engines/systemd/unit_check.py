"""The units as systemd's own program sees them, before they are written."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

from twod.inifile.problems import HasPlace, Report
from twod.recipe.engines.program_check import run_program

SYSTEMD_ANALYZE = "systemd-analyze"

#: The program of a command, which systemd looks for.
_COMMAND = re.compile(r'^(Exec\w+=)(?:"(?:[^"\\\n]|\\.)*"|\S+)', re.MULTILINE)
#: The unit that a line is about.
_UNIT = re.compile(r"\.(?:service|socket|target|timer|mount|path|slice|swap|scope|device|automount)\b")
#: One that is on every machine.
_STAND_IN = r"\1/bin/true"


def check_units(program: str, units: Mapping[str, str], place: HasPlace, report: Report) -> None:
    """Report each mistake that systemd finds in the units of a host.

    :param program: ``systemd-analyze``.
    :param units: each by the name of its file. Their own programs may be on other machines alone.
    """
    with tempfile.TemporaryDirectory(prefix="twod-units-") as name:
        directory = Path(name)
        for file, text in units.items():
            # A comment is going to be its first line.
            (directory / file).write_text(f"#\n{_COMMAND.sub(_STAND_IN, text)}", encoding="utf-8")
        checked = run_program([program, "verify", "--man=no", *(directory / file for file in units)])
    lines = dict.fromkeys(checked.text.splitlines())
    if checked.status and not any(map(_UNIT.search, lines)):
        report.warn(place, f"the units are not checked: {program} ended with status {checked.status}: {checked.text}")
    names = "|".join(map(re.escape, units))
    # It reports mistakes in the units of this machine, too.
    for line in lines:
        if found := re.match(rf"(?:{re.escape(name)}/)?({names})(?::(\d+))?: (.*)", line):
            file, number, message = found.groups()
            report.error(place, f"{file}{f' line {number}' if number else ''}: {message}")
