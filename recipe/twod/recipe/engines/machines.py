"""The machines of an environment: hosts with the same address are nodes on one machine."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import NamedTuple

from twod.recipe.cfg.environment_options import HOSTS
from twod.recipe.cfg.hosts import SERVER_RUN, SiteHost
from twod.recipe.engines.engine_site import EngineSite, Run
from twod.recipe.recipe_error import RecipeError


class MachineRun(NamedTuple):
    """A program that a machine runs.

    :param name: its name on the machine; empty for the only server.
    :param host: the host that runs it.
    :param run: the program.
    """

    name: str
    host: SiteHost
    run: Run

    @property
    def is_server(self) -> bool:
        """Whether it is the environment's server."""
        return self.run.name == SERVER_RUN


class SiteMachine(NamedTuple):
    """A machine.

    :param name: name of its first host.
    :param directory: its folder, relative to the part's; empty if there is only one machine.
    :param runs: its programs.
    """

    name: str
    directory: Path
    runs: tuple[MachineRun, ...]


def list_machines(site: EngineSite) -> list[SiteMachine]:
    """Return the machines of an environment, in the order of their first hosts.

    :raises RecipeError: if two programs of one machine would have the same name.
    """
    by_address: dict[str, list[SiteHost]] = {}
    for host in site.hosts:
        by_address.setdefault(host.address, []).append(host)
    return [
        SiteMachine(hosts[0].name, Path(hosts[0].name if len(by_address) > 1 else ""), _name_runs(site, hosts))
        for hosts in by_address.values()
    ]


def _name_runs(site: EngineSite, hosts: list[SiteHost]) -> tuple[MachineRun, ...]:
    """Return the programs of a machine's hosts. A program of several hosts has the host's name in its own."""
    runs = [(host, run) for host in hosts for run in site.list_runs(host)]
    counts = Counter(run.name for _, run in runs)
    named = []
    for host, run in runs:
        words = [host.name] if counts[run.name] > 1 else []
        words += [run.name] if run.name != SERVER_RUN else []
        named.append(MachineRun("-".join(words), host, run))
    twins = sorted(name for name, count in Counter(each.name for each in named).items() if count > 1)
    if twins:
        message = f"two programs of one machine have the name {', '.join(twins)}; rename a host or a process"
        raise RecipeError.at(site.environment.get_place(HOSTS), message)
    return tuple(named)
