"""An application of an ini together with the server of the same ini."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote
from wsgiref.types import WSGIApplication

from paste.deploy.loadwsgi import APP

from twod.inifile.config_uri import split_config_uri
from twod.inifile.replaced_options import ReplacedOption
from twod.wsgi.commands.command import CommandRefusedError
from twod.wsgi.commands.ini_errors import is_about_ini
from twod.wsgi.commands.starting.announcement import calling_when_listening
from twod.wsgi.commands.starting.factory_errors import locate_factory_error
from twod.wsgi.commands.starting.gunicorn_server import is_gunicorn, read_gunicorn_options
from twod.wsgi.commands.starting.listening import find_url, has_inherited_sockets, read_server_options, try_addresses
from twod.wsgi.config.activation import find_active, find_active_files
from twod.wsgi.config.surroundings.server_options import find_listening_addresses
from twod.wsgi.config.surroundings.site_paths import list_database_files
from twod.wsgi.contexts import load_object
from twod.wsgi.exc import ConfigurationError, ConfigurationWarning
from twod.wsgi.release_place import pin_to_release
from twod.wsgi.serving.apart import CheckFailedError, check_served, run_apart
from twod.wsgi.serving.end.begin_anew import CommandLine, is_trial
from twod.wsgi.serving.end.end_times import find_ini_times
from twod.wsgi.serving.logs.server_logs import configure_server_log
from twod.wsgi.serving.logs.start_line import describe_environment, pass_over_start_line
from twod.wsgi.serving.runners import Server, load_server
from twod.wsgi.serving.service_manager import tell_ready


class Service(NamedTuple):
    """The application to serve and its server; nothing is loaded yet.

    :param front: the program that serves, for messages: ``twod`` or ``paster``.
    :param ini: the ini as the user typed it, with or without ``#NAME``.
    :param application: the name of the application, if an option gives it.
    :param server: the name of the server in the ini.
    :param variables: PasteDeploy's variables from the command line.
    :param program: the command, for messages; None for ``FRONT serve``.
    """

    front: str
    ini: str
    application: str | None = None
    server: str = "main"
    variables: Mapping[str, str] = {}
    program: str | None = None

    @property
    def path(self) -> str:
        """The absolute path of the ini, which keeps pointing to the same release after a switch."""
        return pin_to_release(split_config_uri(self.ini)[0])

    @property
    def config_uri(self) -> str:
        """The ini with the name of the application, if there is one."""
        name = self.application or split_config_uri(self.ini)[1]
        return f"{self.path}#{name}" if name else self.path

    @property
    def loads_in_workers(self) -> bool:
        """Whether workers will load the application, so that SIGHUP can start workers with new settings."""
        return is_gunicorn(self.path, self.server, self.variables)

    def check(self) -> None:
        """Print warnings about the ini, and raise its errors.

        If workers load the application, another process checks, because this one must not import the site's modules.

        :raises twod.wsgi.exc.ConfigurationError: with all errors in the ini.
        :raises twod.wsgi.commands.command.CommandRefusedError: with the same errors from the other process.
        """
        self.start_log()
        if self.loads_in_workers:
            self.run_apart(self.check_here)
        else:
            self.check_here()

    def start_log(self) -> None:
        """Apply the ini's logging if possible, so that all further output has its format."""
        with suppress(ConfigurationError):  # The check reports it.
            configure_server_log(self.path)

    def check_here(self) -> str:
        """Check the ini in this process."""
        check_first(self.config_uri, self.variables, self.server)
        return ""

    def run_apart(self, work: Callable[[], str]) -> str:
        """Run a function in another process, and return its result.

        :raises twod.wsgi.commands.command.CommandRefusedError: with the exception that the function raised.
        """
        try:
            return run_apart(work)
        except CheckFailedError as error:
            raise self.refuse(str(error)) from None

    def refuse(self, message: str) -> CommandRefusedError:
        """Return the error for a failed start."""
        return CommandRefusedError(f"{self.program or f'{self.front} serve'}: {message}")

    def try_addresses(self) -> None:
        """Listen on the server's addresses for a moment.

        :raises twod.wsgi.commands.command.CommandRefusedError: if the server cannot listen on an address.
        """
        try:
            try_addresses(self.read_server_options())
        except ConfigurationError as error:
            # Another error than ConfigurationError: with --reload, a change of the ini need not help.
            raise self.refuse(str(error)) from None

    def read_server_options(self) -> dict[str, ReplacedOption]:
        """Return the options of the server's section."""
        return read_server_options(self.path, self.server, self.variables)

    def serve(
        self,
        *,
        is_quiet: bool = False,
        has_echo: bool = False,
        watch: Callable[[Iterable[str]], None] | None = None,
    ) -> None:
        """Load the application, and serve it until the server ends.

        :param has_echo: whether a parent process passes each signal on.
        :param watch: takes the files that the settings were read from, for a parent that restarts this process when one
            of them changes.
        :raises twod.wsgi.exc.ConfigurationError: for an exception in the factory of an application or a filter.
        :raises twod.wsgi.commands.command.CommandRefusedError: if the server cannot listen.
        """
        configure_server_log(self.path)
        pass_over_start_line(self.path)
        if self.loads_in_workers and watch is None:
            self._serve_by_gunicorn(is_quiet=is_quiet)
            return
        server = load_server(self._spec, self.server, "/", self.variables, has_echo=has_echo)
        application = self.load_application()
        if watch is not None:
            watch(find_active_files())
        self.run_server(server, application, is_quiet=is_quiet)

    def _serve_by_gunicorn(self, *, is_quiet: bool) -> None:
        """Run gunicorn after another process has loaded the application; its workers load it themselves."""
        # Only sites with gunicorn can import these modules.
        from twod.wsgi.serving.gunicorn_anew import GUNICORN_ADDRESSES, begin_anew_at_hang_up  # noqa: PLC0415
        from twod.wsgi.serving.gunicorn_end import announce_before_end  # noqa: PLC0415
        from twod.wsgi.serving.gunicorn_reload import IniApplication  # noqa: PLC0415

        command = CommandLine()
        self.try_addresses()
        words = self.run_apart(self._load_and_describe)
        if is_trial():
            return
        options = self.read_server_options()
        addresses = {name: options[name].text for name in GUNICORN_ADDRESSES if name in options}
        begin_anew_at_hang_up(command, addresses)
        announce_before_end(find_ini_times(self.config_uri, self.variables).stop_delay)
        read_options = partial(read_gunicorn_options, self._spec, self.server, "/", self.variables)
        with self.announcing(words, is_quiet=is_quiet):
            IniApplication(self.path, self.load_application, read_options).run()

    @property
    def _spec(self) -> str:
        return f"config:{quote(self.path)}"

    def load_application(self) -> WSGIApplication:
        """Return the application.

        :raises twod.wsgi.exc.ConfigurationError: for an exception in the factory of an application or a filter.
        """
        _, name = split_config_uri(self.config_uri)
        try:
            application: WSGIApplication = load_object(APP, self._spec, name=name, global_conf=dict(self.variables))
        except Exception as error:
            if is_about_ini(error):
                raise
            raise locate_factory_error(error, self.path, self.variables) from error
        return application

    def _load_and_describe(self) -> str:
        self.load_application()
        return self.describe()

    def run_server(self, server: Server, application: WSGIApplication, *, is_quiet: bool = False) -> None:
        """Serve a loaded application, and print its address once the server listens.

        :raises twod.wsgi.commands.command.CommandRefusedError: if the server cannot listen.
        """
        self.try_addresses()
        # Most servers handle Ctrl-C themselves; some would print a traceback if it came in certain moments.
        with suppress(KeyboardInterrupt), self.announcing(self.describe(), is_quiet=is_quiet):
            server(application)

    def describe(self) -> str:
        """Return a line with the application and its address; a line of advice precedes it if the database is empty."""
        url = find_url(self.read_server_options())
        advice = find_empty_database(self.front, self.ini)
        line = f"Serving {self.ini} ({self.describe_environment()}){f' at {url}' if url else ''}"
        return f"{advice}\n{line}" if advice else line

    @contextmanager
    def announcing(self, words: str, *, is_quiet: bool) -> Iterator[None]:
        """Print the application and its address, and notify the service manager, once the server listens.

        :param words: the lines of :meth:`describe`; a quiet server does not print the last one.
        """
        advice, newline, line = words.rpartition("\n")
        sys.stderr.write(advice + newline)
        count = max(len(list(find_listening_addresses(self.read_server_options()))), 1)

        def announce() -> None:
            if not is_quiet:
                print(line, flush=True)  # noqa: T201 - for the user who starts the server

        def tell() -> None:
            # gunicorn notifies the manager itself once it handles signals, and other servers handle them before they
            # listen.
            if not self.loads_in_workers:
                tell_ready(line)

        def announce_and_tell() -> None:
            announce()
            tell()

        with ExitStack() as stack:
            if has_inherited_sockets():
                announce()  # Inherited sockets already listen; the server only calls listen() again.
                stack.enter_context(calling_when_listening(1, tell))
            else:
                stack.enter_context(calling_when_listening(count, announce_and_tell))
            yield

    def describe_environment(self) -> str:
        """Return the name of the environment (of the application or of the file) and a description of its settings."""
        return describe_environment(self.config_uri, find_active())


def check_first(config_uri: str, variables: Mapping[str, str], server: str | None = None) -> None:
    """Print warnings about an ini, and raise its errors.

    :param variables: PasteDeploy's variables from the command line.
    :param server: the server that will be loaded; None for no server.
    :raises twod.wsgi.exc.ConfigurationError: with all errors in the ini.
    """
    sys.stderr.write(check_served(config_uri, variables, server))
    # check_served has reported these warnings already.
    warnings.simplefilter("ignore", ConfigurationWarning)


def find_empty_database(front: str, ini: str) -> str | None:
    """Return advice about an SQLite database without tables; None if there is no such database or no Django.

    Other databases are not examined, since that would need a connection.

    :param front: the program to run for creating the tables.
    """
    if not find_active_files():
        return None
    from django.apps import apps  # noqa: PLC0415 - only for a Django site
    from django.conf import settings  # noqa: PLC0415

    for _, name in list_database_files(settings.DATABASES) if apps.get_models() else ():
        path = Path(name)
        if not path.exists() or (path.is_file() and not path.stat().st_size):
            return f"The database {path} has no tables yet; to create them, run: {front} setup-app {ini}"
    return None
