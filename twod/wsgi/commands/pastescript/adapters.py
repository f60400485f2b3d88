"""Adapters that make twod's commands available to PasteScript; setup.py names them as entry points."""

from __future__ import annotations

from collections.abc import Sequence

from paste.script import command as pastescript

from twod.wsgi.commands.command import Command, run_command
from twod.wsgi.commands.doctor.doctor_command import DoctorCommand
from twod.wsgi.commands.foreign_commands import run_foreign_command
from twod.wsgi.commands.inspection.routes_command import RoutesCommand
from twod.wsgi.commands.inspection.settings_command import SettingsCommand
from twod.wsgi.commands.interpreter import RunCommand
from twod.wsgi.commands.manage import ManageCommand
from twod.wsgi.commands.migrate_command import MigrateIniCommand
from twod.wsgi.commands.migrate_settings_command import MigrateSettingsCommand
from twod.wsgi.commands.rotation.secret_key_command import SecretKeyCommand

#: The program's name in messages.
FRONT = "paster"


class Adapter(pastescript.Command):
    """A command for PasteScript's list that parses its own arguments and prints its own errors."""

    #: The command to run.
    adapted: type[Command]
    group_name = "twod"
    parser = pastescript.Command.standard_parser(verbose=False)

    def run(self, args: Sequence[str]) -> int:
        """Run the command with its arguments, and return the exit status."""
        return run_command(self.adapted(FRONT), args)


class DoctorAdapter(Adapter):
    """``paster doctor``."""

    adapted = DoctorCommand
    summary = adapted.summary


class ManageAdapter(Adapter):
    """``paster manage``."""

    adapted = ManageCommand
    summary = adapted.summary


class MigrateBuildoutAdapter(pastescript.Command):
    """``paster migrate-buildout``, a command of twod.recipe."""

    group_name = Adapter.group_name
    parser = Adapter.parser
    summary = "Rewrite a buildout with parts of djangorecipe for twod.recipe"

    def run(self, args: Sequence[str]) -> int:
        """Run the command with its arguments, and return the exit status."""
        return run_foreign_command("migrate-buildout", FRONT, args)


class MigrateIniAdapter(Adapter):
    """``paster migrate-ini``."""

    adapted = MigrateIniCommand
    summary = adapted.summary


class MigrateSettingsAdapter(Adapter):
    """``paster migrate-settings``."""

    adapted = MigrateSettingsCommand
    summary = adapted.summary


class RoutesAdapter(Adapter):
    """``paster routes``."""

    adapted = RoutesCommand
    summary = adapted.summary


class RunAdapter(Adapter):
    """``paster run``."""

    adapted = RunCommand
    summary = adapted.summary


class SecretKeyAdapter(Adapter):
    """``paster secret-key``."""

    adapted = SecretKeyCommand
    summary = adapted.summary


class SettingsAdapter(Adapter):
    """``paster settings``."""

    adapted = SettingsCommand
    summary = adapted.summary
