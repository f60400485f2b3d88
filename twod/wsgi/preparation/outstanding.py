"""The steps that a preparation would do now, found without changing anything."""

from __future__ import annotations

import io
from collections.abc import Iterator

from django.conf import settings
from django.contrib.staticfiles.management.commands.collectstatic import Command as CollectStatic
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.db import connections
from django.db.migrations.loader import MigrationLoader

from twod.wsgi.preparation.database_file import find_database_file
from twod.wsgi.preparation.site_errors import locating_command_errors, locating_database_errors
from twod.wsgi.preparation.steps import Steps

#: The default options of ``collectstatic``, for a dry run.
_DRY_RUN = {
    "interactive": False,
    "verbosity": 0,
    "link": False,
    "clear": False,
    "dry_run": True,
    "use_default_ignore_patterns": True,
    "post_process": False,
}


def list_outstanding(steps: Steps) -> list[str]:
    """Return a line for each step that :func:`twod.wsgi.preparation.site_preparation.prepare_site` would do.

    :raises twod.wsgi.exc.ConfigurationError: for errors that the operator can fix, such as an unreachable database.
    """
    found = []
    for alias in steps.list_databases():
        with locating_database_errors(alias):
            found += [f"database {alias}: {name} is not applied" for name in list_unapplied(alias)]
    if steps.has_static:
        with locating_command_errors("STATIC_ROOT", OSError, ValueError):
            found += [f"static files: {line}" for line in _describe_static()]
    return found


def list_unapplied(alias: str) -> list[str]:
    """Return the migrations that are not yet applied to a database, in the order in which Django would apply them.

    Example: ``["auth.0013_alter_user_phone", "shop.0002_price"]``.

    :param alias: an alias of Django's ``DATABASES``.
    :raises django.db.DatabaseError: if the database cannot be reached.
    """
    file = find_database_file(alias)
    is_missing = file is not None and not file.exists()
    loader = MigrationLoader(None if is_missing else connections[alias])
    plans = (loader.graph.forwards_plan(leaf) for leaf in loader.graph.leaf_nodes())
    steps = dict.fromkeys(step for plan in plans for step in plan if step not in loader.applied_migrations)
    return [f"{app}.{name}" for app, name in steps]


def _describe_static() -> Iterator[str]:
    command = CollectStatic(stdout=io.StringIO(), stderr=io.StringIO())
    command.set_options(ignore_patterns=[], **_DRY_RUN)
    modified = command.collect()["modified"]
    if modified:
        others = f" and {len(modified) - 1} more" if modified[1:] else ""
        yield f"{modified[0]}{others} would be copied to {settings.STATIC_ROOT}"
    if isinstance(staticfiles_storage, ManifestFilesMixin) and staticfiles_storage.read_manifest() is None:
        yield f"there is no {staticfiles_storage.manifest_name} in {settings.STATIC_ROOT}"
