"""The extension ``[buildout] extensions = twod.recipe``: it fetches in one go and builds nothing twice."""

from __future__ import annotations

from typing import Any

from zc.buildout import easy_install

from twod.recipe.fetch.develop_eggs import keep_develop_eggs
from twod.recipe.fetch.fetching import use_fetch
from twod.recipe.lock.locked_fetch import read_configured_fetch
from twod.recipe.parts.user_errors import report_as_user_error


def load(buildout: Any) -> None:
    """Make the runs of this process quick and quiet; zc.buildout calls this function before it makes develop eggs.

    :param buildout: zc.buildout's object.
    """
    with report_as_user_error():
        settings, pins = read_configured_fetch(buildout, "buildout", {})
    use_fetch(settings)
    easy_install.default_versions({**easy_install.default_versions(), **pins})
    keep_develop_eggs()
