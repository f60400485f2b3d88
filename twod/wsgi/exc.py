"""Every exception of :mod:`twod.wsgi`; this module imports nothing of ours."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple


class TwodError(Exception):
    """Base of all that twod.wsgi raises on purpose."""


class Problem(NamedTuple):
    """One thing that is wrong in an ini, and where it stands."""

    #: Absolute path of the file; None when the settings came from a caller and not from a file.
    file: str | None
    #: Counted from 1; None when the whole file or section is meant.
    line: int | None
    #: Name of the section, without brackets.
    section: str | None
    #: The option as it is written there.
    name: str | None
    #: What is wrong and what would be right; secrets are already hidden.
    message: str

    def __str__(self) -> str:
        place = describe_place(self.file, self.line, self.section)
        words = [place, self.name] if self.name else [place]
        return f"{' '.join(word for word in words if word)}: {self.message}"


class ConfigurationError(TwodError, ValueError):
    """An ini cannot become Django settings; all that is wrong with it is in ``problems``.

    It is a :exc:`ValueError` as well, which is what twod.wsgi 1.x raised.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type[ConfigurationError], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)


class NotConfiguredError(TwodError, RuntimeError):
    """Settings are asked for before any ini was loaded in this process."""


class BadValueError(TwodError, ValueError):
    """A text or a JSON value is not of its kind; whoever knows the place makes a :class:`Problem` of it."""

    def __init__(self, expected: str, got: str | None = None, path: tuple[str, ...] = ()) -> None:
        """Make the error.

        :param expected: what would be right.
        :param got: what stood there; None when it has no place in a message.
        :param path: the keys and indexes that lead to the bad part of the value.
        """
        self.expected = expected
        self.got = got
        self.path = path
        super().__init__(self.describe())

    def describe(self, *, hide: bool = False) -> str:
        """Return the message.

        :param hide: leave out what stood there, since it may be a secret.
        """
        at = f"at {'.'.join(self.path)}: " if self.path else ""
        if self.got is None:
            return f"{at}expected {self.expected}"
        return f"{at}expected {self.expected}, got {'<hidden>' if hide else repr(self.got)}"

    def below(self, *path: str) -> BadValueError:
        """Return this error as seen from a container of the value."""
        return BadValueError(self.expected, self.got, (*path, *self.path))


class ConfigurationWarning(UserWarning):
    """Something in an ini is legal and yet probably not what was meant."""


def describe_place(file: str | None, line: int | None = None, section: str | None = None) -> str:
    """Return a place as ``prod.ini:14 [app:main]``, the file relative to the working directory if it is below it."""
    words = []
    if file is not None:
        path = Path(file)
        cwd = Path.cwd()
        shown = str(path.relative_to(cwd)) if path.is_relative_to(cwd) else file
        words.append(shown if line is None else f"{shown}:{line}")
    if section is not None:
        words.append(f"[{section}]")
    return " ".join(words)


class ApplicationCallError(TwodError):
    """An embedded WSGI application cannot be called as it was asked for: the fault of whoever calls it."""


class ApplicationLoadError(TwodError):
    """A WSGI application that is given by its name cannot be loaded; the cause is the error that stopped it."""


class BrokenApplicationError(TwodError):
    """An embedded WSGI application broke :pep:`3333`: the fault of that application."""
