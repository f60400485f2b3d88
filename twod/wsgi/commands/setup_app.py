"""``setup-app``: an application is set up with the settings of its ini, or what there is to do is printed."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, DatabaseError

from twod.inifile.config_uri import split_config_uri
from twod.wsgi.config import configure
from twod.wsgi.config.activation import set_up_django
from twod.wsgi.preparation.outstanding import list_outstanding
from twod.wsgi.preparation.site_preparation import prepare_site
from twod.wsgi.preparation.steps import Steps


def set_up_application(config_uri: str, steps: Steps, front: str) -> None:
    """Apply the migrations and collect the static files of an application; then print how to create a first user.

    :param config_uri: the ini, and the name in it that leads to the application.
    :param front: the program that the user has called, for messages.
    :raises twod.wsgi.exc.ConfigurationError: with all that is wrong in the ini, or with the databases and directories
        that it names.
    """
    configure(config_uri)
    set_up_django()
    prepare_site(steps, partial(_tell, f"{front} setup-app"))
    if steps.verbosity and DEFAULT_DB_ALIAS in steps.databases and not somebody_can_sign_in():
        print(f"Nobody can sign in yet. To create an administrator: {make_user_command(config_uri)}")  # noqa: T201


def check_application(config_uri: str, steps: Steps) -> int:
    """Print what there is to do, and change nothing; return the exit status, which is 1 if there is anything.

    :raises twod.wsgi.exc.ConfigurationError: as :func:`set_up_application` does.
    """
    configure(config_uri)
    set_up_django()
    found = list_outstanding(steps)
    if steps.verbosity:
        print("\n".join(found or ["Nothing is to be done."]))  # noqa: T201
    return 1 if found else 0


def _tell(program: str, message: str) -> None:
    print(f"{program}: {message}", file=sys.stderr, flush=True)  # noqa: T201


def make_user_command(config_uri: str) -> str:
    """Return the command that creates the first user; the path of the ini is short where the user is above it."""
    filename, name = split_config_uri(config_uri)
    path = Path(filename)
    shown = path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
    return f"{sys.argv[0]} manage {shown}{'' if name in (None, 'main') else f'#{name}'} createsuperuser"


def somebody_can_sign_in() -> bool:
    """Return whether somebody can sign in, as far as Django's own users are concerned."""
    if not apps.is_installed("django.contrib.auth"):
        return True
    from django.contrib.auth import get_user_model  # noqa: PLC0415 - its models need the setting

    try:
        return get_user_model()._default_manager.exists()  # noqa: SLF001 - what Django's documentation names
    except DatabaseError:
        # A table of the project's own that no migration makes.
        return True
