"""Checking an ini without importing Django or the project."""

from __future__ import annotations

import os
import warnings

from twod.inifile.reading import IniReader
from twod.inifile.route import Route
from twod.wsgi.config.merging.resolution import Resolution
from twod.wsgi.exc import ConfigurationError, ConfigurationWarning, Problem


def check_ini(path: str | os.PathLike[str], *, name: str | None = None, text: str | None = None) -> None:
    """Check that Django settings can be made of an ini.

    Neither Django nor the project is imported, and neither the environment variables nor the secret files that the
    ini refers to need to exist. What is legal but doubtful is a :class:`~twod.wsgi.exc.ConfigurationWarning`.

    :param path: the ini.
    :param name: the application to check; None for every Django application in the file.
    :param text: the content of a file that is not yet written at `path`.
    :raises twod.wsgi.exc.ConfigurationError: with all that is wrong.
    """
    path = os.path.abspath(path)  # noqa: PTH100 - as PasteDeploy does it: ".." goes, links stay
    reader = IniReader({} if text is None else {path: text.removeprefix("\ufeff")})
    problems: list[Problem] = []
    doubts: list[Problem] = []
    try:
        route = Route(reader, path)
        if name is None:
            deployments, problems = route.find_all_django()
        else:
            deployments = [route.find_django(name)]
    except ConfigurationError as error:
        deployments, problems = [], list(error.problems)
    for deployment in deployments:
        resolution = Resolution(deployment, None, None, {})
        problems += resolution.problems
        doubts += resolution.warnings
    raise_all([*reader.problems, *problems])
    warn_of(doubts)


def raise_all(problems: list[Problem]) -> None:
    """Raise one error for all problems, if there are any; by file and line, each once."""
    if problems:
        raise ConfigurationError(sorted(dict.fromkeys(problems), key=_place))


def warn_of(doubts: list[Problem]) -> None:
    """Warn of each doubt once."""
    for doubt in dict.fromkeys(doubts):
        warnings.warn(str(doubt), ConfigurationWarning, stacklevel=3)


def _place(problem: Problem) -> tuple[str, int]:
    return problem.file or "", problem.line or 0
