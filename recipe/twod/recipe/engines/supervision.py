"""The supervision of a site's programs: one table of servers and signals for all engines.

docs/reference/signals.rst describes how the facts of the table were measured.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from contextlib import suppress
from pathlib import PurePath
from typing import NamedTuple

from twod.inifile.durations import read_duration
from twod.inifile.problems import Report
from twod.inifile.reference_syntax import find_plain_text, find_references, parse_references
from twod.inifile.variables import GRACEFUL_TIMEOUT_OPTION, STOP_DELAY_OPTION, EndTimes
from twod.recipe.cfg.configuration import PartOptions
from twod.recipe.cfg.hosts import SERVER_RUN
from twod.recipe.engines.engine_site import EngineSite, Run
from twod.recipe.engines.service_options import CREDENTIALS
from twod.recipe.parts.site_files import make_site_ini
from twod.recipe.parts.site_runs import find_port_variable

#: Seconds that a process may take to stop after its last response.
_MARGIN = 10


class Supervision(NamedTuple):
    """The facts that an engine needs about a program, besides its command.

    :param tells_manager: whether it notifies systemd when it is ready.
    :param reload_signal: the signal that applies new settings. At ``TERM`` the program ends, and the engine restarts
        it.
    :param takes_sockets: whether it accepts sockets that systemd has opened.
    :param has_control_socket: whether it makes a socket in ``$XDG_RUNTIME_DIR``.
    :param checks_reload: whether it keeps serving with the old settings if the new ones are invalid.
    :param stop_seconds: seconds that it may take to stop.
    """

    tells_manager: bool = False
    reload_signal: str = "TERM"
    takes_sockets: bool = False
    has_control_socket: bool = False
    checks_reload: bool = False
    stop_seconds: int = 0


#: Facts of a server, by the distribution that an ini names.
_OWN = Supervision(tells_manager=True, reload_signal="HUP", takes_sockets=True, checks_reload=True)
_SERVERS = {"waitress": _OWN, "paste": _OWN, "gunicorn": _OWN._replace(has_control_socket=True)}
_SERVER_SECTION = "server:main"


def find_supervision(site: EngineSite, run: Run, process_timeout: float) -> Supervision:
    """Return the supervision of a program.

    :param process_timeout: seconds that a process other than the environment's server may take to stop.
    """
    if run.name == SERVER_RUN:
        options = read_ini_options(site)
        server = options.get(_SERVER_SECTION, {}).get("use", "").removeprefix("egg:").partition("#")[0].lower()
        kind = _SERVERS.get(server, Supervision())
        return kind._replace(stop_seconds=find_stop_seconds(options))
    return _find_process_kind(site, run.command)._replace(stop_seconds=math.ceil(process_timeout))


def _find_process_kind(site: EngineSite, command: tuple[str, ...]) -> Supervision:
    program = PurePath(command[0]).name.removesuffix(f"-{site.environment.name}")
    if program == "celery" and "worker" in command:
        return Supervision(reload_signal="HUP")
    return _SERVERS["gunicorn"]._replace(takes_sockets=False) if program == "gunicorn" else Supervision()


def make_check_command(site: EngineSite) -> list[str]:
    """Return the command that checks the ini: it fails and prints the errors if the ini is invalid."""
    variable = find_port_variable(site.environment)
    # The ini requires a port, but a host without a server has no port.
    port = next((address.port for _, address in site.list_servers()), 0)
    given = ["/usr/bin/env", f"{variable}={port}"] if variable else []
    return [*given, str(site.program), "settings", str(site.ini), "--check"]


def read_ini_options(site: EngineSite) -> dict[str, dict[str, str]]:
    """Return the options of the environment's ini, by section and name."""
    sections = make_site_ini(site.part, site.environment).sections
    return {section.header: {entry.name: entry.value for entry in section.entries} for section in sections}


def find_stop_seconds(options: Mapping[str, Mapping[str, str]]) -> int:
    """Return the seconds after which a supervisor may kill a server: the delay, the graceful timeout and a margin.

    >>> find_stop_seconds({"DEFAULT": {"twod.stop_delay": "5"}, "server:main": {"graceful_timeout": "60"}})
    75

    :param options: options of the ini, by section and name.
    """
    default, server = options.get("DEFAULT", {}), options.get(_SERVER_SECTION, {})
    times = EndTimes()
    graceful = server.get("graceful_timeout", default.get(GRACEFUL_TIMEOUT_OPTION, ""))
    return math.ceil(
        _read_seconds(default.get(STOP_DELAY_OPTION, ""), times.stop_delay)
        + _read_seconds(graceful, times.graceful_timeout)
        + _MARGIN
    )


def _read_seconds(text: str, seconds: float) -> float:
    """Return the seconds in a text, or the default if it has no duration or only the host knows it."""
    with suppress(ValueError):
        return read_duration(text)
    return seconds


def find_credentials(options: Mapping[str, Mapping[str, str]]) -> dict[str, bool]:
    """Return the credentials that an ini refers to; the value is whether the site cannot start without the credential.

    >>> find_credentials({"app:django": {"SECRET_KEY": "${cred:secret-key}"}})
    {'secret-key': True}

    :param options: options of the ini, by section and name.
    """
    texts = [value for section in options.values() for value in section.values()]
    found: dict[str, bool] = {}
    for text in texts:
        for reference, is_needed in find_references(parse_references(text, any_name=False).parts):
            name = find_plain_text(reference.name)
            if reference.kind == "cred" and name is not None:
                found[name] = is_needed or found.get(name, False)
    return dict(sorted(found.items()))


def find_provided_credentials(part: PartOptions, site: EngineSite, warnings: Report) -> dict[str, bool]:
    """Return the credentials from the part's directory; the value is whether the site cannot start without them.

    :param warnings: gets a warning if no directory is set.
    """
    found = find_credentials(read_ini_options(site))
    if found and not part.values[CREDENTIALS]:
        first = next(iter(found))
        message = f"is missing; the ini refers to ${{cred:{first}}}: name the directory on the hosts that has the files"
        warnings.warn(part.get_place(CREDENTIALS), message)
        return {}
    return found
