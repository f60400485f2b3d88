"""The steps of a preparation that the command line chooses."""

from __future__ import annotations

from typing import NamedTuple

from django.apps import apps
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections

from twod.inifile.nearest import hint_at_nearest
from twod.wsgi.preparation.site_errors import refuse_setting


class Steps(NamedTuple):
    """The choice of steps to do.

    Load the settings and call ``django.setup()`` before you use it.
    """

    #: The aliases of the databases to migrate.
    databases: tuple[str, ...] = (DEFAULT_DB_ALIAS,)
    #: Whether to collect the static files, if the site has any.
    static: bool = True
    #: The longest time to wait for another process that does the same, in seconds.
    wait: float = 600
    #: The verbosity of Django's commands, 0 to 3.
    verbosity: int = 1

    def list_databases(self) -> list[str]:
        """Return the aliases of the databases to migrate, without those that have Django's dummy backend.

        :raises twod.wsgi.exc.ConfigurationError: if ``DATABASES`` lacks one of the aliases.
        """
        known = list(connections)
        for alias in self.databases:
            if alias not in known:
                hint = hint_at_nearest(alias, known) or f"; DATABASES has {', '.join(known)}"
                refuse_setting("DATABASES", f"there is no database {alias!r}{hint}")
        return [alias for alias in self.databases if not _is_dummy(alias)]

    @property
    def has_static(self) -> bool:
        """Whether the site has static files to collect and a ``STATIC_ROOT``."""
        return self.static and apps.is_installed("django.contrib.staticfiles") and bool(settings.STATIC_ROOT)


def _is_dummy(alias: str) -> bool:
    engine: str = connections.settings[alias]["ENGINE"]
    return engine == "django.db.backends.dummy"
