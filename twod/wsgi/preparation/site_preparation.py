"""The work of ``setup-app``: one process at a time migrates the databases and collects the static files of a site."""

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

#: Called with a sentence about the process that the command has to wait for.
Announce = Callable[[str], None]


def prepare_site(steps: Steps, announce: Announce) -> None:
    """Apply the migrations and collect the static files; you can repeat both at any time.

    Processes that do so at the same time wait for each other, even on different machines.

    :raises twod.wsgi.exc.ConfigurationError: for errors that the operator can fix, such as an unreachable database.
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
    """Hold a lock, if there is one, during the ``with`` block, so that other processes wait.

    :param setting: the setting that names the locked thing, for errors.
    :param what: the locked thing in words, for messages.
    :raises twod.wsgi.exc.ConfigurationError: if another process keeps the lock for too long, or locking fails.
    """
    waiting = f"Another setup-app is working on {what}; waiting up to {steps.wait:g} seconds."
    with ExitStack() as stack:
        try:
            if lock is not None:
                stack.enter_context(holding(lock, steps.wait, lambda: announce(waiting)))
        except TimeoutError:
            refuse_setting(setting, f"another setup-app is still working on {what} after {steps.wait:g} seconds")
        except OSError as error:
            refuse_setting(setting, f"cannot lock {what}: {error}")
        yield
