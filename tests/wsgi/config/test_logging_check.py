"""The logging sections of an ini are judged by what is installed, and by the directories of this machine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from twod.wsgi.config.surroundings.logging_check import check_logging

GOOD = """\
[loggers]
keys = root
[handlers]
keys = rich
[formatters]
keys =
[logger_root]
handlers = rich
[handler_rich]
class = rich.logging.RichHandler
"""


@pytest.mark.parametrize(
    ("old", "new", "problems"),
    [
        ("rich.logging", "rich.logging", []),
        ("rich.logging", "logging.handlers", ["there is no class 'logging.handlers.RichHandler' in logging"]),
        (
            "rich.logging",
            "rich.loging",
            ["there is no module 'rich.loging'; correct the name or install it"],
        ),
        (
            "rich.logging.RichHandler",
            "FileHandler\nargs = ('/no/such/log',)",
            ["/no/such/log cannot be opened: there is no directory /no/such"],
        ),
        ("[loggers]", "[logers]", []),
        (
            "[loggers]",
            "loggers]",
            ["this line is before the first [section]; begin the ini with a section such as [DEFAULT]"],
        ),
    ],
)
def test_what_logging_would_fail_on_is_told(
    write: Callable[[str, str], Path], old: str, new: str, problems: list[str]
) -> None:
    report = check_logging(write("x.ini", GOOD.replace(old, new, 1)))
    assert [
        error.message[: len(expected)] for error, expected in zip(report.errors, problems, strict=False)
    ] == problems
    assert bool(report.errors) == bool(problems)


def test_a_file_that_is_not_there_is_one_problem() -> None:
    (error,) = check_logging("/no/such/x.ini").errors
    assert error.message.startswith("cannot read /no/such/x.ini: ")
