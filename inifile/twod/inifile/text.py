"""The text of an ini: written so that PasteDeploy reads every value unchanged, and read back to prove it.

PasteDeploy's parser drops lines of a value that look like comments, and the blanks at both ends of each line. A
reference to an empty option of ``[DEFAULT]``, the guard, protects them; it works for every reader of the ini.
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

    :param name: the option's name.
    :param value: the text that PasteDeploy should return; ``%(here)s`` in it means the ini's directory.
    :param place: the place in the configuration that caused the entry, for an error.
    :param source: the source for a comment above the entry; None for no comment.
    :param is_raw: whether the reader of this entry reads it without interpolation.
    """

    name: str
    value: str
    place: Place = Place()
    source: str | None = None
    is_raw: bool = False

    @property
    def is_asked_for(self) -> bool:
        """Whether the configuration asked for the entry; False if it is in every ini."""
        return self.place != Place()

    def problem(self, message: str) -> Problem:
        """Return a problem with this entry."""
        return self.place.problem(message)


class Section(NamedTuple):
    """A section of the ini with its entries in their order."""

    header: str
    entries: Sequence[Entry]


def _escape(value: str) -> str:
    """Return `value` escaped for PasteDeploy's parser, without the indentation of further lines."""
    doubled = HERE.join(text.replace("%", "%%") for text in value.split(HERE))
    first, *rest = doubled.split("\n")
    lines = [
        _guard(first, needs_guard=_is_stripped(first)),
        *(_guard(line, needs_guard=_is_lost(line)) for line in rest),
    ]
    return "\n".join(lines)


def _is_stripped(line: str) -> bool:
    """Return whether the parser would strip the ends of a line."""
    return line != line.strip()


def _is_lost(line: str) -> bool:
    """Return whether the parser would drop or change a line of a value."""
    return not line or _is_stripped(line) or line.startswith(("#", ";"))


def _guard(line: str, *, needs_guard: bool) -> str:
    """Return the line with its ends protected where necessary."""
    if not needs_guard:
        return line
    return f"{_GUARD}{line}{_GUARD}" if line != line.rstrip() else f"{_GUARD}{line}"


def write_lines(name: str, raw: str) -> list[str]:
    r"""Return the lines of an option.

    Example::

        >>> write_lines("MIDDLEWARE", "\\na.A\\nb.B")
        ['MIDDLEWARE =', '    a.A', '    b.B']

    :param raw: the value as the ini should have it, with ``%(name)s`` and ``%%``.
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

    :param path: the ini's path: PasteDeploy fails on a ``%`` in it unless the ini has the path as an option.
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
    """Read an ini as PasteDeploy will, and return each entry that does not come out as meant, with the reason.

    :param path: the path that the ini will have.
    :param text: the whole ini.
    :param sections: the sections that the text was made of.
    """
    # A run of buildout that changes nothing does not need PasteDeploy.
    from paste.deploy.loadwsgi import NicerConfigParser  # noqa: PLC0415 - see above

    here = str(path.parent)
    parser = NicerConfigParser(str(path), defaults={"here": here, "__file__": str(path)})
    parser.optionxform = str
    foreign = [entry for entry in _iterate_entries(sections) if _is_foreign(entry)]
    if foreign:
        return [(entry, "not valid UTF-8 text") for entry in foreign]
    # PasteDeploy reads files in text mode, in which a carriage return ends a line.
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
                wrong.append((entry, "an ini cannot hold this text: PasteDeploy would read a different text"))
    return wrong


def _iterate_entries(sections: Iterable[Section]) -> Iterator[Entry]:
    return (entry for section in sections for entry in section.entries)


def _is_foreign(entry: Entry) -> bool:
    """Return whether an entry has bytes that are not text; Python keeps them as surrogates."""
    return re.search("[\ud800-\udfff]", entry.name + entry.value) is not None


def _find_suspects(sections: Sequence[Section]) -> list[Entry]:
    """Return the entries that may make an ini unreadable, by their names and line ends; all if there is no suspect."""
    entries = list(_iterate_entries(sections))
    return [entry for entry in entries if re.search(r"[\s=:\[\]]", entry.name) or "\r" in entry.value] or entries
