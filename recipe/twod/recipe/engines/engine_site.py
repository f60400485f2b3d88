"""A site in one of its environments, as an engine on its hosts sees it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from twod.inifile.addresses import Address
from twod.inifile.health_options import HealthOptions
from twod.inifile.reference_syntax import find_known_text, parse_references
from twod.recipe.cfg.configuration import Part
from twod.recipe.cfg.environment_options import HEALTH_TIMEOUT, HTTP_ADDRESS, PROCESSES, TIMERS
from twod.recipe.cfg.environments import Environment
from twod.recipe.cfg.hosts import SERVER_RUN, SiteHost
from twod.recipe.cfg.processes import Schedule
from twod.recipe.parts.site_runs import MANAGE_COMMAND, find_port_variable, list_hosts

#: That of ``http-address`` without the option.
_USUAL_PORT = 8080


class Run(NamedTuple):
    """A program that an engine runs.

    :param name: ``server``, or the name of a process or timer.
    :param command: the script, by its absolute path on the host, and the arguments.
    :param variables: environment variables, besides those that the script sets by itself.
    :param schedule: when a timer runs; None for what runs always.
    """

    name: str
    command: tuple[str, ...]
    variables: tuple[tuple[str, str], ...] = ()
    schedule: Schedule | None = None


class EngineSite(NamedTuple):
    """A site in one of its environments.

    :param part: the part that describes the site.
    :param environment: the environment.
    :param directory: where the tree stands on the hosts; here it is the buildout's own directory.
    """

    part: Part
    environment: Environment
    directory: Path

    @property
    def name(self) -> str:
        """A name for what is written, of the part and the environment: ``twod-prod``."""
        return f"{self.part.name}-{self.environment.name}"

    @property
    def hosts(self) -> Sequence[SiteHost]:
        """The hosts; without any in buildout.cfg, the machine itself, which runs all."""
        return list_hosts(self.environment)

    @property
    def ini(self) -> Path:
        """The ini on the hosts."""
        return self.place(self.part.layout.get_ini(self.environment.name))

    @property
    def data(self) -> Path:
        """The directory of the site's data on the hosts."""
        return self.place(self.part.layout.var)

    @property
    def program(self) -> Path:
        """The script on the hosts that has twod's own commands."""
        return self.place(self.part.layout.bin_directory / "twod")

    @property
    def ready_seconds(self) -> float:
        """How long the answer of the probe ``ready`` may take, whose checks run at once and have the same limit."""
        return (self.environment.options[HEALTH_TIMEOUT] or HealthOptions().timeout) + 1

    def place(self, path: Path) -> Path:
        """Return where a path of this tree is on the hosts; one outside of the tree is the same there."""
        here = self.part.layout.directory
        return self.directory / path.relative_to(here) if path.is_relative_to(here) else path

    def get_script(self, stem: str) -> Path:
        """Return a script of the environment on the hosts.

        :param stem: its name without the environment's; ``manage`` for the control script.
        """
        name = self.environment.name
        layout = self.part.layout
        own = layout.get_control_script(name) if stem == MANAGE_COMMAND else layout.bin_directory / f"{stem}-{name}"
        return self.place(own)

    def find_port(self, host: SiteHost) -> int | None:
        """Return the port of a host's server; None when the host alone knows it."""
        own = self.environment.options[HTTP_ADDRESS]
        if host.port is not None:
            return host.port
        if isinstance(own, Address):
            return own.port
        text = find_known_text(parse_references(own.port, any_name=False).parts, {})
        return int(text) if text is not None and text.isdecimal() else None

    def get_address(self, host: SiteHost) -> Address:
        """Return where a host's server is reached; a port that only the host knows is the usual one."""
        port = self.find_port(host)
        return Address(host.address, _USUAL_PORT if port is None else port)

    def list_servers(self) -> list[tuple[SiteHost, Address]]:
        """Return the hosts that run a server, each with where it is reached."""
        return [(host, self.get_address(host)) for host in self.hosts if SERVER_RUN in host.runs]

    def list_runs(self, host: SiteHost) -> list[Run]:
        """Return what a host runs, the server first."""
        options = self.environment.options
        server = [self._make_server_run(host)] if SERVER_RUN in host.runs else []
        others = [
            Run(each.name, self._make_command(each.command), (), each.schedule)
            for each in (*options[PROCESSES], *options[TIMERS])
            if each.name in host.runs
        ]
        return [*server, *others]

    def _make_server_run(self, host: SiteHost) -> Run:
        variable = find_port_variable(self.environment)
        variables = ((variable, str(host.port)),) if variable and host.port is not None else ()
        return Run(SERVER_RUN, (str(self.get_script("serve")),), variables)

    def _make_command(self, words: tuple[str, ...]) -> tuple[str, ...]:
        # An argument may be a path of this tree, such as ``${twod:var}/schedule``.
        arguments = (str(self.place(Path(word))) if word.startswith("/") else word for word in words[1:])
        return (str(self.get_script(words[0])), *arguments)
