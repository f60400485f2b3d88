"""``paster serve x.ini``: twod's ``serve`` with PasteScript's further options, such as ``--daemon``."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentTypeError
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from wsgiref.types import WSGIApplication

from paste.script import serve
from paste.script.command import BadCommand

from twod.inifile.variables import EndTimes
from twod.wsgi.commands.command import CommandRefusedError
from twod.wsgi.commands.pastescript.adapters import FRONT
from twod.wsgi.commands.pastescript.checked_command import CheckedCommand
from twod.wsgi.commands.pastescript.daemon_stop import stop_daemon
from twod.wsgi.commands.pastescript.restarted_process import run_again
from twod.wsgi.commands.starting.listening import try_addresses
from twod.wsgi.commands.starting.serve_command import read_interval
from twod.wsgi.commands.starting.service import Service
from twod.wsgi.serving.end.begin_anew import is_begun_anew, is_trial
from twod.wsgi.serving.end.end_signals import exiting_cleanly
from twod.wsgi.serving.end.end_times import find_ini_times
from twod.wsgi.serving.runners import load_server

#: The exit status of Paste's reloader when a file has changed.
_HAS_CHANGED = 3
#: Words after the ini that start a daemon, and those that start no server.
_STARTS_DAEMON = ("start", "restart")
_ENDS = ("stop", "status")

#: Options that do not work with ``--reload``, which starts a new process for each change.
_NOT_WITH_RELOAD = ("daemon", "log_file", "monitor_restart", "pid_file", "set_group", "set_user")


class ServeAdapter(CheckedCommand, serve.ServeCommand):
    """The command ``serve``: serves the application of an ini with the server of its ``[server:main]``."""

    def command(self) -> int | None:
        """Do the requested work; a signal before the server handles signals ends the process cleanly."""
        with exiting_cleanly():
            return self.serve()

    def serve(self) -> int | None:
        """Serve until the server ends; with ``--reload``, wait until the errors of the ini are fixed.

        :raises paste.script.command.BadCommand: if the server cannot start.
        """
        if is_begun_anew():
            self.leave_first_steps()
        if not self.args and not (self.options.stop_daemon or self.options.show_status):
            raise BadCommand("paster serve: no ini given (paster serve CONFIG_FILE)")
        if self.options.show_status:
            # PasteScript would demand an ini here without reading it.
            shown: int = self.show_status()
            return shown
        try:
            service = self.service if self.is_start else None
            if service is not None:
                if self.options.reload:
                    self.reload(service)
                self.prepare(service)
            # The ini is checked now, so PasteScript may load it.
            status: int | None = serve.ServeCommand.command(self)
        except CommandRefusedError as error:
            raise BadCommand(str(error), exit_code=error.status) from None
        return status

    def leave_first_steps(self) -> None:
        """Skip steps already done by this process before its restart, or by the process that this trial is for."""
        if self.is_daemon:
            self.name_daemon_files()
            self.args[1:] = self.args[2:] if self.word else self.args[1:]
            self.options.daemon = None
        self.options.set_user = self.options.set_group = None
        if is_trial():
            self.options.pid_file = self.options.log_file = None

    def name_daemon_files(self) -> None:
        """Make the paths of the daemon's files absolute."""
        for name, default in (("pid_file", "paster.pid"), ("log_file", "paster.log")):
            setattr(self.options, name, str(Path(getattr(self.options, name) or default).absolute()))

    def reload(self, service: Service) -> None:
        """Serve, and restart the server when a file changes.

        :raises paste.script.command.BadCommand: for options that exclude each other.
        """
        from twod.wsgi.commands.starting.reloading import serve_reloading  # noqa: PLC0415 - only for --reload

        for name in _NOT_WITH_RELOAD:
            if getattr(self.options, name, None) or (name == "daemon" and self.word):
                option = name.removeprefix("set_").replace("_", "-")
                raise BadCommand(f"paster serve: --{option} and --reload cannot be used together")
        try:
            interval = read_interval(str(self.options.reload_interval))
        except ArgumentTypeError as error:
            raise BadCommand(f"paster serve: --reload-interval: {error}") from None
        serve_reloading(service, interval, is_quiet=self.is_quiet)

    def prepare(self, service: Service) -> None:
        """Check the ini that this process will serve.

        :raises twod.wsgi.exc.ConfigurationError: with all errors in the ini.
        :raises twod.wsgi.commands.command.CommandRefusedError: for an error before a daemon starts.
        """
        if not self.is_daemon:
            service.check()
            return
        # Files that the site's modules open must not stay open in a daemon, so another process checks.
        service.run_apart(partial(self.check_start, service))
        self.name_daemon_files()
        sys.stdout.write(f"The process ID is in {self.options.pid_file}, the log in {self.options.log_file}.\n")

    def check_start(self, service: Service) -> str:
        """Check the ini and test the addresses.

        :raises twod.wsgi.exc.ConfigurationError: with the errors.
        """
        service.check_here()
        if self.word != "restart":
            try_addresses(service.read_server_options())
        return ""

    @property
    def service(self) -> Service | None:
        """The application and the server of the ini; None if one of the two comes from elsewhere."""
        is_of_ini = bool(self.args) and (self.args[0].startswith("config:") or not self._scheme_re.search(self.args[0]))
        if self.options.server or not is_of_ini:
            return None
        return Service(FRONT, self.args[0], self.application, self.options.server_name or "main", self.variables)

    @property
    def is_start(self) -> bool:
        """Whether the command starts a server."""
        return not (self.options.stop_daemon or self.options.show_status or self.word in _ENDS)

    @property
    def is_quiet(self) -> bool:
        """Whether to print only errors."""
        return bool(self.verbose <= 0)

    @property
    def word(self) -> str | None:
        """The word after the ini, such as ``start`` or ``stop``; None without one."""
        return self.args[1] if self.args[1:2] and self.args[1] in self.possible_subcommands else None

    @property
    def is_daemon(self) -> bool:
        """Whether the server will run in the background."""
        return self.word in _STARTS_DAEMON or bool(getattr(self.options, "daemon", False))

    @property
    def variables(self) -> dict[str, str]:
        """PasteDeploy's variables from the command line."""
        found: dict[str, str] = self.parse_vars(self.args[2:] if self.word else self.args[1:])
        return found

    @property
    def is_started_again(self) -> bool:
        """Whether another process restarts this one when it ends."""
        return bool(self.options.monitor_restart and self._monitor_environ_key in os.environ)

    def logging_file_config(self, config_file: str) -> None:
        """Apply the ini's logging, unless the service does."""
        service = self.service
        if service is None:
            super().logging_file_config(config_file)
        elif self.options.log_file:
            # PasteScript has just replaced the streams, whose handlers had the ini's format, by this file.
            service.start_log()

    def loadapp(self, app_spec: str, name: str | None, relative_to: str, **kw: Any) -> WSGIApplication | None:
        """Load the application; return None if the service will load it."""
        return super().loadapp(app_spec, name, relative_to, **kw) if self.service is None else None

    def loadserver(self, server_spec: str, name: str | None, relative_to: str, **kw: Any) -> Callable[..., object]:
        """Return a function that serves: the service's, or the one that PasteDeploy finds."""
        service = self.service
        if service is None:
            return load_server(server_spec, name, relative_to, **kw, has_echo=self.is_started_again)
        return lambda _nothing: service.serve(is_quiet=self.is_quiet, has_echo=self.is_started_again)

    def restart_with_monitor(self, reloader: bool = False) -> int:
        """Run this same command in another process, and again when it ends or a file has changed."""
        if not self.is_quiet:
            print("Starting subprocess with", "file monitor" if reloader else "monitor parent", flush=True)  # noqa: T201
        key = self._reloader_environ_key if reloader else self._monitor_environ_key
        again = (lambda status: status == _HAS_CHANGED) if reloader else (lambda _status: True)
        return run_again([sys.executable, *sys.argv], os.environ | {key: "true"}, again)

    def stop_daemon(self) -> int:
        """End the daemon, and give it the time that the ini allows for accepted requests."""
        service = self.service
        times = find_ini_times(service.config_uri, service.variables) if service else EndTimes()
        return stop_daemon(Path(self.options.pid_file or "paster.pid"), times)
