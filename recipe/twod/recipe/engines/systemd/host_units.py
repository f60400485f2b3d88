"""The units of a machine: services, timers and sockets for its programs, and a target for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from twod.inifile.addresses import Address
from twod.recipe.cfg.environment_options import GROUP, HTTP_ADDRESS
from twod.recipe.cfg.processes import Schedule
from twod.recipe.engines.engine_site import EngineSite
from twod.recipe.engines.machines import MachineRun
from twod.recipe.engines.supervision import find_supervision, make_check_command
from twod.recipe.engines.systemd.calendar_events import make_calendar_event
from twod.recipe.engines.systemd.hardening import harden
from twod.recipe.engines.systemd.unit_text import (
    UnitOptions,
    escape_specifiers,
    quote_unit_command,
    quote_unit_word,
    quote_unit_words,
    render_unit,
)

#: The value for a user that systemd creates for a service and removes with it.
DYNAMIC_USER = "dynamic"
#: Seconds before systemd restarts a service that has ended.
_RESTART_DELAY = "2s"


class Credential(NamedTuple):
    """A secret that systemd passes to the services.

    :param name: its name.
    :param path: its file.
    :param is_needed: whether the services cannot start without the file.
    """

    name: str
    path: str
    is_needed: bool = True


class UnitWishes(NamedTuple):
    """The options of the part for all services.

    :param name: name of the target, and the beginning of the units' names.
    :param user: the user that runs them.
    :param environment_file: a file of environment variables, or an empty text.
    :param credentials: the secrets.
    :param has_socket: whether systemd opens the server's socket.
    :param is_hardened: whether the services are confined.
    :param writable: paths that they write, besides the site's data and logs.
    :param after: units that start before them.
    :param service_options: additional lines of ``[Service]``.
    :param process_timeout: seconds that a process may take to stop.
    """

    name: str
    user: str
    environment_file: str = ""
    credentials: Sequence[Credential] = ()
    has_socket: bool = False
    is_hardened: bool = True
    writable: Sequence[Path] = ()
    after: Sequence[str] = ()
    service_options: UnitOptions = ()
    process_timeout: float = 300.0


def make_units(site: EngineSite, runs: Iterable[MachineRun], wishes: UnitWishes) -> dict[str, str]:
    """Return the units of a machine, each by the name of its file.

    :param runs: the machine's programs.
    """
    units: dict[str, str] = {}
    held = []
    for each in runs:
        made = _ProgramUnits(site, each, wishes).make()
        units |= made
        # The target wants no service that a timer starts, but both the socket and the server: it starts before the
        # first request.
        held += [name for name in made if each.run.schedule is None or name.endswith(".timer")]
    return {_name_target(wishes): _make_target(wishes, held), **units}


def _name_target(wishes: UnitWishes) -> str:
    return f"{wishes.name}.target"


def _make_target(wishes: UnitWishes, held: Sequence[str]) -> str:
    about = [("Description", f"All programs of {wishes.name} on this host"), ("Wants", quote_unit_words(held))]
    return render_unit({"Unit": about, "Install": [("WantedBy", "multi-user.target")]})


class _ProgramUnits:
    """The units of one program.

    :param site: the site.
    :param hosted: the program, and the host that runs it.
    :param wishes: the options for all services.
    """

    def __init__(self, site: EngineSite, hosted: MachineRun, wishes: UnitWishes) -> None:
        self._site, self._hosted, self._wishes = site, hosted, wishes
        self._run = hosted.run
        self._supervision = find_supervision(site, hosted.run, wishes.process_timeout)
        self._name = "-".join(filter(None, (wishes.name, hosted.name)))
        self._title = f"{hosted.run.name} of {wishes.name}"

    def make(self) -> dict[str, str]:
        """Return the units, each by the name of its file."""
        if self._run.schedule is not None:
            timer, job = self._make_timer(self._run.schedule), self._make_job()
            return {f"{self._name}.timer": timer, f"{self._name}.service": job}
        sockets = {self._name_socket(): self._make_socket()} if self._has_socket else {}
        return {**sockets, f"{self._name}.service": self._make_service()}

    @property
    def _has_socket(self) -> bool:
        return self._wishes.has_socket and self._hosted.is_server

    def _name_socket(self) -> str:
        return f"{self._name}.socket"

    def _make_timer(self, schedule: Schedule) -> str:
        about = [("Description", f"Times of {self._title}"), ("PartOf", _name_target(self._wishes))]
        # The default accuracy is a minute; cron's is better. ``Persistent`` runs a job that was due while the host was
        # off.
        timer = [("OnCalendar", make_calendar_event(schedule)), ("AccuracySec", "1s"), ("Persistent", "yes")]
        return render_unit({"Unit": about, "Timer": timer})

    def _make_socket(self) -> str:
        own = self._site.environment.options[HTTP_ADDRESS]
        listening = Address(own.host.strip("[]"), self._site.get_address(self._hosted.host).port)
        about = [("Description", f"Socket of {self._title}"), ("PartOf", _name_target(self._wishes))]
        return render_unit({"Unit": about, "Socket": [("ListenStream", str(listening)), ("NoDelay", "yes")]})

    def _make_service(self) -> str:
        """Return the service of a program that runs all the time."""
        target = _name_target(self._wishes)
        about = [
            *self._introduce(),
            ("PartOf", target),
            ("ReloadPropagatedFrom", target),
            # Keep trying while a database is down for long.
            ("StartLimitIntervalSec", "0"),
        ]
        if self._has_socket:
            about += [("Requires", self._name_socket()), ("After", self._name_socket())]
        service = [
            ("Type", "notify" if self._supervision.tells_manager else "exec"),
            *self._make_process(),
            *self._make_reload(),
            *self._make_end(),
            # Not on-failure: a process that ends for a reload has not failed, nor has one that gets SIGHUP before it
            # handles it.
            ("Restart", "always"),
            ("RestartSec", _RESTART_DELAY),
            *self._confine(),
        ]
        return render_unit({"Unit": about, "Service": service})

    def _make_job(self) -> str:
        """Return the service of a timer."""
        service = [("Type", "oneshot"), *self._make_process(), *self._make_end(), *self._confine()]
        return render_unit({"Unit": self._introduce(), "Service": service})

    def _introduce(self) -> UnitOptions:
        units = quote_unit_words(["network-online.target", *self._wishes.after])
        return [("Description", self._title), ("Wants", "network-online.target"), ("After", units)]

    def _make_process(self) -> UnitOptions:
        """Return the user, directory and variables of the process."""
        wishes = self._wishes
        is_dynamic = wishes.user == DYNAMIC_USER
        options = [("DynamicUser", "yes"), ("StateDirectory", wishes.name)] if is_dynamic else [("User", wishes.user)]
        group = self._site.environment.options[GROUP]
        if group:
            options.append(("SupplementaryGroups", group.name))
        # Below the link ``current``, a restarted process could have the directory of a removed release.
        directory = f"%S/{wishes.name}" if is_dynamic else f"-{escape_specifiers(str(self._site.data))}"
        options.append(("WorkingDirectory", directory))
        if self._supervision.has_control_socket:
            options += [("RuntimeDirectory", self._name), ("Environment", f"XDG_RUNTIME_DIR=%t/{self._name}")]
        options += [("Environment", quote_unit_word(f"{name}={value}")) for name, value in self._run.variables]
        if wishes.environment_file:
            options.append(("EnvironmentFile", f"-{escape_specifiers(wishes.environment_file)}"))
        options += [("LoadCredential", f"{each.name}:{escape_specifiers(each.path)}") for each in wishes.credentials]
        # Without a default, a service does not start if the file is missing: see systemd.exec(5). A reference reads it
        # as an empty text.
        options += [("SetCredential", rf"{each.name}:\n") for each in wishes.credentials if not each.is_needed]
        return [*options, ("ExecStart", quote_unit_command(self._run.command))]

    def _make_reload(self) -> UnitOptions:
        # systemd runs no line after a failed one, so the process continues with the old settings.
        check = quote_unit_command(make_check_command(self._site))
        checks = [] if self._supervision.checks_reload else [("ExecReload", check)]
        return [*checks, ("ExecReload", f"/bin/kill -{self._supervision.reload_signal} $MAINPID")]

    def _make_end(self) -> UnitOptions:
        # A signal to the workers would end them before they answer the requests of ``stop-delay``.
        return [("KillMode", "mixed"), ("TimeoutStopSec", str(self._supervision.stop_seconds))]

    def _confine(self) -> UnitOptions:
        wishes = self._wishes
        own = [] if wishes.user == DYNAMIC_USER else [self._site.data]
        confined = harden(self._site.directory, [*own, *wishes.writable]) if wishes.is_hardened else []
        return [*confined, *wishes.service_options]
