"""The checks of a Django site's databases, caches and static files, and the site's own checks."""

from __future__ import annotations

import os
import pkgutil
import secrets
from collections.abc import Callable, Collection, Mapping
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from twod.inifile.health_options import HealthOptions
from twod.wsgi.serving.health.checkup import Check, SiteNotReadyError

#: Migrations as pairs of their application's label and their name.
_Migrations = frozenset[tuple[str, str]]

#: The most unapplied migrations that a message names.
_MOST_NAMED = 3


def find_site_checks(options: HealthOptions) -> dict[str, Check]:
    """Return the checks by name: those of the site, and those of Django if this process has a Django site.

    :raises LookupError: if Django is not set up yet.
    :raises twod.wsgi.exc.ConfigurationError: if the settings cannot be loaded.
    """
    from django.conf import settings  # noqa: PLC0415 - the site may not use Django

    checks: dict[str, Check] = {}
    if settings.configured or os.environ.get("DJANGO_SETTINGS_MODULE"):
        checks |= _find_django_checks(settings)
    kept = {name: check for name, check in checks.items() if not _is_skipped(name, options.skip)}
    return kept | {name: partial(_call_named, name) for name in options.checks}


def _is_skipped(name: str, skipped: Collection[str]) -> bool:
    return name in skipped or name.partition(":")[0] in skipped


def _find_django_checks(settings: Any) -> dict[str, Check]:
    from django.apps import apps  # noqa: PLC0415 - only for a site with Django
    from django.core.cache import caches  # noqa: PLC0415 - see above
    from django.db import connections  # noqa: PLC0415 - see above

    # Reading the first setting loads all of them.
    if not settings.INSTALLED_APPS or not apps.ready:
        apps.check_apps_ready()
    checks: dict[str, Check] = {}
    databases = [alias for alias in connections if not _is_dummy(connections.settings[alias]["ENGINE"])]
    for alias in databases:
        checks[f"database:{alias}"] = partial(check_database, alias)
    for alias in caches.settings:
        if not _is_dummy(caches.settings[alias]["BACKEND"]):
            checks[f"cache:{alias}"] = CacheCheck(alias)
    for alias in databases:
        checks[f"migrations:{alias}"] = MigrationsCheck(alias)
    if not settings.DEBUG and apps.is_installed("django.contrib.staticfiles"):
        checks["static"] = check_static_manifest
    return checks


def _is_dummy(backend: str) -> bool:
    """Return whether the backend of a database or a cache is one of Django's dummies, which store nothing."""
    return backend.startswith("django.") and ".dummy" in backend


def _call_named(name: str) -> object:
    from django.utils.module_loading import import_string  # noqa: PLC0415 - as in find_site_checks

    # Import it at each call, because the import may fail for a passing reason; a repeated import costs nothing.
    check: Callable[[], object] = import_string(name)
    return check()


def check_database(alias: str) -> None:
    """Open a new connection to a database, as the next request may have to, and test it."""
    from django.db import OperationalError, connections  # noqa: PLC0415 - as in find_site_checks

    connection = connections[alias]
    try:
        connection.ensure_connection()
        if not connection.is_usable():
            raise OperationalError("the connection was closed at once")
    finally:
        connection.close()


class CacheCheck:
    """The check that a cache returns a value that was just written; some clients ignore a missing server.

    :param alias: the cache.
    """

    def __init__(self, alias: str) -> None:
        from django.core.cache import caches  # noqa: PLC0415 - as in find_site_checks

        # All calls share one client: each thread that asks "caches" gets a new client, whose connections may stay open
        # until the garbage collection. Calls of one check never overlap.
        self._cache = caches.create_connection(alias)

    def __call__(self) -> None:
        """Raise SiteNotReadyError if the value is missing, or pass on an exception of the client."""
        # A key of this process and a value of this call, since other processes check the same cache.
        key, value = f"twod.health.{os.getpid()}", secrets.token_hex(8)
        try:
            self._cache.set(key, value, 60)
            found = self._cache.get(key)
        finally:
            self._cache.close()
        if found != value:
            raise SiteNotReadyError("a value written a moment ago is missing; check the cache's server and its size")


class MigrationsCheck:
    """The check that all migrations of the site are applied to a database.

    :param alias: the database; one other than ``default`` passes if nobody ever migrated it.
    """

    def __init__(self, alias: str) -> None:
        self._alias = alias
        # Read now, because the next release may replace the files before this process ends.
        self._of_site = list_migrations()
        #: Applied migrations that Django has found to be complete, although they differ from the site's list.
        self._complete: _Migrations | None = None

    def __call__(self) -> None:
        """Raise SiteNotReadyError if a migration is not applied."""
        from django.db import DEFAULT_DB_ALIAS, connections  # noqa: PLC0415 - as in find_site_checks
        from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415 - see above
        from django.db.migrations.recorder import MigrationRecorder  # noqa: PLC0415 - see above

        connection = connections[self._alias]
        try:
            applied: _Migrations = frozenset(MigrationRecorder(connection).applied_migrations())
            is_foreign = not applied and self._alias != DEFAULT_DB_ALIAS
            if is_foreign or self._of_site <= applied or applied == self._complete:
                return
            # Ask Django itself, which knows squashed migrations, but has to import all migrations for it.
            executor = MigrationExecutor(connection)
            plan = [migration for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
        finally:
            connection.close()
        if plan:
            named = ", ".join(f"{migration.app_label}.{migration.name}" for migration in plan[:_MOST_NAMED])
            more = f" and {len(plan) - _MOST_NAMED} more" if len(plan) > _MOST_NAMED else ""
            raise SiteNotReadyError(f"not applied: {named}{more}")
        self._complete = applied


def list_migrations() -> _Migrations:
    """Return the migrations of the installed applications, found by their file names as Django does."""
    from django.apps import apps  # noqa: PLC0415 - as in find_site_checks
    from django.db.migrations.loader import MigrationLoader  # noqa: PLC0415 - see above

    found = set()
    for label in (config.label for config in apps.get_app_configs()):
        module, is_explicit = MigrationLoader.migrations_module(label)
        if module is None:
            continue
        try:
            package = import_module(module)
        except ModuleNotFoundError:
            if is_explicit:
                raise
            continue  # The application has no migrations.
        names = pkgutil.iter_modules(getattr(package, "__path__", ()))
        found |= {(label, name) for _, name, is_package in names if not is_package and name[0] not in "_~"}
    return frozenset(found)


def check_static_manifest() -> None:
    """Raise SiteNotReadyError if the manifest of the static files is missing, which ``collectstatic`` writes."""
    from django.conf import settings  # noqa: PLC0415 - as in find_site_checks
    from django.contrib.staticfiles.storage import (  # noqa: PLC0415 - see above
        ManifestFilesMixin,
        StaticFilesStorage,
        staticfiles_storage,
    )
    from django.utils.functional import empty  # noqa: PLC0415 - see above
    from django.utils.module_loading import import_string  # noqa: PLC0415 - see above

    configured: Mapping[str, Any] = settings.STORAGES["staticfiles"]
    options = configured.get("OPTIONS", {})
    class_ = import_string(configured["BACKEND"])
    is_manifest = issubclass(class_, ManifestFilesMixin) and class_.manifest_strict
    # Other storages keep their manifest elsewhere.
    if not is_manifest or not issubclass(class_, StaticFilesStorage) or options.get("manifest_storage"):
        return
    path = Path(options.get("location") or settings.STATIC_ROOT or "", class_.manifest_name)
    made: Any = staticfiles_storage
    # Do not create the storage here: it reads STATIC_URL and MEDIA_URL, to which Django adds the SCRIPT_NAME of the
    # first request that reads them.
    if made._wrapped is empty and not path.is_file():
        raise SiteNotReadyError(f"there is no {path}; run collectstatic")
    if made._wrapped is not empty and not (made.hashed_files or made.manifest_hash):
        raise SiteNotReadyError(
            f"there was no {path} when this process read it; restart the server after collectstatic"
        )
