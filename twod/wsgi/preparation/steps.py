"""The steps of a preparation, as the command line chooses them."""

from __future__ import annotations

from typing import NamedTuple

from django.apps import apps
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections

from twod.inifile.nearest import hint_at_nearest
from twod.wsgi.preparation.site_errors import refuse_setting


class Steps(NamedTuple):
    """What to do, and what to leave out.

    The settings have to be in force, and Django set up.
    """

    #: The aliases of the databases to migrate.
    databases: tuple[str, ...] = (DEFAULT_DB_ALIAS,)
    #: Whether the static files are collected, if the site has any.
    static: bool = True
    #: Seconds to wait for another process that is at work on the same.
    wait: float = 600
    #: Django's, 0 to 3.
    verbosity: int = 1

    def list_databases(self) -> list[str]:
        """Return the aliases of the databases to migrate, without those that Django's dummy stands in for.

        :raises twod.wsgi.exc.ConfigurationError: when there is no such alias.
        """
        known = list(connections)
        for alias in self.databases:
            if alias not in known:
                hint = hint_at_nearest(alias, known) or f"; it has {', '.join(known)}"
                refuse_setting("DATABASES", f"there is no database {alias!r}{hint}")
        return [alias for alias in self.databases if not _is_dummy(alias)]

    @property
    def has_static(self) -> bool:
        """Whether there are static files to collect, and a directory for them."""
        return self.static and apps.is_installed("django.contrib.staticfiles") and bool(settings.STATIC_ROOT)


def _is_dummy(alias: str) -> bool:
    engine: str = connections.settings[alias]["ENGINE"]
    return engine == "django.db.backends.dummy"
