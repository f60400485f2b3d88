"""``twod.recipe:systemd``: the units of each host of a site."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from twod.inifile.addresses import Address
from twod.inifile.problems import Report
from twod.inifile.reference_syntax import has_reference
from twod.recipe.cfg.configuration import PartOptions
from twod.recipe.cfg.environment_options import HOSTS, HTTP_ADDRESS, SERVER
from twod.recipe.cfg.hosts import SERVER_RUN
from twod.recipe.engines.engine_part import Engine, EnginePart, EnginePlan, make_text_file
from twod.recipe.engines.engine_site import EngineSite, Run
from twod.recipe.engines.machines import SiteMachine, list_machines
from twod.recipe.engines.release_files import make_release_files
from twod.recipe.engines.service_options import CREDENTIALS, PROCESS_TIMEOUT, SERVICE_NAME
from twod.recipe.engines.supervision import find_provided_credentials, find_supervision
from twod.recipe.engines.systemd.host_units import Credential, UnitWishes, make_units
from twod.recipe.engines.systemd.systemd_options import (
    AFTER,
    ENVIRONMENT_FILE,
    HARDENING,
    SERVICE_LINES,
    SOCKET_ACTIVATION,
    SYSTEMD_OPTIONS,
    UNIT_USER,
    WRITABLE_PATHS,
)
from twod.recipe.engines.systemd.unit_check import SYSTEMD_ANALYZE, check_units
from twod.recipe.engines.written_places import list_written_places
from twod.recipe.parts.plan import Plan
from twod.recipe.recipe_error import raise_errors_together

_SYSTEMD = Engine("systemd", SYSTEMD_ANALYZE, "the units")


class Systemd(EnginePart):
    """The recipe of a site's units."""

    table = SYSTEMD_OPTIONS

    def make_engine_plan(self, _buildout: Any, part: PartOptions, site: EngineSite, directory: Path) -> EnginePlan:
        """Return the units of each host."""
        warnings = Report()
        with raise_errors_together() as report:
            wishes = _read_wishes(part, site, report, warnings)
        machines = list_machines(site)
        files = [
            make_text_file(part, directory / machine.directory / name, text)
            for machine in machines
            for name, text in make_units(site, machine.runs, wishes).items()
        ]
        self.check_files(part, files, _SYSTEMD, lambda program: _check(program, part, site, machines, wishes))
        exports = _make_exports(wishes.name)
        files += make_release_files(part, site, machines, directory, exports["reload-command"])
        plan = Plan(scripts=files, root=site.part.layout.directory, warnings=warnings.warnings)
        return EnginePlan(plan, exports)


def _check(
    program: str, part: PartOptions, site: EngineSite, machines: Iterable[SiteMachine], wishes: UnitWishes
) -> None:
    """Check the units by systemd's program.

    :raises RecipeError: with all errors that it finds.
    """
    with raise_errors_together() as report:
        for machine in machines:
            check_units(program, make_units(site, machine.runs, wishes), part.place, report)


def _read_wishes(part: PartOptions, site: EngineSite, report: Report, warnings: Report) -> UnitWishes:
    """Return the options for all services.

    :param report: collects errors.
    :param warnings: collects warnings.
    """
    values = part.values
    if not values[UNIT_USER]:
        report.error(part.get_place(UNIT_USER), "is missing; name the user that runs the site on the hosts")
    if values[SOCKET_ACTIVATION] and (reason := _find_no_socket(site)):
        report.error(part.get_place(SOCKET_ACTIVATION), reason)
    return UnitWishes(
        name=values[SERVICE_NAME] or site.name,
        user=values[UNIT_USER],
        environment_file=values[ENVIRONMENT_FILE],
        credentials=_list_credentials(part, site, warnings),
        has_socket=values[SOCKET_ACTIVATION],
        is_hardened=values[HARDENING],
        writable=[*map(Path, values[WRITABLE_PATHS]), *list_written_places(site)],
        after=values[AFTER],
        service_options=values[SERVICE_LINES],
        process_timeout=values[PROCESS_TIMEOUT],
    )


def _find_no_socket(site: EngineSite) -> str | None:
    """Return the reason why systemd cannot open the sockets of the servers, or None if it can."""
    options = site.environment.options
    if not find_supervision(site, Run(SERVER_RUN, ("",)), 0).takes_sockets:
        return f"the server {options[SERVER]} accepts no sockets from systemd"
    address = options[HTTP_ADDRESS]
    if has_reference(address.host):
        return f"{HTTP_ADDRESS.name} refers to the host {address.host}, which systemd does not know"
    if not isinstance(address, Address) and any(host.port is None for host, _ in site.list_servers()):
        return f"{HTTP_ADDRESS.name} refers to the port {address.port}; give each server a port in {HOSTS.name}"
    return None


def _list_credentials(part: PartOptions, site: EngineSite, warnings: Report) -> list[Credential]:
    """Return the credentials that the ini refers to, each with its file on the hosts."""
    directory = part.values[CREDENTIALS].rstrip("/")
    found = find_provided_credentials(part, site, warnings)
    return [Credential(name, f"{directory}/{name}", needed) for name, needed in found.items()]


def _make_exports(name: str) -> dict[str, str]:
    """Return the commands for the units, which are the same on all hosts, as options for other parts."""
    words = ("start", "stop", "restart", "reload")
    return {f"{word}-command": f"systemctl {word} {name}.target" for word in words}
