"""``paster setup-app x.ini``: migrates the databases and collects the static files."""

from __future__ import annotations

from importlib.metadata import EntryPoint, PackageNotFoundError, distribution
from typing import TYPE_CHECKING

from django.db import DEFAULT_DB_ALIAS
from paste.script.appinstall import AbstractInstallCommand, Installer, SetupCommand
from paste.script.command import BadCommand

from twod.inifile.config_uri import split_config_uri
from twod.inifile.durations import read_duration
from twod.inifile.pastedeploy.deployment import Deployment, app_name
from twod.inifile.pastedeploy.route import Route
from twod.inifile.reading import IniReader
from twod.wsgi.commands.pastescript.checked_command import CheckedCommand, refuse_command
from twod.wsgi.commands.setup_app import check_application, set_up_application
from twod.wsgi.exc import BadValueError, ConfigurationError
from twod.wsgi.preparation.steps import Steps

if TYPE_CHECKING:
    from paste.script.command import Command

_GROUP = "paste.app_install"


class DjangoInstaller(Installer):
    """What PasteScript calls to set a Django application up (entry point group ``paste.app_install``)."""

    def setup_config(self, command: Command, filename: str, section: str, vars: object) -> None:  # noqa: A002, ARG002
        """Set the application up, or print what there is to do.

        :param command: PasteScript's; its ``verbose`` is Django's verbosity, and its ``return_code`` becomes 1 when
            ``--check`` finds something to do.
        :param filename: path of the ini.
        :param section: ``TYPE:NAME`` of the section to set up, or of one that leads to it.
        :param vars: variables of PasteScript's system configuration; not used.
        :raises paste.script.command.BadCommand: with all that is wrong in the ini, or with the databases and
            directories that it names; the ``paster`` of PasteScript's own prints it without a traceback.
        """
        is_ours = isinstance(command, SetupAppCommand)
        steps = (command.read_steps() if is_ours else Steps())._replace(verbosity=min(command.verbose, 3))
        config_uri = f"{filename}#{app_name(section)}"
        try:
            if is_ours and command.only_checks:
                command.return_code = check_application(config_uri, steps)
            else:
                set_up_application(config_uri, steps, "paster")
        except ConfigurationError as error:
            raise refuse_command("setup-app", str(error)) from None


class SetupAppCommand(CheckedCommand, SetupCommand):
    """Set up the application that an ini serves, whatever is before it: filters, pipelines, composites, other files."""

    summary = "Apply the migrations and collect the static files of an ini's application"
    usage = "CONFIG_FILE"
    description = """\
    Both can be repeated at any time, and run on several machines at once: they wait for each other.
    """
    parser = AbstractInstallCommand.standard_parser(simulate=True, quiet=True, interactive=True)
    parser.add_option(
        "--name", "--app-name", dest="section_name", metavar="NAME", help="The application to set up (default: main)"
    )
    parser.add_option(
        "--database",
        dest="databases",
        metavar="ALIAS",
        action="append",
        help="A database of DATABASES to migrate; may be repeated (default: default)",
    )
    parser.add_option("--no-migrate", dest="no_migrate", action="store_true", help="Leave the databases alone")
    parser.add_option("--no-static", dest="no_static", action="store_true", help="Leave the static files alone")
    parser.add_option(
        "--wait", dest="wait", metavar="TIME", default="10m", help="How long to wait for another (default: %default)"
    )
    parser.add_option(
        "--check", dest="check", action="store_true", help="Print what there is to do, and do nothing; status 1 if any"
    )

    def command(self) -> None:
        """Check the ini, then set up the application that the name leads to.

        :raises twod.wsgi.exc.ConfigurationError: with all that is wrong in the ini.
        """
        self.check_ini_first({})
        path, name = split_config_uri(self.config_uri)
        self.logging_file_config(path)
        installer, filename, section = find_installer(Route(IniReader(), path), name or "main")
        installer.setup_config(self, filename, section, self.sysconfig_install_vars(installer))
        self.call_sysconfig_functions("post_setup_hook", installer, filename)

    @property
    def only_checks(self) -> bool:
        """Whether nothing is to be changed."""
        return bool(self.options.check or self.simulate)

    def read_steps(self) -> Steps:
        """Return what to do.

        :raises paste.script.command.BadCommand: when an option cannot be understood.
        """
        options = self.options
        try:
            wait = read_duration(options.wait)
        except BadValueError as error:
            raise BadCommand(f"paster setup-app: --wait: {error}") from None
        if options.no_migrate and options.databases:
            raise BadCommand("paster setup-app: --no-migrate leaves nothing for --database to do; use one of them")
        databases = () if options.no_migrate else tuple(dict.fromkeys(options.databases or [DEFAULT_DB_ALIAS]))
        return Steps(databases, not options.no_static, wait)


def find_installer(route: Route, name: str) -> tuple[Installer, str, str]:
    """Return what sets up the application that a name leads to, with the arguments: the ini, and the section in it.

    An application that is not Django's has an installer if its distribution brings one.
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
