"""The text of an ini: written so that PasteDeploy reads every value as it was meant, and read back to prove it.

PasteDeploy's parser drops what looks like a comment on a further line of a value, and the blanks at the ends of each
line. An empty option of ``[DEFAULT]`` that is interpolated there keeps them, whatever reads the ini.
"""

from __future__ import annotations

import configparser
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from twod.inifile.problems import Place, Problem

GUARD_OPTION = "twod.guard"
_GUARD = f"%({GUARD_OPTION})s"
HERE = "%(here)s"


class Entry(NamedTuple):
    """An option of the ini.

    :param name: its name.
    :param value: the text that PasteDeploy shall return, except that ``%(here)s`` means the ini's directory.
    :param place: where somebody asked for it, for an error.
    :param source: the source that a comment above it names; None for no comment.
    :param is_raw: whether the reader of this entry does not interpolate it.
    """

    name: str
    value: str
    place: Place = Place()
    source: str | None = None
    is_raw: bool = False

    @property
    def is_asked_for(self) -> bool:
        """Whether somebody asked for it, and it was not added as a matter of course."""
        return self.place != Place()

    def problem(self, message: str) -> Problem:
        """Return a problem with this entry."""
        return self.place.problem(message)


class Section(NamedTuple):
    """A section of the ini with its entries in their order."""

    header: str
    entries: Sequence[Entry]


def _escape(value: str) -> str:
    """Return the lines that PasteDeploy's parser reads `value` from, except for the indentation of the further ones."""
    doubled = HERE.join(text.replace("%", "%%") for text in value.split(HERE))
    first, *rest = doubled.split("\n")
    lines = [
        _guard(first, needs_guard=_is_stripped(first)),
        *(_guard(line, needs_guard=_is_lost(line)) for line in rest),
    ]
    return "\n".join(lines)


def _is_stripped(line: str) -> bool:
    """Return whether the parser takes something off the ends of a line."""
    return line != line.strip()


def _is_lost(line: str) -> bool:
    """Return whether the parser does not keep a line of a value as it is."""
    return not line or _is_stripped(line) or line.startswith(("#", ";"))


def _guard(line: str, *, needs_guard: bool) -> str:
    """Return the line, its ends made safe where they need it."""
    if not needs_guard:
        return line
    return f"{_GUARD}{line}{_GUARD}" if line != line.rstrip() else f"{_GUARD}{line}"


def write_lines(name: str, raw: str) -> list[str]:
    r"""Return the lines of an option.

    Example::

        >>> write_lines("MIDDLEWARE", "\\na.A\\nb.B")
        ['MIDDLEWARE =', '    a.A', '    b.B']

    :param raw: its value, with ``%(name)s`` and ``%%`` as the ini is to have them.
    """
    first, *others = raw.split("\n")
    return [f"{name} = {first}".rstrip(), *(f"    {line}" for line in others)]


def _render_section(section: Section) -> str:
    lines = [f"[{section.header}]"]
    source: str | None = None
    for entry in section.entries:
        if entry.source not in (None, source):
            lines.append(f"# [{entry.source}]")
            source = entry.source
        lines += write_lines(entry.name, entry.value if entry.is_raw else _escape(entry.value))
    return "".join(f"{line}\n" for line in lines)


def render_ini(path: Path, comments: Sequence[str], sections: Sequence[Section]) -> str:
    """Return the whole text of an ini.

    :param path: where it will be: PasteDeploy fails on a ``%`` in its own path unless the ini spells it.
    :param comments: the first lines.
    :param sections: in their order; the first one is ``[DEFAULT]``.
    """
    first, *rest = sections
    helpers = []
    if "%" in str(path):
        helpers += [Entry("here", str(path.parent)), Entry("__file__", str(path))]
    body = "\n".join(_render_section(section) for section in rest)
    if _GUARD in body:
        helpers.append(Entry(GUARD_OPTION, ""))
    top = _render_section(Section(first.header, [*first.entries, *helpers]))
    return "\n".join([*comments, "", top, body])


def find_misread(path: Path, text: str, sections: Sequence[Section]) -> list[tuple[Entry, str]]:
    """Read an ini as PasteDeploy will, and return each entry that does not come out as it was meant, and why.

    :param path: where the ini will be.
    :param text: the whole ini.
    :param sections: what it was made of.
    """
    # A run of buildout that changes nothing reads nothing back, and does without PasteDeploy.
    from paste.deploy.loadwsgi import NicerConfigParser  # noqa: PLC0415 - a run that changes nothing needs none

    here = str(path.parent)
    parser = NicerConfigParser(str(path), defaults={"here": here, "__file__": str(path)})
    parser.optionxform = str
    foreign = [entry for entry in _iterate_entries(sections) if _is_foreign(entry)]
    if foreign:
        return [(entry, "not a text that UTF-8 can hold") for entry in foreign]
    # A file is read in text mode, where a carriage return ends a line.
    lines = io.StringIO(text, newline=None)
    try:
        parser.read_file(lines)
    except configparser.Error as error:
        return [(entry, f"PasteDeploy cannot read the ini: {error}") for entry in _find_suspects(sections)]
    wrong = []
    for section in sections:
        for entry in section.entries:
            meant = entry.value if entry.is_raw else entry.value.replace(HERE, here)
            try:
                got = parser.get(section.header, entry.name, raw=entry.is_raw)
            except configparser.Error as error:
                wrong.append((entry, f"PasteDeploy cannot read it: {error}"))
                continue
            if got != meant:
                wrong.append((entry, "an ini cannot hold this text: PasteDeploy would read another one"))
    return wrong


def _iterate_entries(sections: Iterable[Section]) -> Iterator[Entry]:
    return (entry for section in sections for entry in section.entries)


def _is_foreign(entry: Entry) -> bool:
    """Return whether an entry came from bytes that are no text, which Python keeps as surrogates."""
    return re.search("[\ud800-\udfff]", entry.name + entry.value) is not None


def _find_suspects(sections: Sequence[Section]) -> list[Entry]:
    """Return the entries that an ini cannot be read with, from their names and line ends; all when none looks so."""
    entries = list(_iterate_entries(sections))
    return [entry for entry in entries if re.search(r"[\s=:\[\]]", entry.name) or "\r" in entry.value] or entries
