"""The edits of the files of a buildout, collected by file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from twod.recipe.migrate.cfg_text import CfgEdit, CfgHeader, CfgText
from twod.recipe.migrate.old_buildout import OptionPlace


class CfgEdits:
    """Edits of files; all of them are made at once.

    :param files: the files, in which lines may have been rewritten, but none added.
    """

    def __init__(self, files: Mapping[Path, CfgText]) -> None:
        self.files = files
        self._edits: dict[Path, list[CfgEdit]] = {}
        self._variables: dict[tuple[Path, CfgHeader, str], list[str]] = {}

    def get_lines(self, place: OptionPlace) -> tuple[str, ...]:
        """Return the lines of an option, without their ends."""
        lines = self.files[place.file].lines[place.option.start : place.option.end]
        return tuple(line.rstrip("\r\n") for line in lines)

    def replace(self, place: OptionPlace, lines: Iterable[str] = ()) -> None:
        """Put other lines in the place of an option; comments that stand between its lines stay."""
        comments = [line for line in self.get_lines(place)[1:] if line[:1] in ("#", ";")]
        self._add(place.file, CfgEdit(place.option.start, place.option.end, (*lines, *comments)))

    def change(self, place: OptionPlace, lines: Sequence[str]) -> None:
        """Put changed lines in the place of an option, the comments between them among them."""
        if tuple(lines) != self.get_lines(place):
            self._add(place.file, CfgEdit(place.option.start, place.option.end, tuple(lines)))

    def insert(self, file: Path, line: int, lines: Iterable[str]) -> None:
        """Put lines before the one with that index."""
        if added := tuple(lines):
            self._add(file, CfgEdit(line, line, added))

    def add_section(self, file: Path, header: CfgHeader, name: str, lines: Iterable[str]) -> None:
        """Put a section behind the piece of a section that a header begins."""
        self.insert(file, self.files[file].find_end(header), ("", f"[{name}]", *lines))

    def add_variable(self, file: Path, header: CfgHeader, section: str, lines: Iterable[str]) -> None:
        """Put an option into a section of variables, which comes behind the piece that the option was in."""
        self._variables.setdefault((file, header, section), []).extend(drop_comments(lines))

    def rename_section(self, section: str, name: str) -> None:
        """Write another name in the headers of a section; conditions and comments stay."""
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
    """Return the lines of an option that goes elsewhere; its comments stay where they are."""
    return tuple(line for line in lines if line[:1] not in ("#", ";"))
