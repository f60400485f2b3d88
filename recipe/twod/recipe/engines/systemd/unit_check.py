"""The check of units by systemd's program, before they are written."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

from twod.inifile.problems import HasPlace, Report
from twod.recipe.engines.program_check import run_program

SYSTEMD_ANALYZE = "systemd-analyze"

#: The program of a command; systemd checks that it exists.
_COMMAND = re.compile(r'^(Exec\w+=)(?:"(?:[^"\\\n]|\\.)*"|\S+)', re.MULTILINE)
#: The unit in a line of the output.
_UNIT = re.compile(r"\.(?:service|socket|target|timer|mount|path|slice|swap|scope|device|automount)\b")
#: A program that every machine has.
_STAND_IN = r"\1/bin/true"


def check_units(program: str, units: Mapping[str, str], place: HasPlace, report: Report) -> None:
    """Report each mistake that systemd finds in the units of a host.

    :param program: path of ``systemd-analyze``.
    :param units: each by the name of its file. Their programs may be missing on this machine.
    """
    with tempfile.TemporaryDirectory(prefix="twod-units-") as name:
        directory = Path(name)
        for file, text in units.items():
            # The written file has a comment as its first line, so line numbers agree.
            (directory / file).write_text(f"#\n{_COMMAND.sub(_STAND_IN, text)}", encoding="utf-8")
        checked = run_program([program, "verify", "--man=no", *(directory / file for file in units)])
    lines = dict.fromkeys(checked.text.splitlines())
    if checked.status and not any(map(_UNIT.search, lines)):
        report.warn(place, f"the units are not checked: {program} ended with status {checked.status}: {checked.text}")
    names = "|".join(map(re.escape, units))
    # systemd-analyze also reports mistakes in other units of this machine.
    for line in lines:
        if found := re.match(rf"(?:{re.escape(name)}/)?({names})(?::(\d+))?: (.*)", line):
            file, number, message = found.groups()
            report.error(place, f"{file}{f' line {number}' if number else ''}: {message}")
