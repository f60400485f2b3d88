"""Exceptions: each is ours, and the built-in one that it resembles."""

from __future__ import annotations

import pytest

from twod.inifile import problems
from twod.wsgi import exc


@pytest.mark.parametrize("name", sorted(set(exc.__all__) - {"ConfigurationWarning", "Problem"}))
def test_each_can_be_caught_as_ours(name: str) -> None:
    assert issubclass(getattr(exc, name), exc.TwodError)


@pytest.mark.parametrize(
    ("error", "built_in"),
    [
        (exc.BadValueError, ValueError),
        (exc.ConfigurationError, ValueError),
        (exc.ConfigurationWarning, UserWarning),
        (exc.NotConfiguredError, RuntimeError),
        (exc.NotConfiguredError, ImportError),
    ],
)
def test_each_is_the_built_in_one_that_it_resembles(error: type[Exception], built_in: type[Exception]) -> None:
    assert issubclass(error, built_in)


def test_those_of_an_ini_are_the_ini_s_own() -> None:
    for name in ("BadValueError", "ConfigurationError", "ConfigurationWarning", "Problem", "TwodError"):
        assert getattr(exc, name) is getattr(problems, name)
