"""``paster setup-app x.ini``: migrates the database and collects the static files."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import DatabaseError
from paste.script.appinstall import Installer, SetupCommand

from twod.inifile.pastedeploy.deployment import app_name
from twod.wsgi.commands.pastescript.checked_command import CheckedCommand, refuse_command
from twod.wsgi.config import configure
from twod.wsgi.config.activation import locating_errors, set_up_django
from twod.wsgi.exc import ConfigurationError

if TYPE_CHECKING:
    from paste.script.command import Command


class DjangoInstaller(Installer):
    """What PasteScript calls to set a Django application up (entry point group ``paste.app_install``)."""

    def setup_config(self, command: Command, filename: str, section: str, vars: object) -> None:  # noqa: A002, ARG002
        """Apply the migrations and collect the static files.

        Both can be repeated at any time. Nothing is collected without ``django.contrib.staticfiles`` or STATIC_ROOT.

        :param command: PasteScript's; its ``verbose`` is Django's verbosity (0 to 3).
        :param filename: path of the ini.
        :param section: ``TYPE:NAME`` of the section to set up.
        :param vars: variables of PasteScript's system configuration; not used.
        :raises paste.script.command.BadCommand: with all that is wrong in the ini; the ``paster`` of PasteScript's own
            prints it without a traceback.
        """
        verbosity = min(command.verbose, 3)
        try:
            configure(f"{filename}#{app_name(section)}")
            set_up_django()
            # A driver that is missing is noticed when the database is needed.
            with locating_errors(ImproperlyConfigured):
                call_command("migrate", interactive=False, verbosity=verbosity)
        except ConfigurationError as error:
            raise refuse_command("setup-app", str(error)) from None
        if apps.is_installed("django.contrib.staticfiles") and settings.STATIC_ROOT:
            call_command("collectstatic", interactive=False, verbosity=verbosity)
        if verbosity and not somebody_can_sign_in():
            print(f"Nobody can sign in yet. To create an administrator: {make_user_command(filename, section)}")  # noqa: T201


def make_user_command(filename: str, section: str) -> str:
    """Return the command that creates the first user.

    :param filename: absolute path of the ini, which is shortened where the user is above it.
    """
    path = Path(filename)
    shown = path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
    name = app_name(section)
    return f"{sys.argv[0]} manage {shown}{'' if name == 'main' else f'#{name}'} createsuperuser"


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


class SetupAppCommand(CheckedCommand, SetupCommand):
    """Set up the Django application of an ini, also behind a composite of another distribution."""

    def get_installer(self, distro: Any, ep_group: str, ep_name: str) -> Installer:
        """Return what sets up the section; PasteScript fails where its distribution has nothing for that."""
        try:
            installer: Installer = super().get_installer(distro, ep_group, ep_name)
        except (ImportError, LookupError):
            return DjangoInstaller(distro, ep_group, ep_name)
        return installer
