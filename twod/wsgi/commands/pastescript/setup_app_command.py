"""``paster setup-app x.ini``: migrate the databases and collect the static files."""

from __future__ import annotations

from importlib.metadata import EntryPoint, PackageNotFoundError, distribution
from typing import TYPE_CHECKING

from paste.script.appinstall import AbstractInstallCommand, Installer, SetupCommand
from paste.script.command import BadCommand

from twod.inifile.config_uri import split_config_uri
from twod.inifile.pastedeploy.deployment import Deployment, app_name
from twod.inifile.pastedeploy.route import Route
from twod.inifile.reading import IniReader
from twod.wsgi.commands.command import CommandRefusedError
from twod.wsgi.commands.pastescript.checked_command import CheckedCommand, refuse_command
from twod.wsgi.commands.setup_app import (
    SETUP_OPTIONS,
    SetupAppCommand,
    check_application,
    read_steps,
    set_up_application,
)
from twod.wsgi.exc import ConfigurationError
from twod.wsgi.preparation.steps import Steps

if TYPE_CHECKING:
    from paste.script.command import Command

_GROUP = "paste.app_install"


class DjangoInstaller(Installer):
    """The installer that PasteScript calls for a Django application (entry point group ``paste.app_install``)."""

    def setup_config(self, command: Command, filename: str, section: str, vars: object) -> None:  # noqa: A002, ARG002
        """Set up the application, or print the outstanding work.

        :param command: PasteScript's command; its ``verbose`` is Django's verbosity, and its ``return_code`` becomes 1
            if ``--check`` finds outstanding work.
        :param filename: path of the ini.
        :param section: ``TYPE:NAME`` of the section to set up, or of one that leads to it.
        :param vars: variables of PasteScript's system configuration; ignored.
        :raises paste.script.command.BadCommand: with all errors in the ini, or in the databases and folders that it
            names, because PasteScript's own ``paster`` prints this error without a traceback.
        """
        is_ours = isinstance(command, SetupAppAdapter)
        steps = (command.read_steps() if is_ours else Steps())._replace(verbosity=min(command.verbose, 3))
        config_uri = f"{filename}#{app_name(section)}"
        try:
            if is_ours and command.only_checks:
                command.return_code = check_application(config_uri, steps)
            else:
                set_up_application(config_uri, steps, "paster")
        except ConfigurationError as error:
            raise refuse_command("setup-app", str(error)) from None


class SetupAppAdapter(CheckedCommand, SetupCommand):
    """The command ``setup-app``, which finds the Django application behind filters, pipelines and composites."""

    summary = SetupAppCommand.summary
    usage = "CONFIG_FILE"
    description = SetupAppCommand.description
    parser = AbstractInstallCommand.standard_parser(simulate=True, quiet=True, interactive=True)
    for names, facts in SETUP_OPTIONS:
        parser.add_option(*names, **facts)

    def command(self) -> None:
        """Check the ini, then set up the application that the name leads to.

        :raises twod.wsgi.exc.ConfigurationError: with all errors in the ini.
        """
        self.check_ini_first({})
        path, name = split_config_uri(self.config_uri)
        self.logging_file_config(path)
        installer, filename, section = find_installer(Route(IniReader(), path), name or "main")
        installer.setup_config(self, filename, section, self.sysconfig_install_vars(installer))
        self.call_sysconfig_functions("post_setup_hook", installer, filename)

    @property
    def only_checks(self) -> bool:
        """Whether to change nothing."""
        return bool(self.options.check or self.simulate)

    def read_steps(self) -> Steps:
        """Return the steps that the options select.

        :raises paste.script.command.BadCommand: if an option has a wrong value.
        """
        try:
            return read_steps(self.options, "paster setup-app")
        except CommandRefusedError as error:
            raise BadCommand(str(error), exit_code=error.status) from None


def find_installer(route: Route, name: str) -> tuple[Installer, str, str]:
    """Return the installer for the application that a name leads to, the ini, and the section in it.

    Another application than Django's has an installer if its distribution defines one.
    """
    ends = [found for found in route.walk(name) if found.is_end]
    if not any(found.is_django for found in ends):
        for found in ends:
            entry_point = _find_own_installer(found)
            if entry_point is not None:
                installer: Installer = entry_point.load()(entry_point.dist, "paste.app_factory", entry_point.name)
                return installer, found.file or route.path, found.section
    return DjangoInstaller(None, "paste.app_factory", "main"), route.path, f"app:{name}"


def _find_own_installer(deployment: Deployment) -> EntryPoint | None:
    scheme, _, factory = (deployment.factory or "").partition(":")
    project, _, name = factory.partition("#")
    if scheme.lower() != "egg":
        return None
    try:
        found = distribution(project).entry_points.select(group=_GROUP, name=name)
    except PackageNotFoundError:
        return None
    return next(iter(found), None)
