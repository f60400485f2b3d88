"""``twod doctor x.ini``: check a site on the machine that runs it, and print each fault with its cure."""

from __future__ import annotations

import os
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator

from twod.inifile.config_uri import split_config_uri
from twod.wsgi.commands.command import MISUSED, Command, CommandRefusedError
from twod.wsgi.commands.doctor.disk_space import examine_disks
from twod.wsgi.commands.doctor.examination import Examined, list_examined, write_examined_json
from twod.wsgi.commands.doctor.locked_versions import examine_versions
from twod.wsgi.commands.doctor.proxy_trust import examine_proxy
from twod.wsgi.commands.doctor.risky_settings import examine_settings
from twod.wsgi.commands.doctor.secret_modes import examine_secret_files
from twod.wsgi.commands.inspection.settings_command import write
from twod.wsgi.commands.starting.service import check_first
from twod.wsgi.config import configure
from twod.wsgi.config.activation import find_active, set_up_django
from twod.wsgi.exc import NotConfiguredError


class DoctorCommand(Command):
    """The command ``doctor``."""

    name = "doctor"
    summary = "Check a site on the machine that runs it: databases, secrets, proxies and more"
    description = """
    Run it as the user that runs the site. Checks debug mode, hosts, time zone, files of
    secrets, the proxy, databases, migrations, caches, static files, disk space and the
    versions of the lock file. Changes nothing. The exit status is 1 if a check fails."""

    def add_options(self, parser: ArgumentParser) -> None:
        parser.add_argument("--lock", metavar="FILE", help="the lock file (default: a pylock.toml at or above the ini)")
        parser.add_argument(
            "--format", choices=["text", "json"], default="text", help="format of the output (default: text)"
        )

    def run(self, options: Namespace) -> int:
        """Examine the site and print the results; return 1 if there is any fault, else 0.

        :raises twod.wsgi.exc.ConfigurationError: if the site cannot be loaded.
        """
        config_uri, *others = options.arguments
        if others:
            raise CommandRefusedError(f"{self.program}: expected one ini, got {others[0]!r} too", MISUSED)
        if options.lock is not None and not os.path.isfile(options.lock):  # noqa: PTH113 - a text of the command line
            raise self.refuse(f"there is no lock file {options.lock}")
        check_first(config_uri, {})
        configure(config_uri)
        set_up_django()
        examined = list(self._examine(config_uri, options.lock))
        write(write_examined_json(examined) if options.format == "json" else "\n".join(list_examined(examined)))
        return int(any(each.ailments for each in examined))

    def _examine(self, config_uri: str, lock: str | None) -> Iterator[Examined]:
        # This module imports models, so Django must be set up first.
        from twod.wsgi.commands.doctor.site_state import examine_state  # noqa: PLC0415

        loaded = find_active()
        if loaded is None:
            raise NotConfiguredError("no ini is loaded; call twod.wsgi.configure() first")
        path = os.path.abspath(split_config_uri(config_uri)[0])  # noqa: PTH100 - as PasteDeploy does it
        yield from examine_settings(loaded)
        yield examine_secret_files(loaded)
        yield examine_proxy(loaded, path)
        yield from examine_state(loaded, config_uri, self.front)
        yield examine_disks(loaded, path)
        yield examine_versions(path, lock)
