"""An ini file with the line of every option.

PasteDeploy reads inis with ConfigParser, so we read them with it, too, and get the same result. Two public hooks give
us the lines: ConfigParser reads from an iterator, which counts, and stores options in dictionaries of a type that we
choose, which remember the count.
"""

from __future__ import annotations

import configparser
import io
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from twod.inifile.file_advice import advise_on_path
from twod.inifile.problems import ConfigurationError, HasPlace, Place, Problem, Report

DEFAULT_SECTION = "DEFAULT"
# [DEFAULT] is read as a section like any other, to keep its options apart from a section's own.
_NO_DEFAULT_SECTION = "\0"
_INTERPOLATION = configparser.BasicInterpolation()


class IniOption(NamedTuple):
    """An option and its place."""

    #: The name as written in the file.
    name: str
    #: The text as written, or with each ``%(name)s`` replaced, as PasteDeploy passes it to a factory.
    text: str
    #: Absolute path of the file; None for a variable from outside the file.
    file: str | None
    #: The line on which the option begins, counted from 1.
    line: int | None
    #: Name of the section, without brackets.
    section: str | None

    def problem(self, message: str) -> Problem:
        """Return a problem with this option."""
        return Problem(self.file, self.line, self.section, self.name, message)


class _CountingLines:
    def __init__(self, text: str) -> None:
        self.number = 0
        self._lines = io.StringIO(text, newline=None)

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            self.number += 1
            yield line


class _OptionLines(dict[str, object]):
    """The dictionary in which ConfigParser stores a section's options; it remembers the line of each option."""

    def __init__(self, lines: _CountingLines) -> None:
        super().__init__()
        self._lines = lines
        self.numbers: dict[str, int] = {}
        self.duplicates: list[tuple[str, int, int]] = []

    def __setitem__(self, key: str, value: object) -> None:
        # While it reads, ConfigParser stores a list of lines; it joins them to one string in the end.
        if isinstance(value, list):
            if key in self.numbers:
                self.duplicates.append((key, self._lines.number, self.numbers[key]))
            self.numbers[key] = self._lines.number
        super().__setitem__(key, value)


class IniFile:
    r"""The sections of one file, and their options as written.

    Example::

        >>> file = IniFile("/srv/prod.ini", "[app:main]\nuse = egg:shop\n", Report())
        >>> file.sections["app:main"]["use"]
        IniOption(name='use', text='egg:shop', file='/srv/prod.ini', line=2, section='app:main')
    """

    def __init__(self, path: str, text: str, report: Report) -> None:
        """Read a text.

        :param path: absolute path of the file that has this text, or will have it.
        :param report: collects lines that ConfigParser cannot read, and options and sections that occur twice.
        """
        #: Absolute path of the file.
        self.path = path
        lines = _CountingLines(text)
        created: list[_OptionLines] = []

        def make_section() -> _OptionLines:
            created.append(_OptionLines(lines))
            return created[-1]

        # typeshed requires a class; a function that returns dictionaries is enough.
        self._parser: configparser.RawConfigParser = configparser.RawConfigParser(  # type: ignore[call-overload]
            dict_type=make_section,
            default_section=_NO_DEFAULT_SECTION,
            strict=False,
        )
        self._parser.optionxform = str
        created.clear()
        self._read(lines, report)
        #: The options by section and name, without those of ``[DEFAULT]``.
        self.sections = {
            name: self._locate_options(name, section, report)
            # ConfigParser creates one dictionary for each section, in the order of the sections.
            for name, section in zip(self._parser.sections(), created, strict=True)
        }
        #: The options of ``[DEFAULT]`` by name.
        self.defaults = self.sections.pop(DEFAULT_SECTION, {})
        self._find_repeated_sections(text, report)

    @cached_property
    def sections_by_name(self) -> dict[tuple[str, str], list[str]]:
        """The sections named ``PREFIX:NAME``, by prefix and name."""
        found: dict[tuple[str, str], list[str]] = {}
        for section in self.sections:
            prefix, colon, name = section.partition(":")
            if colon:
                found.setdefault((prefix, name.strip()), []).append(section)
        return found

    def _read(self, lines: _CountingLines, report: Report) -> None:
        try:
            self._parser.read_file(lines, self.path)
        except configparser.MissingSectionHeaderError as error:
            report.error(
                Place(self.path, error.lineno),
                "this line is before the first [section]; begin the ini with a section such as [DEFAULT]",
            )
        except configparser.ParsingError as error:
            message = "neither NAME = VALUE nor [SECTION]; if the line belongs to the value above, indent it"
            for number, _ in error.errors:
                report.error(Place(self.path, number), message)

    def _locate_options(self, section: str, options: _OptionLines, report: Report) -> dict[str, IniOption]:
        for name, line, first in options.duplicates:
            report.error(
                Place(self.path, line, section, name), f"line {first} has this option already; keep one of them"
            )
        return {
            name: IniOption(name, str(text), self.path, options.numbers[name], section)
            for name, text in options.items()
        }

    def _find_repeated_sections(self, text: str, report: Report) -> None:
        seen: dict[str, int] = {}
        for number, line in enumerate(io.StringIO(text, newline=None), start=1):
            name = line.rpartition("]")[0][1:] if line.startswith("[") else ""
            if not name or name == DEFAULT_SECTION:
                continue
            first = seen.setdefault(name, number)
            if first != number:
                message = f"this section begins in line {first} already; join the two"
                report.error(Place(self.path, number, name), message)

    def interpolate(self, option: IniOption, names: Mapping[str, str]) -> str:
        """Return the text of an option with every ``%(name)s`` replaced, as PasteDeploy does.

        :param names: the raw texts that ``%(name)s`` may refer to.
        :raises configparser.InterpolationError: for a lone ``%``, an unknown name or a circle.
        """
        section = option.section or DEFAULT_SECTION
        return _INTERPOLATION.before_get(self._parser, section, option.name, option.text, names)


def describe_interpolation_error(error: configparser.InterpolationError) -> str:
    """Return the message about a wrong ``%``, without the value, since it may be a secret."""
    if isinstance(error, configparser.InterpolationMissingOptionError):
        return f"%({error.reference})s: no such option in this section or in [DEFAULT]"
    if isinstance(error, configparser.InterpolationDepthError):
        return "its %(…)s refer to each other in a circle"
    return "a lone '%'; write '%%'"


class IniReader:
    """A reader that reads each file once, as UTF-8 in every locale."""

    def __init__(self, texts: Mapping[str, str] | None = None) -> None:
        """Make a reader without any files.

        :param texts: contents of files that are not yet written, by absolute path.
        """
        #: The syntax errors and duplicates in all files read so far.
        self.report = Report()
        self._texts = dict(texts or {})
        self._files: dict[str, IniFile] = {}

    def read(self, path: str, asked: HasPlace | None = None) -> IniFile:
        """Return the file at an absolute path.

        :param asked: the option that names the file, as the place of an error.
        :raises ConfigurationError: if the file cannot be read or is not UTF-8 text.
        """
        if path not in self._files:
            text = self._texts.get(path)
            if text is None:
                text = _read_text(path, asked or Place(path))
            self._files[path] = IniFile(path, text.removeprefix("\ufeff"), self.report)
        return self._files[path]

    def find_option(self, path: str | None, section: str | None, name: str) -> IniOption | None:
        """Return an option as written; None if no file read so far has it."""
        file = self._files.get(path or "")
        if file is None:
            return None
        options = file.defaults if section == DEFAULT_SECTION else file.sections.get(section or "", {})
        return options.get(name)

    @property
    def paths(self) -> list[str]:
        """The paths of the files read so far."""
        return list(self._files)


def _read_text(path: str, asked: HasPlace) -> str:
    try:
        content = Path(path).read_bytes()
    except (OSError, ValueError) as error:  # a ValueError for a path with a NUL in it
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        advice = advise_on_path(path) if isinstance(error, (FileNotFoundError, IsADirectoryError)) else ""
        raise ConfigurationError([asked.problem(f"cannot read {path}: {reason}{advice}")]) from error
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problem = Place(path, line).problem(f"not UTF-8 text (byte 0x{content[error.start]:02x})")
        raise ConfigurationError([problem]) from error
