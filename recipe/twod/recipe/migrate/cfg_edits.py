"""The edits of the files of a buildout, collected by file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from twod.recipe.migrate.cfg_text import CfgEdit, CfgHeader, CfgText
from twod.recipe.migrate.old_buildout import OptionPlace


class CfgEdits:
    """Edits of files, which are all made at once.

    :param files: the files; some lines may have been rewritten, but no line added.
    """

    def __init__(self, files: Mapping[Path, CfgText]) -> None:
        self.files = files
        self._edits: dict[Path, list[CfgEdit]] = {}
        self._variables: dict[tuple[Path, CfgHeader, str], list[str]] = {}

    def get_lines(self, place: OptionPlace) -> tuple[str, ...]:
        """Return the lines of an option, without line ends."""
        lines = self.files[place.file].lines[place.option.start : place.option.end]
        return tuple(line.rstrip("\r\n") for line in lines)

    def replace(self, place: OptionPlace, lines: Iterable[str] = ()) -> None:
        """Replace the lines of an option; comments between them stay."""
        comments = [line for line in self.get_lines(place)[1:] if line[:1] in ("#", ";")]
        self._add(place.file, CfgEdit(place.option.start, place.option.end, (*lines, *comments)))

    def change(self, place: OptionPlace, lines: Sequence[str]) -> None:
        """Replace the lines of an option, together with the comments between them."""
        if tuple(lines) != self.get_lines(place):
            self._add(place.file, CfgEdit(place.option.start, place.option.end, tuple(lines)))

    def insert(self, file: Path, line: int, lines: Iterable[str]) -> None:
        """Insert lines before the line with an index."""
        if added := tuple(lines):
            self._add(file, CfgEdit(line, line, added))

    def add_section(self, file: Path, header: CfgHeader, name: str, lines: Iterable[str]) -> None:
        """Insert a section after the part of a section that a header begins."""
        self.insert(file, self.files[file].find_end(header), ("", f"[{name}]", *lines))

    def add_variable(self, file: Path, header: CfgHeader, section: str, lines: Iterable[str]) -> None:
        """Write an option into a section of variables, after the part of the section where the option was."""
        self._variables.setdefault((file, header, section), []).extend(drop_comments(lines))

    def rename_section(self, section: str, name: str) -> None:
        """Rename a section in its headers; conditions and comments stay."""
        for file, text in self.files.items():
            for header in text.headers:
                if header.section == section:
                    line = text.lines[header.line].rstrip("\r\n").replace(section, name, 1)
                    self._add(file, CfgEdit(header.line, header.line + 1, (line,)))

    def _add(self, file: Path, edit: CfgEdit) -> None:
        self._edits.setdefault(file, []).append(edit)

    def make_texts(self) -> dict[Path, str]:
        """Return the new text of each file."""
        for (file, header, section), lines in self._variables.items():
            self.add_section(file, header, section, lines)
        self._variables.clear()
        return {file: text.edit(self._edits.get(file, ())) for file, text in self.files.items()}


def drop_comments(lines: Iterable[str]) -> tuple[str, ...]:
    """Return the lines of an option that moves; its comments stay at the old place."""
    return tuple(line for line in lines if line[:1] not in ("#", ";"))
