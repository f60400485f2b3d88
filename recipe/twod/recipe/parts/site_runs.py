"""What the hosts of an environment run: the server, the processes and the timers, judged and looked up."""

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

#: The first word of a command of Django's, however the site calls the script.
MANAGE_COMMAND = "manage"

_IPV4, _IPV6 = 4, 6


def list_hosts(environment: Environment) -> tuple[SiteHost, ...]:
    """Return the hosts of an environment; without any in buildout.cfg, the machine itself, which runs all."""
    options = environment.options
    names = (each.name for each in (*options[PROCESSES], *options[TIMERS]))
    return options[HOSTS] or (SiteHost("localhost", "127.0.0.1", None, (SERVER_RUN, *names)),)


def find_port_variable(environment: Environment) -> str | None:
    """Return the environment variable that gives the port of ``http-address``; None when none does."""
    address = environment.options[HTTP_ADDRESS]
    if isinstance(address, Address):
        return None
    for part in parse_references(address.port, any_name=False).parts:
        if isinstance(part, Reference) and part.kind == "env":
            return find_plain_text(part.name)
    return None


def judge_runs(part: Part, environments: Iterable[Environment], report: Report, warnings: Report) -> None:
    """Report what cannot run, or cannot be reached.

    :param warnings: gets what is doubtful.
    """
    scripts = [MANAGE_COMMAND, *(script.name for script in part.values[SCRIPTS_WITH_SETTINGS])]
    for environment in environments:
        _judge_commands(environment, scripts, report)
        _judge_hosts(environment, report, warnings)
        for host in environment.options[HOSTS]:
            if SERVER_RUN in host.runs:
                _judge_address(environment, host, report)


def _judge_commands(environment: Environment, scripts: list[str], report: Report) -> None:
    """Report each command that does not begin with a script of the site, and names that mean two things."""
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
            report.error(environment.get_place(TIMERS), f"{name} is one of {PROCESSES.name} too; choose another name")


def _judge_hosts(environment: Environment, report: Report, warnings: Report) -> None:
    """Report what no host can run, and what none does."""
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
    """Report a host whose server does not listen where others look for it."""
    address, place = environment.options[HTTP_ADDRESS], environment.get_place(HOSTS)
    wildcard = "[::]" if _find_family(host.address) == _IPV6 else "0.0.0.0"  # noqa: S104 - nothing is listened on
    cure = f"write {HTTP_ADDRESS.name} = {wildcard}:$${{env:PORT:-8080}}, and the port goes to the server of each host"
    if isinstance(address, Address):
        if host.port not in (None, address.port):
            report.error(place, f"{host.name} has port {host.port}, and its server listens on {address}; {cure}")
            return
    elif host.port is None or find_port_variable(environment) is None:
        message = f"{host.name} needs a port, and {HTTP_ADDRESS.name} one environment variable that gets it; {cure}"
        report.error(place, message)
        return
    if is_loopback(address.host) and not is_loopback(host.address):
        report.error(place, f"{host.name} is at {host.address}, and its server listens on {address.host} alone; {cure}")
    elif _find_family(host.address) == _IPV6 and _find_family(address.host) == _IPV4:
        listened = f"its server listens at IPv4 addresses alone ({address.host})"
        report.error(place, f"{host.name} is at {host.address}, and {listened}; {cure}")


def _find_family(host: str) -> int | None:
    """Return the version of an IP address; None for a name, or a reference."""
    try:
        return ipaddress.ip_address(host.strip("[]")).version
    except ValueError:
        return None
