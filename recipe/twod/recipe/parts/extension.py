"""The extension ``[buildout] extensions = twod.recipe``: runs that fetch in one go and build nothing twice."""

from __future__ import annotations

import logging
from typing import Any

from zc.buildout import easy_install

from twod.recipe.fetch.develop_eggs import keep_develop_eggs
from twod.recipe.fetch.fetching import use_fetch
from twod.recipe.lock.locked_fetch import read_configured_fetch
from twod.recipe.parts.user_errors import report_as_user_error


def load(buildout: Any) -> None:
    """Make the runs of this process quick and quiet. zc.buildout calls this before it makes develop eggs.

    :param buildout: zc.buildout's object.
    """
    with report_as_user_error():
        settings, pins = read_configured_fetch(buildout, "buildout", {})
    use_fetch(settings)
    easy_install.default_versions({**easy_install.default_versions(), **pins})
    keep_develop_eggs()
    root = logging.getLogger()
    if root.getEffectiveLevel() >= logging.INFO and _is_worth_reading not in root.filters:
        root.addFilter(_is_worth_reading)


def _is_worth_reading(record: logging.LogRecord) -> bool:
    """Return whether a record is more than the lines ``root: Reading …`` and ``root: Downloading …``.

    zc.buildout's copy of setuptools logs them by the root logger, whose filters see no record of another logger.
    """
    return record.levelno > logging.INFO
