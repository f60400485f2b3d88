"""A site in one of its environments, with its paths and addresses on the hosts."""

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

#: The port of ``http-address`` if the option is not set.
_USUAL_PORT = 8080


class Run(NamedTuple):
    """A program that an engine runs.

    :param name: ``server``, or the name of a process or timer.
    :param command: absolute path of the script on the host, and the arguments.
    :param variables: environment variables, in addition to those that the script sets.
    :param schedule: the times of a timer. None: the program runs all the time.
    """

    name: str
    command: tuple[str, ...]
    variables: tuple[tuple[str, str], ...] = ()
    schedule: Schedule | None = None


class EngineSite(NamedTuple):
    """A site in one of its environments.

    :param part: the part that describes the site.
    :param environment: the environment.
    :param directory: the site's directory on the hosts; on this machine, it is the buildout's directory.
    """

    part: Part
    environment: Environment
    directory: Path

    @property
    def name(self) -> str:
        """A name for files and services, made of part and environment: ``twod-prod``."""
        return f"{self.part.name}-{self.environment.name}"

    @property
    def hosts(self) -> Sequence[SiteHost]:
        """The hosts. If buildout.cfg names no hosts, the machine itself is the only one and runs all programs."""
        return list_hosts(self.environment)

    @property
    def ini(self) -> Path:
        """The path of the ini on the hosts."""
        return self.place(self.part.layout.get_ini(self.environment.name))

    @property
    def data(self) -> Path:
        """The directory of the site's data on the hosts."""
        return self.place(self.part.layout.var)

    @property
    def program(self) -> Path:
        """The path of the script ``twod`` on the hosts."""
        return self.place(self.part.layout.bin_directory / "twod")

    @property
    def ready_seconds(self) -> float:
        """The time limit of the probe ``ready``, in seconds. Its checks run at once and have the same limit."""
        return (self.environment.options[HEALTH_TIMEOUT] or HealthOptions().timeout) + 1

    def place(self, path: Path) -> Path:
        """Return the path on the hosts for a path on this machine; a path outside of the tree is the same there."""
        here = self.part.layout.directory
        return self.directory / path.relative_to(here) if path.is_relative_to(here) else path

    def get_script(self, stem: str) -> Path:
        """Return the path of an environment's script on the hosts.

        :param stem: its name without the environment; ``manage`` for the control script.
        """
        name = self.environment.name
        layout = self.part.layout
        own = layout.get_control_script(name) if stem == MANAGE_COMMAND else layout.bin_directory / f"{stem}-{name}"
        return self.place(own)

    def find_port(self, host: SiteHost) -> int | None:
        """Return the port of a host's server, or None if only the host knows it."""
        own = self.environment.options[HTTP_ADDRESS]
        if host.port is not None:
            return host.port
        if isinstance(own, Address):
            return own.port
        text = find_known_text(parse_references(own.port, any_name=False).parts, {})
        return int(text) if text is not None and text.isdecimal() else None

    def get_address(self, host: SiteHost) -> Address:
        """Return the address of a host's server, with the default port if only the host knows the port."""
        port = self.find_port(host)
        return Address(host.address, _USUAL_PORT if port is None else port)

    def list_servers(self) -> list[tuple[SiteHost, Address]]:
        """Return the hosts that run a server, each with the server's address."""
        return [(host, self.get_address(host)) for host in self.hosts if SERVER_RUN in host.runs]

    def list_runs(self, host: SiteHost) -> list[Run]:
        """Return the programs of a host, the server first."""
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
