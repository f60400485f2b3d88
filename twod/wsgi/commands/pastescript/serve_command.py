"""``paster serve x.ini``: PasteScript's, which also prints what it serves and where, or why it cannot."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from functools import cached_property, partial
from pathlib import Path
from typing import Any
from wsgiref.types import WSGIApplication

from paste import reloader
from paste.deploy.loadwsgi import APP
from paste.script import serve
from paste.script.command import BadCommand

from twod.inifile.config_uri import split_config_uri
from twod.inifile.replaced_options import ReplacedOption
from twod.inifile.variables import EndTimes
from twod.wsgi.commands.daemon_stop import stop_daemon
from twod.wsgi.commands.factory_errors import locate_factory_error
from twod.wsgi.commands.gunicorn_server import is_gunicorn, read_gunicorn_options
from twod.wsgi.commands.ini_errors import INI_ERRORS, is_about_ini
from twod.wsgi.commands.listening import find_url, read_server_options, try_addresses
from twod.wsgi.commands.pastescript.checked_command import CheckedCommand, refuse_command
from twod.wsgi.commands.restarted_process import run_again
from twod.wsgi.config.activation import find_active_files
from twod.wsgi.config.raised import find_failed_files
from twod.wsgi.config.surroundings.site_paths import list_database_files
from twod.wsgi.config.survey import survey_uri
from twod.wsgi.contexts import load_object
from twod.wsgi.exc import ConfigurationError
from twod.wsgi.serving.apart import CheckFailedError, run_apart
from twod.wsgi.serving.end_signals import exiting_cleanly
from twod.wsgi.serving.end_times import find_ini_times
from twod.wsgi.serving.ending import is_ending
from twod.wsgi.serving.runners import load_server

#: The exit status of Paste's reloader when a file has changed.
_HAS_CHANGED = 3
#: The words behind the ini that make something else of the command than a start.
_STARTS_DAEMON = ("start", "restart")
_ENDS = ("stop", "status")


class ServeCommand(CheckedCommand, serve.ServeCommand):
    """Serve the application of an ini with the server of its ``[server:main]``."""

    def command(self) -> int | None:
        """Serve, or what the words say; a signal that comes before a server handles it ends the process cleanly."""
        with exiting_cleanly():
            return self.serve()

    def serve(self) -> int | None:
        """Serve until something ends the process; with ``--reload``, wait until a wrong ini is fixed."""
        if not self.args and not (self.options.stop_daemon or self.options.show_status):
            raise BadCommand("Which ini? (paster serve CONFIG_FILE)")
        try:
            self.prepare()
            # The check is done.
            status: int | None = serve.ServeCommand.command(self)
        except INI_ERRORS as error:
            if is_ending() or not (self.is_reloaded and is_about_ini(error)):
                raise
            self.watch((*survey_uri(self.config_uri).files, *find_failed_files()))
            if not reloader.Monitor.instances:
                # PasteScript starts it after the check.
                reloader.install(int(self.options.reload_interval))
            sys.stderr.write(f"{error}\nWaiting for a change.\n")
            threading.Event().wait()  # The monitor ends the process.
        return status

    def prepare(self) -> None:
        """Check the ini, as far as this process is going to serve it.

        :raises twod.wsgi.exc.ConfigurationError: with all that is wrong.
        """
        is_start = not (self.options.stop_daemon or self.options.show_status or self.word in _ENDS)
        is_monitor = self.options.reload and not self.is_reloaded
        if not is_start or is_monitor or not self.is_of_ini:
            return
        if not self.is_daemon and not self.loads_in_workers:
            self.check()
            return
        self.check_apart()
        if not self.is_daemon:
            return
        for name, default in (("pid_file", "paster.pid"), ("log_file", "paster.log")):
            setattr(self.options, name, str(Path(getattr(self.options, name) or default).absolute()))
        sys.stdout.write(f"The process id is in {self.options.pid_file}, the log in {self.options.log_file}.\n")

    def check(self) -> None:
        """Check the ini.

        :raises twod.wsgi.exc.ConfigurationError: with all that is wrong.
        """
        self.check_ini_first(self.variables, None if self.options.server else self.server_name)

    def check_apart(self) -> None:
        """Check the ini in a process of its own.

        What modules of the site open must not stay open in a daemon, and the modules must not stay in a process whose
        workers are to load them as they are after a change.

        :raises paste.script.command.BadCommand: with all that is wrong.
        """
        try:
            run_apart(self.check_start)
        except CheckFailedError as error:
            raise refuse_command("serve", str(error)) from None

    def check_start(self) -> str:
        """Check the ini and try the addresses.

        :raises twod.wsgi.exc.ConfigurationError: with what is wrong.
        """
        self.check()
        if self.word != "restart" and not self.options.server:
            try_addresses(self.read_server_options())
        return ""

    @property
    def is_of_ini(self) -> bool:
        """Whether an ini is to be served, and not an egg."""
        return self.args[0].startswith("config:") or not self._scheme_re.search(self.args[0])

    @property
    def word(self) -> str | None:
        """``start``, ``stop`` and so on."""
        return self.args[1] if self.args[1:2] and self.args[1] in self.possible_subcommands else None

    @property
    def is_daemon(self) -> bool:
        """Whether the server is going to be a process in the background."""
        return self.word in _STARTS_DAEMON or bool(getattr(self.options, "daemon", False))

    @property
    def variables(self) -> dict[str, str]:
        """The variables that are given beside the ini."""
        found: dict[str, str] = self.parse_vars(self.args[2:] if self.word else self.args[1:])
        return found

    @property
    def server_name(self) -> str:
        """The server in the ini."""
        return self.options.server_name or "main"

    @cached_property
    def loads_in_workers(self) -> bool:
        """Whether workers are going to load the application, so that SIGHUP can start some with new settings."""
        return (
            self.is_of_ini
            and not (self.options.server or self.options.reload)
            and is_gunicorn(split_config_uri(self.args[0])[0], self.server_name, self.variables)
        )

    @property
    def is_started_again(self) -> bool:
        """Whether another process starts this one anew whenever it ends."""
        is_monitored = self.options.monitor_restart and self._monitor_environ_key in os.environ
        return bool(is_monitored or self.is_reloaded)

    @property
    def is_reloaded(self) -> bool:
        """Whether this is the process that is restarted when a file changes."""
        return bool(self.options.reload and os.environ.get(self._reloader_environ_key))

    def loadapp(self, app_spec: str, name: str | None, relative_to: str, **kw: Any) -> Any:
        """Load the application; where workers do, return what loads it there."""
        load = partial(self.load_site, app_spec, name, relative_to, **kw)
        return load if self.loads_in_workers else load()

    def load_site(self, app_spec: str, name: str | None, relative_to: str, **kw: Any) -> WSGIApplication:
        """Load the application, and watch the inis and the secret files that its settings were made of.

        :raises twod.wsgi.exc.ConfigurationError: for whatever the factory of an application or a filter raises.
        """
        try:
            application: WSGIApplication = load_object(APP, app_spec, name=name, relative_to=relative_to, **kw)
        except Exception as error:
            if is_about_ini(error) or not self.is_of_ini:
                raise
            raise locate_factory_error(error, split_config_uri(self.args[0])[0], self.variables) from error
        if self.is_reloaded:
            self.watch(find_active_files())
        return application

    def watch(self, files: tuple[str, ...]) -> None:
        for file in files:
            reloader.watch_file(file)

    def loadserver(self, server_spec: str, name: str | None, relative_to: str, **kw: Any) -> Callable[..., None]:
        """Load the server, which prints where it serves."""
        if self.loads_in_workers:
            return partial(self.run_gunicorn, partial(read_gunicorn_options, server_spec, name, relative_to, **kw))
        return partial(
            self.run_server, load_server(server_spec, name, relative_to, **kw, has_echo=self.is_started_again)
        )

    def run_server(self, server: Callable[[WSGIApplication], object], application: WSGIApplication) -> None:
        """Serve `application`, and print it once the address is known to be free.

        :raises paste.script.command.BadCommand: when the server cannot listen.
        """
        self.try_addresses()
        self.announce()
        server(application)

    def run_gunicorn(self, read_options: Callable[[], dict[str, str]], load: Callable[[], WSGIApplication]) -> None:
        """Run gunicorn, whose workers load the application; a process of its own tries that first, and is gone.

        :raises paste.script.command.BadCommand: when gunicorn cannot listen, or the application cannot be loaded.
        """
        # A site may have another server.
        from twod.wsgi.serving.gunicorn_end import announce_before_end  # noqa: PLC0415
        from twod.wsgi.serving.gunicorn_reload import IniApplication, try_before_reload  # noqa: PLC0415

        self.try_addresses()
        try:
            run_apart(partial(self.load_and_announce, load))
        except CheckFailedError as error:
            raise refuse_command("serve", str(error)) from None
        try_before_reload(self.check)
        announce_before_end(find_ini_times(self.config_uri, self.variables).stop_delay)
        IniApplication(split_config_uri(self.args[0])[0], load, read_options).run()

    def load_and_announce(self, load: Callable[[], WSGIApplication]) -> str:
        load()
        self.announce()
        return ""

    def announce(self) -> None:
        """Print what is served and where, and what to do about an empty database."""
        options = {} if self.options.server or not self.is_of_ini else self.read_server_options()
        if advice := find_empty_database(self.args[0]):
            sys.stderr.write(f"{advice}\n")
        if self.verbose > 0:
            url = find_url(options)
            where = f" at {url}" if url else ""
            print(f"Serving {self.args[0]} ({self.describe_environment()}){where}", flush=True)  # noqa: T201

    def restart_with_monitor(self, reloader: bool = False) -> int:
        """Run this very command in a process of its own, and again when it ends, or when a file has changed."""
        if self.verbose > 0:
            print("Starting subprocess with", "file monitor" if reloader else "monitor parent", flush=True)  # noqa: T201
        key = self._reloader_environ_key if reloader else self._monitor_environ_key
        again = (lambda status: status == _HAS_CHANGED) if reloader else (lambda _status: True)
        return run_again([sys.executable, *sys.argv], os.environ | {key: "true"}, again)

    def restart_with_reloader(self) -> int:
        return self.restart_with_monitor(reloader=True)

    def stop_daemon(self) -> int:
        """End the daemon, which has as long as the ini says for the requests that it has accepted."""
        times = find_ini_times(self.config_uri, self.variables) if self.args and self.is_of_ini else EndTimes()
        return stop_daemon(Path(self.options.pid_file or "paster.pid"), times)

    def read_server_options(self) -> dict[str, ReplacedOption]:
        return read_server_options(split_config_uri(self.args[0])[0], self.server_name, self.variables)

    def try_addresses(self) -> None:
        """Listen on the server's addresses for a moment.

        :raises paste.script.command.BadCommand: when one cannot be listened on.
        """
        if self.options.server or not self.is_of_ini:
            return
        try:
            try_addresses(self.read_server_options())
        except ConfigurationError as error:
            # It may be the ini's fault or not; with --reload, to wait for a change of it would be wrong.
            raise refuse_command("serve", str(error)) from None

    def describe_environment(self) -> str:
        """Return the environment's name (that of the application or of the file), and whether it debugs."""
        path, _, name = self.config_uri.partition("#")
        text = f"environment {name if name not in ('', 'main') else Path(path).stem}"
        if find_active_files():
            from django.conf import settings  # noqa: PLC0415 - there is a Django application, or nothing to say of it

            text += f", debug {'on' if settings.DEBUG else 'off'}"
        return text


def find_empty_database(ini: str) -> str | None:
    """Return what to do about a database of SQLite without any table; None when there is none, or no Django.

    Other databases would have to be connected to.
    """
    if not find_active_files():
        return None
    from django.apps import apps  # noqa: PLC0415 - as in describe_environment
    from django.conf import settings  # noqa: PLC0415

    for _, name in list_database_files(settings.DATABASES) if apps.get_models() else ():
        path = Path(name)
        if not path.exists() or (path.is_file() and not path.stat().st_size):
            return f"The database {path} has no tables yet; paster setup-app {ini} makes them."
    return None
