"""Lines that the migration of a buildout does not change and that the user has to check."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from twod.inifile.problems import Place, Report
from twod.recipe.migrate.cfg_text import CfgText
from twod.recipe.migrate.new_names import NewNames

#: Directories with results of buildout, or with code of others.
_OTHERS = frozenset({"bin", "develop-eggs", "eggs", "node_modules", "parts", "var", "venv"})

#: A larger file, in bytes, is taken for data.
_TOO_LONG = 200_000

#: Arguments of a management script that have no meaning any more, and the cures.
_GONE = {
    "run_gunicorn": "gunicorn has removed this command; run bin/serve-ENVIRONMENT",
    "runfcgi": "Django has removed this command; run bin/serve-ENVIRONMENT",
    "--settings": "the script has its settings; remove --settings",
}


def find_leftovers(
    files: Mapping[Path, CfgText], names: NewNames, ours: Collection[str], directory: Path, report: Report
) -> None:
    """Report the lines with names that change or disappear.

    :param files: the files of the buildout, with all unambiguous names changed.
    :param names: the names that change.
    :param ours: the sections of the old parts.
    :param directory: the folder of the other files.
    :param report: gets a warning for each line.
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
    """Return the words of a line that change, with their new forms. Other words may be secrets, or very long."""
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
    """Return the lines of a file, or an empty list if it is not text."""
    try:
        if not file.is_file() or file.stat().st_size > _TOO_LONG:
            return []
        return file.read_bytes().decode().splitlines()
    except (OSError, ValueError):
        return []
