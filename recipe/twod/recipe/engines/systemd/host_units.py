"""The units of a host: what it runs as services, timers and sockets, and a target that holds them together."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from twod.inifile.addresses import Address
from twod.recipe.cfg.hosts import SERVER_RUN, SiteHost
from twod.recipe.cfg.options import GROUP, HTTP_ADDRESS
from twod.recipe.cfg.processes import Schedule
from twod.recipe.engines.engine_site import EngineSite, Run
from twod.recipe.engines.supervision import Supervision, find_supervision
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

#: The user that systemd makes for a service, and that is gone with it.
DYNAMIC_USER = "dynamic"
#: Seconds before a service that has ended is started anew.
_RESTART_DELAY = "2s"


class Credential(NamedTuple):
    """A secret that systemd hands to the services.

    :param name: its name.
    :param path: the file that has it.
    :param is_needed: whether the file has to be there.
    """

    name: str
    path: str
    is_needed: bool = True


class UnitWishes(NamedTuple):
    """What the options of the part say of all services.

    :param name: of the target, and what the names of the units begin with.
    :param user: the user that they run as.
    :param environment_file: a file of environment variables; empty for none.
    :param credentials: the secrets.
    :param has_socket: whether systemd opens the server's socket.
    :param is_hardened: whether they are confined.
    :param writable: what they write, besides the site's data and logs.
    :param after: units that have to be there before.
    :param service_options: further lines of ``[Service]``.
    :param process_timeout: seconds that a process has for its end.
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


def make_units(site: EngineSite, host: SiteHost, runs: Sequence[Run], wishes: UnitWishes) -> dict[str, str]:
    """Return the units of a host, each by the name of its file.

    :param runs: what the host runs.
    """
    units: dict[str, str] = {}
    for run in runs:
        supervision = find_supervision(site, run, wishes.process_timeout)
        name = name_unit(wishes, run)
        if run.schedule is not None:
            units[f"{name}.timer"] = _make_timer(wishes, run, run.schedule)
            units[f"{name}.service"] = _make_job(site, run, wishes, supervision)
            continue
        has_socket = wishes.has_socket and run.name == SERVER_RUN
        if has_socket:
            units[f"{name}.socket"] = _make_socket(site, host, wishes)
        units[f"{name}.service"] = _make_service(site, run, wishes, supervision, has_socket=has_socket)
    held = [
        unit for unit in units if not unit.endswith(".service") or f"{unit.removesuffix('.service')}.timer" not in units
    ]
    return {_name_target(wishes): _make_target(wishes, held), **units}


def name_unit(wishes: UnitWishes, run: Run) -> str:
    """Return the name of what runs a program, without the ending of its file."""
    return wishes.name if run.name == SERVER_RUN else f"{wishes.name}-{run.name}"


def _name_target(wishes: UnitWishes) -> str:
    return f"{wishes.name}.target"


def _make_target(wishes: UnitWishes, held: Sequence[str]) -> str:
    return render_unit(
        {
            "Unit": [("Description", f"All that {wishes.name} runs on this host"), ("Wants", quote_unit_words(held))],
            "Install": [("WantedBy", "multi-user.target")],
        }
    )


def _make_timer(wishes: UnitWishes, run: Run, schedule: Schedule) -> str:
    return render_unit(
        {
            "Unit": [("Description", f"Times of {run.name} of {wishes.name}"), ("PartOf", _name_target(wishes))],
            "Timer": [
                ("OnCalendar", make_calendar_event(schedule)),
                # cron's are no minute late. A run that the host has slept through is made up for.
                ("AccuracySec", "1s"),
                ("Persistent", "yes"),
            ],
        }
    )


def _make_socket(site: EngineSite, host: SiteHost, wishes: UnitWishes) -> str:
    own = site.environment.options[HTTP_ADDRESS]
    listening = Address(own.host.strip("[]"), site.get_address(host).port)
    return render_unit(
        {
            "Unit": [("Description", f"Socket of {wishes.name}"), ("PartOf", _name_target(wishes))],
            "Socket": [("ListenStream", str(listening)), ("NoDelay", "yes")],
        }
    )


def _make_service(site: EngineSite, run: Run, wishes: UnitWishes, supervision: Supervision, *, has_socket: bool) -> str:
    """Return the service of a program that runs always."""
    target = _name_target(wishes)
    unit = [
        ("Description", f"Server of {wishes.name}" if run.name == SERVER_RUN else f"{run.name} of {wishes.name}"),
        *_make_order(wishes),
        ("PartOf", target),
        ("ReloadPropagatedFrom", target),
        # A database that is away for a while is no reason to give up.
        ("StartLimitIntervalSec", "0"),
    ]
    if has_socket:
        unit += [("Requires", f"{wishes.name}.socket"), ("After", f"{wishes.name}.socket")]
    service = [
        ("Type", "notify" if supervision.tells_manager else "exec"),
        *_make_process(site, run, wishes, supervision),
        ("ExecReload", f"/bin/kill -{supervision.reload_signal} $MAINPID"),
        # A signal to the workers as well would end them before the requests of ``stop-delay`` are answered.
        ("KillMode", "mixed"),
        ("TimeoutStopSec", str(supervision.stop_seconds)),
        # Not on-failure: a process that a reload ends has not failed, nor one that SIGHUP ends before it heeds it.
        ("Restart", "always"),
        ("RestartSec", _RESTART_DELAY),
        *_confine(site, wishes),
    ]
    return render_unit({"Unit": unit, "Service": service})


def _make_job(site: EngineSite, run: Run, wishes: UnitWishes, supervision: Supervision) -> str:
    """Return the service of a timer."""
    service = [
        ("Type", "oneshot"),
        *_make_process(site, run, wishes, supervision),
        ("KillMode", "mixed"),
        ("TimeoutStopSec", str(supervision.stop_seconds)),
        *_confine(site, wishes),
    ]
    unit = [("Description", f"{run.name} of {wishes.name}"), *_make_order(wishes)]
    return render_unit({"Unit": unit, "Service": service})


def _make_order(wishes: UnitWishes) -> UnitOptions:
    units = quote_unit_words(["network-online.target", *wishes.after])
    return [("Wants", "network-online.target"), ("After", units)]


def _make_process(site: EngineSite, run: Run, wishes: UnitWishes, supervision: Supervision) -> UnitOptions:
    """Return what the process runs as, in and with."""
    is_dynamic = wishes.user == DYNAMIC_USER
    options = [("DynamicUser", "yes"), ("StateDirectory", wishes.name)] if is_dynamic else [("User", wishes.user)]
    group = site.environment.options[GROUP]
    if group:
        options.append(("SupplementaryGroups", group.name))
    # Behind ``current``, a release that is gone later would be the directory of a process that begins anew.
    directory = f"%S/{wishes.name}" if is_dynamic else f"-{escape_specifiers(str(find_data(site)))}"
    options.append(("WorkingDirectory", directory))
    if supervision.has_control_socket:
        name = name_unit(wishes, run)
        options += [("RuntimeDirectory", name), ("Environment", f"XDG_RUNTIME_DIR=%t/{name}")]
    options += [("Environment", quote_unit_word(f"{name}={value}")) for name, value in run.variables]
    if wishes.environment_file:
        options.append(("EnvironmentFile", f"-{escape_specifiers(wishes.environment_file)}"))
    options += [("LoadCredential", f"{each.name}:{escape_specifiers(each.path)}") for each in wishes.credentials]
    # Or a service without the file does not start: see systemd.exec(5). To a reference, this is an empty text.
    options += [("SetCredential", rf"{each.name}:\n") for each in wishes.credentials if not each.is_needed]
    return [*options, ("ExecStart", quote_unit_command(run.command))]


def find_data(site: EngineSite) -> Path:
    """Return the directory of the site's data on the hosts."""
    return site.place(site.part.layout.var)


def _confine(site: EngineSite, wishes: UnitWishes) -> UnitOptions:
    own = [] if wishes.user == DYNAMIC_USER else [find_data(site)]
    confined = harden(site.directory, [*own, *wishes.writable]) if wishes.is_hardened else []
    return [*confined, *wishes.service_options]
