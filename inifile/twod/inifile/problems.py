"""The problems of a configuration, their places, and the report that collects them.

Every exception that an ini can cause is defined here. This module imports no other module of twod.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple, Protocol


class TwodError(Exception):
    """The base class of twod's exceptions."""


class Problem(NamedTuple):
    """One mistake in a configuration, and its place."""

    #: The path of the file; None if the text did not come from a file.
    file: str | None
    #: The line, counted from 1; None if the problem is about a whole file or section, or the line is unknown.
    line: int | None
    #: The name of the section, without brackets.
    section: str | None
    #: The option as written in the file.
    name: str | None
    #: The mistake and its correction; secrets in it are already hidden.
    message: str

    def __str__(self) -> str:
        place = describe_place(self.file, self.line, self.section)
        words = [place, self.name] if self.name else [place]
        where = " ".join(word for word in words if word)
        return f"{where}: {self.message}" if where else self.message


class Place(NamedTuple):
    """A place in a configuration. As in :class:`Problem`, a field is None if it is unknown or not meant."""

    file: str | None = None
    line: int | None = None
    section: str | None = None
    name: str | None = None

    def problem(self, message: str) -> Problem:
        """Return a problem at this place."""
        return Problem(*self, message)


class HasPlace(Protocol):
    """Anything that knows its place: an option of an ini, of buildout.cfg, or a :class:`Place`."""

    def problem(self, message: str) -> Problem:
        """Return a problem at this place."""


class ConfigurationError(TwodError, ValueError):
    """An ini cannot be used; ``problems`` has all mistakes.

    It is also a :exc:`ValueError`, because twod.wsgi 1.x raised that.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type[ConfigurationError], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)


class BadValueError(TwodError, ValueError):
    """A text or a JSON value is wrong; a caller that knows its place makes a :class:`Problem` of this error."""

    def __init__(self, expected: str, got: str | None = None, path: tuple[str, ...] = ()) -> None:
        """Make the error.

        :param expected: a description of right values, to follow "expected".
        :param got: the wrong text; None to leave it out of the message.
        :param path: the keys and indexes that lead to the wrong part of the value.
        """
        self.expected = expected
        self.got = got
        self.path = path
        super().__init__(self.describe())

    def describe(self, *, hide: bool = False) -> str:
        """Return the message.

        :param hide: show ``<hidden>`` instead of the wrong text, since it may be a secret.
        """
        at = f"at {'.'.join(self.path)}: " if self.path else ""
        if self.got is None:
            return f"{at}expected {self.expected}"
        return f"{at}expected {self.expected}, got {'<hidden>' if hide else repr(self.got)}"

    def below(self, *path: str) -> BadValueError:
        """Return this error with more keys before its path, for a container of the value."""
        return type(self)(self.expected, self.got, (*path, *self.path))


class MisplacedReferenceError(BadValueError):
    """A reference is in a place where its text would be syntax and not a value."""


class ConfigurationWarning(UserWarning):
    """Something in an ini is allowed, but probably a mistake."""


class Report:
    """A collector of errors and warnings.

    Functions that check a part of a configuration take a report and add to it; their caller decides at the end how to
    show it. Example::

        report = Report()
        report.error(option, "expected an integer, got '25x'")
        report.raise_errors()
    """

    def __init__(self) -> None:
        self._errors: dict[Problem, None] = {}
        self._warnings: dict[Problem, None] = {}

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The errors, each once, sorted by file and line."""
        return tuple(sorted(self._errors, key=_get_sort_key))

    @property
    def errors_as_found(self) -> tuple[Problem, ...]:
        """The errors in the order in which they were found, for files without known lines."""
        return tuple(self._errors)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """The warnings, each once, in the order in which they were found."""
        return tuple(self._warnings)

    def error(self, place: HasPlace, message: str) -> None:
        """Add an error."""
        self._errors[place.problem(message)] = None

    def warn(self, place: HasPlace, message: str) -> None:
        """Add a warning."""
        self._warnings[place.problem(message)] = None

    def add_errors(self, problems: Iterable[Problem]) -> None:
        """Add problems from elsewhere as errors."""
        self._errors.update(dict.fromkeys(problems))

    def add(self, other: Report) -> None:
        """Add the errors and warnings of another report."""
        self._errors.update(other._errors)
        self._warnings.update(other._warnings)

    def raise_errors(self) -> None:
        """Raise one exception with all errors; return if there are no errors.

        :raises ConfigurationError: with all errors.
        """
        if self._errors:
            raise ConfigurationError(self.errors)


def _get_sort_key(problem: Problem) -> tuple[str, int]:
    return problem.file or "", problem.line or 0


def describe_place(file: str | None, line: int | None = None, section: str | None = None) -> str:
    """Return a place as ``prod.ini:14 [app:main]``, with the path shortened by :func:`shorten_path`."""
    words = []
    if file is not None:
        shown = shorten_path(file)
        words.append(shown if line is None else f"{shown}:{line}")
    if section is not None:
        words.append(f"[{section}]")
    return " ".join(words)


def shorten_path(path: str | os.PathLike[str]) -> str:
    """Return a path for messages: relative to the working directory if it is below it, unless that is the root."""
    cwd = Path.cwd()
    is_below = cwd != Path(cwd.anchor) and Path(path).is_relative_to(cwd)
    return str(Path(path).relative_to(cwd)) if is_below else os.fspath(path)
