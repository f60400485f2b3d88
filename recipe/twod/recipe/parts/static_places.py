"""``twod.recipe:static``: where the static files of Django and of the site's applications are.

For the configuration of a web server that serves them by itself.
"""

from __future__ import annotations

from typing import Any

from twod.recipe.cfg.options import RECIPE, Option
from twod.recipe.parts.one_ini import CONFIG_URI, SEARCH_OPTIONS, ask_for_settings, read_ini_part
from twod.recipe.parts.user_errors import report_as_user_error

STATIC_OPTIONS: tuple[Option[Any], ...] = (RECIPE, CONFIG_URI, *SEARCH_OPTIONS)

#: Answers with the options to export. The applications' directories are those that Django's AppDirectoriesFinder has,
#: in the order that it searches them.
_BODY = """
import os
from django.apps import AppConfig
from django.conf import settings
from django.contrib import admin

settings.configure(**values)
directories = [os.fspath(entry) for entry in settings.STATICFILES_DIRS if not isinstance(entry, (list, tuple))]
applications = [os.path.join(AppConfig.create(entry).path, "static") for entry in settings.INSTALLED_APPS]
answer = {
    "admin-static": os.path.join(os.path.dirname(admin.__file__), "static", "admin"),
    "static-root": os.fspath(settings.STATIC_ROOT or ""),
    "static-url": settings.STATIC_URL or "",
    "static-directories": "\\n".join(directories + [path for path in applications if os.path.isdir(path)]),
    "media-root": os.fspath(settings.MEDIA_ROOT),
    "media-url": settings.MEDIA_URL,
}
"""


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
            options.update(ask_for_settings(buildout, part, ["twod.wsgi"], _BODY))

    def install(self) -> tuple[str, ...]:
        """Do nothing: the part is its options."""
        return ()

    update = install
