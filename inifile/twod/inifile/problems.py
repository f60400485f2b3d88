"""The problems of a configuration, their places, and the report that collects them.

Every exception that an ini can cause is here; this module imports nothing of ours.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple, Protocol


class TwodError(Exception):
    """Base of all that twod raises on purpose."""


class Problem(NamedTuple):
    """One thing that is wrong in a configuration, and its place."""

    #: Path of the file; None when the text came from a caller and not from a file.
    file: str | None
    #: Counted from 1; None when the whole file or section is meant, or the line is not known.
    line: int | None
    #: Name of the section, without brackets.
    section: str | None
    #: The option as it is written there.
    name: str | None
    #: The mistake and its correction; secrets are already hidden.
    message: str

    def __str__(self) -> str:
        place = describe_place(self.file, self.line, self.section)
        words = [place, self.name] if self.name else [place]
        where = " ".join(word for word in words if word)
        return f"{where}: {self.message}" if where else self.message


class Place(NamedTuple):
    """The place of something: as for :class:`Problem`, each field None when it is not known or not meant."""

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
    """An ini cannot be used; all that is wrong with it is in ``problems``.

    It is a :exc:`ValueError` as well, which is what twod.wsgi 1.x raised.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type[ConfigurationError], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)


class BadValueError(TwodError, ValueError):
    """A text or a JSON value is not of its kind; the caller that knows the place makes a :class:`Problem` of it."""

    def __init__(self, expected: str, got: str | None = None, path: tuple[str, ...] = ()) -> None:
        """Make the error.

        :param expected: what would be right.
        :param got: the text that was there; None when it has no place in a message.
        :param path: the keys and indexes that lead to the bad part of the value.
        """
        self.expected = expected
        self.got = got
        self.path = path
        super().__init__(self.describe())

    def describe(self, *, hide: bool = False) -> str:
        """Return the message.

        :param hide: leave out the text that was there, since it may be a secret.
        """
        at = f"at {'.'.join(self.path)}: " if self.path else ""
        if self.got is None:
            return f"{at}expected {self.expected}"
        return f"{at}expected {self.expected}, got {'<hidden>' if hide else repr(self.got)}"

    def below(self, *path: str) -> BadValueError:
        """Return this error as seen from a container of the value."""
        return type(self)(self.expected, self.got, (*path, *self.path))


class MisplacedReferenceError(BadValueError):
    """A reference stands where it would be syntax and no value, whatever it gives."""


class ConfigurationWarning(UserWarning):
    """Something in an ini is legal and yet probably not what was meant."""


class Report:
    """All that is wrong, and all that is doubtful.

    Functions that judge a part of a configuration take the report and add to it; their caller decides at the end what
    to do with it. Example::

        report = Report()
        report.error(option, "expected an integer, got '25x'")
        report.raise_errors()
    """

    def __init__(self) -> None:
        self._errors: dict[Problem, None] = {}
        self._warnings: dict[Problem, None] = {}

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that have to be fixed, each once, by file and line."""
        return tuple(sorted(self._errors, key=_get_sort_key))

    @property
    def errors_as_found(self) -> tuple[Problem, ...]:
        """The same in the order in which it was found, for files whose lines are not known."""
        return tuple(self._errors)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """The problems that are legal but doubtful, each once, in the order in which they were found."""
        return tuple(self._warnings)

    def error(self, place: HasPlace, message: str) -> None:
        """Add something that has to be fixed."""
        self._errors[place.problem(message)] = None

    def warn(self, place: HasPlace, message: str) -> None:
        """Add something that is legal but doubtful."""
        self._warnings[place.problem(message)] = None

    def add_errors(self, problems: Iterable[Problem]) -> None:
        """Add problems that were found elsewhere."""
        self._errors.update(dict.fromkeys(problems))

    def add(self, other: Report) -> None:
        """Add everything of another report."""
        self._errors.update(other._errors)
        self._warnings.update(other._warnings)

    def raise_errors(self) -> None:
        """Raise one error for all that has to be fixed; return when there is nothing.

        :raises ConfigurationError: with all of it.
        """
        if self._errors:
            raise ConfigurationError(self.errors)


def _get_sort_key(problem: Problem) -> tuple[str, int]:
    return problem.file or "", problem.line or 0


def describe_place(file: str | None, line: int | None = None, section: str | None = None) -> str:
    """Return a place as ``prod.ini:14 [app:main]``, the file as :func:`shorten_path` shows it."""
    words = []
    if file is not None:
        shown = shorten_path(file)
        words.append(shown if line is None else f"{shown}:{line}")
    if section is not None:
        words.append(f"[{section}]")
    return " ".join(words)


def shorten_path(path: str | os.PathLike[str]) -> str:
    """Return a path for messages: relative to the working directory if it is below it, unless that is ``/``."""
    cwd = Path.cwd()
    is_below = cwd != Path(cwd.anchor) and Path(path).is_relative_to(cwd)
    return str(Path(path).relative_to(cwd)) if is_below else os.fspath(path)
