"""The processes on the hosts of an environment: the server, the processes and the timers, found and checked."""

from __future__ import annotations

import ipaddress
from collections import Counter
from collections.abc import Iterable

from twod.inifile.addresses import Address, is_loopback
from twod.inifile.nearest import hint_at_nearest
from twod.inifile.problems import Report
from twod.inifile.reference_syntax import Reference, find_plain_text, parse_references
from twod.recipe.cfg.configuration import Part
from twod.recipe.cfg.environment_options import HOSTS, HTTP_ADDRESS, PROCESSES, TIMERS
from twod.recipe.cfg.environments import Environment
from twod.recipe.cfg.hosts import SERVER_RUN, SiteHost
from twod.recipe.cfg.part_options import SCRIPTS_WITH_SETTINGS

#: The first word of a Django command; the site's own script may have another name.
MANAGE_COMMAND = "manage"

_IPV4, _IPV6 = 4, 6


def list_hosts(environment: Environment) -> tuple[SiteHost, ...]:
    """Return the hosts of an environment; by default this machine, which runs everything."""
    options = environment.options
    names = (each.name for each in (*options[PROCESSES], *options[TIMERS]))
    return options[HOSTS] or (SiteHost("localhost", "127.0.0.1", None, (SERVER_RUN, *names)),)


def find_port_variable(environment: Environment) -> str | None:
    """Return the environment variable for the port in ``http-address``; None if there is no such variable."""
    address = environment.options[HTTP_ADDRESS]
    if isinstance(address, Address):
        return None
    for part in parse_references(address.port, any_name=False).parts:
        if isinstance(part, Reference) and part.kind == "env":
            return find_plain_text(part.name)
    return None


def judge_runs(part: Part, environments: Iterable[Environment], report: Report, warnings: Report) -> None:
    """Report processes that cannot run, and servers that cannot be reached.

    :param warnings: collects the warnings.
    """
    scripts = [MANAGE_COMMAND, *(script.name for script in part.values[SCRIPTS_WITH_SETTINGS])]
    for environment in environments:
        _judge_commands(environment, scripts, report)
        _judge_hosts(environment, report, warnings)
        for host in environment.options[HOSTS]:
            if SERVER_RUN in host.runs:
                _judge_address(environment, host, report)


def _judge_commands(environment: Environment, scripts: list[str], report: Report) -> None:
    """Report each command that does not begin with a script of the site, and each name of two commands."""
    options = environment.options
    for option in (PROCESSES, TIMERS):
        for each in options[option]:
            script = each.command[0]
            if script not in scripts:
                cure = hint_at_nearest(script, scripts) or f"; add it to {SCRIPTS_WITH_SETTINGS.name}"
                report.error(environment.get_place(option), f"{each.name}: no script is called {script}{cure}")
    names = Counter(each.name for each in (*options[PROCESSES], *options[TIMERS]))
    for name, count in names.items():
        if count > 1:
            report.error(environment.get_place(TIMERS), f"{name} is also in {PROCESSES.name}; choose another name")


def _judge_hosts(environment: Environment, report: Report, warnings: Report) -> None:
    """Report processes that do not exist, and warn of processes that no host runs."""
    options, place = environment.options, environment.get_place(HOSTS)
    known = [SERVER_RUN, *(each.name for each in (*options[PROCESSES], *options[TIMERS]))]
    running = {name for host in options[HOSTS] for name in host.runs}
    for host in options[HOSTS]:
        for name in host.runs:
            if name not in known:
                cure = hint_at_nearest(name, known) or f"; add it to {PROCESSES.name} or {TIMERS.name}"
                report.error(place, f"{host.name} cannot run {name}: there is no such process{cure}")
    for name in known:
        if options[HOSTS] and name not in running:
            warnings.warn(place, f"no host runs {name}")


def _judge_address(environment: Environment, host: SiteHost, report: Report) -> None:
    """Report a host if its server does not listen at the host's address."""
    address, place = environment.options[HTTP_ADDRESS], environment.get_place(HOSTS)
    wildcard = "[::]" if _find_family(host.address) == _IPV6 else "0.0.0.0"  # noqa: S104 - only a text for a message
    cure = f"write {HTTP_ADDRESS.name} = {wildcard}:$${{env:PORT:-8080}}; each host then gets its port"
    if isinstance(address, Address):
        if host.port not in (None, address.port):
            report.error(place, f"{host.name} has port {host.port}, but its server listens on {address}; {cure}")
            return
    elif host.port is None or find_port_variable(environment) is None:
        message = f"{host.name} needs a port, and {HTTP_ADDRESS.name} an environment variable for it; {cure}"
        report.error(place, message)
        return
    if is_loopback(address.host) and not is_loopback(host.address):
        report.error(place, f"{host.name} is at {host.address}, but its server listens only on {address.host}; {cure}")
    elif _find_family(host.address) == _IPV6 and _find_family(address.host) == _IPV4:
        listened = f"its server listens only on IPv4 addresses ({address.host})"
        report.error(place, f"{host.name} is at {host.address}, but {listened}; {cure}")


def _find_family(host: str) -> int | None:
    """Return the version of an IP address; None for a name or a reference."""
    try:
        return ipaddress.ip_address(host.strip("[]")).version
    except ValueError:
        return None
