"""``twod.recipe:static``: where the static files of Django and of the site's applications are.

For the configuration of a web server that serves them by itself.
"""

from __future__ import annotations

from typing import Any

from twod.recipe.cfg.options import RECIPE, Option
from twod.recipe.parts.one_ini import CONFIG_URI, SEARCH_OPTIONS, ask_for_settings, read_ini_part
from twod.recipe.parts.user_errors import report_as_user_error

STATIC_OPTIONS: tuple[Option[Any], ...] = (RECIPE, CONFIG_URI, *SEARCH_OPTIONS)


class Static:
    """The recipe of a part that has the places of the static files as its options.

    :param buildout: zc.buildout's object.
    :param name: name of the part.
    :param options: the options of the part.
    :raises zc.buildout.UserError: with all that is wrong.
    """

    def __init__(self, buildout: Any, name: str, options: Any) -> None:
        with report_as_user_error():
            part = read_ini_part(name, buildout, options, STATIC_OPTIONS)
            options.update(ask_for_settings(buildout, part, ["twod.wsgi"], "static")["places"])

    def install(self) -> tuple[str, ...]:
        """Do nothing: the part is its options."""
        return ()

    update = install
