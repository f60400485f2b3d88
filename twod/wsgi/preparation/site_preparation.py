"""A site is prepared for a release: one process at a time migrates its databases and collects its static files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.storage import FileSystemStorage
from django.core.management import call_command
from django.db.migrations.exceptions import InconsistentMigrationHistory, MigrationSchemaMissing

from twod.wsgi.preparation.database_lock import find_database_lock
from twod.wsgi.preparation.exclusion import ExclusiveLock, holding
from twod.wsgi.preparation.file_lock import FileLock
from twod.wsgi.preparation.site_errors import (
    locating_command_errors,
    locating_database_errors,
    reach_database,
    refuse_setting,
)
from twod.wsgi.preparation.steps import Steps

#: Called with what the command has to wait for.
Announce = Callable[[str], None]


def prepare_site(steps: Steps, announce: Announce) -> None:
    """Apply the migrations and collect the static files; both can be repeated at any time.

    Processes that do so at once, on whatever machines, wait for each other.

    :raises twod.wsgi.exc.ConfigurationError: for whatever the operator can mend.
    """
    for alias in steps.list_databases():
        _migrate(alias, steps, announce)
    if steps.has_static:
        _collect_static(steps, announce)


def _migrate(alias: str, steps: Steps, announce: Announce) -> None:
    reach_database(alias)
    with ExitStack() as stack:
        with locating_database_errors(alias):
            lock = find_database_lock(alias)
            stack.enter_context(_alone(lock, "DATABASES", f"the database {alias!r}", steps, announce))
        with locating_command_errors("DATABASES", InconsistentMigrationHistory, MigrationSchemaMissing):
            call_command("migrate", database=alias, interactive=False, verbosity=steps.verbosity)


def _collect_static(steps: Steps, announce: Announce) -> None:
    with locating_command_errors("STATIC_ROOT", OSError, ValueError):
        lock = None
        if isinstance(staticfiles_storage, FileSystemStorage):
            root = Path(settings.STATIC_ROOT)
            root.mkdir(parents=True, exist_ok=True)
            lock = FileLock(root / ".setup-app")
        with _alone(lock, "STATIC_ROOT", f"the static files in {settings.STATIC_ROOT}", steps, announce):
            call_command("collectstatic", interactive=False, verbosity=steps.verbosity)


@contextmanager
def _alone(lock: ExclusiveLock | None, setting: str, what: str, steps: Steps, announce: Announce) -> Iterator[None]:
    """Keep other processes waiting for the statements below, where there is a lock.

    :param setting: names what the lock is for.
    :param what: the same in words.
    :raises twod.wsgi.exc.ConfigurationError: when another process has the lock for too long, or it cannot be asked for.
    """
    waiting = f"Another setup-app is at work on {what}; waiting up to {steps.wait:g} seconds."
    with ExitStack() as stack:
        try:
            if lock is not None:
                stack.enter_context(holding(lock, steps.wait, lambda: announce(waiting)))
        except TimeoutError:
            refuse_setting(setting, f"another setup-app is still at work on {what} after {steps.wait:g} seconds")
        except OSError as error:
            refuse_setting(setting, f"cannot lock {what}: {error}")
        yield
