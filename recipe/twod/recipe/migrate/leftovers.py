"""Lines that the move of a buildout leaves alone and that somebody has to look at."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from twod.inifile.problems import Place, Report
from twod.recipe.migrate.cfg_text import CfgText
from twod.recipe.migrate.new_names import NewNames

#: Directories with what a run of buildout makes, and with other people's code.
_OTHERS = frozenset({"bin", "develop-eggs", "eggs", "node_modules", "parts", "var", "venv"})

#: A file with more bytes is data.
_TOO_LONG = 200_000

#: Words behind a script for management commands that mean nothing here, and what to do instead.
_GONE = {
    "run_gunicorn": "gunicorn has no such command any more; run bin/serve-ENVIRONMENT",
    "runfcgi": "Django has no such command any more; run bin/serve-ENVIRONMENT",
    "--settings": "the script has its settings; leave --settings out",
}


def find_leftovers(
    files: Mapping[Path, CfgText], names: NewNames, ours: Collection[str], directory: Path, report: Report
) -> None:
    """Report the lines with what is called differently, or is gone.

    :param files: the files of the buildout, with the new names where these are certain.
    :param names: what is called differently.
    :param ours: the sections of the parts themselves.
    :param directory: where the other files are.
    :param report: gets a warning for each.
    """
    for file, text in files.items():
        for option in text.options:
            if option.section not in ours:
                for number in range(option.start, option.end):
                    place = Place(str(file), number + 1, option.section, option.name)
                    _judge_line(text.lines[number], place, names, report)
    for file in _list_files(directory):
        if file not in files:
            for number, line in enumerate(_read_lines(file), 1):
                for old, new in _find_renamed(line, names).items():
                    report.warn(Place(str(file), number), f"write {new} for {old}")


def _find_renamed(line: str, names: NewNames) -> dict[str, str]:
    """Return the words of a line that change, with the new ones; the others may be secrets, and very long."""
    pairs = zip(line.split(), names.rewrite(line).split(), strict=True)
    return {old: new for old, new in pairs if old != new}


def _judge_line(line: str, place: Place, names: NewNames, report: Report) -> None:
    for name in names.find_doubtful(line):
        report.warn(place, f"bin/{name} is now bin/{names.scripts[name]}; change the line if it means that script")
    for word, message in _GONE.items():
        if re.search(rf"(?<![\w-]){word}(?![\w-])", line):
            report.warn(place, message)


def _list_files(directory: Path) -> Iterator[Path]:
    """Yield the files that may call scripts."""
    for folder, folders, names in os.walk(directory):
        folders[:] = sorted(name for name in folders if name not in _OTHERS and not name.startswith("."))
        yield from (Path(folder, name) for name in sorted(names) if not name.startswith("."))


def _read_lines(file: Path) -> list[str]:
    """Return the lines of a file; none of what is no text."""
    try:
        if not file.is_file() or file.stat().st_size > _TOO_LONG:
            return []
        return file.read_bytes().decode().splitlines()
    except (OSError, ValueError):
        return []
