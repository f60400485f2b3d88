"""A site as it runs in containers: what the image, Compose and Kubernetes all have to agree on."""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from twod.inifile.addresses import Address, is_loopback
from twod.inifile.problems import Report
from twod.inifile.reference_syntax import parse_references
from twod.recipe.cfg.configuration import PartOptions
from twod.recipe.cfg.environment_options import (
    HEALTH,
    HEALTH_ADDRESS,
    PROCESSES,
    STOP_DELAY,
    TIMERS,
    URL_PREFIX,
)
from twod.recipe.cfg.environments import Environment
from twod.recipe.cfg.hosts import SERVER_RUN, SiteHost
from twod.recipe.engines.container.container_address import find_port
from twod.recipe.engines.container.container_front import SERVER_SERVICE, ContainerFront
from twod.recipe.engines.container.container_options import (
    BASE_IMAGE,
    FROM_BUNDLE,
    IMAGE,
    INGRESS_HOSTS,
    NAME,
    USER_ID,
    VARIABLES,
    VOLUME_CLAIM,
    read_label,
)
from twod.recipe.engines.container.outside_values import (
    OutsideValue,
    find_outside_values,
    judge_outside_values,
)
from twod.recipe.engines.engine_site import EngineSite, Run
from twod.recipe.engines.service_options import PROCESS_TIMEOUT
from twod.recipe.engines.supervision import find_supervision
from twod.recipe.ini.pipeline import get_application_headers
from twod.recipe.ini.secret_keys import judge_generated_key
from twod.recipe.parts.site_files import make_site_ini

#: What runs once for each release, before everything else.
SETUP_RUN = "setup-app"
#: The services of compose.yaml that are no process of the site's.
_RESERVED = frozenset({SERVER_SERVICE, SETUP_RUN, "database", "redis", "nginx"})

#: Where the image has the site; no other image has anything there.
_ROOT = Path("/srv")


class ContainerSite(NamedTuple):
    """A site as it runs in containers.

    :param part: the part that writes the files.
    :param site: the site, which stands in ``/srv/NAME`` of the image.
    :param name: name of the services and objects.
    :param archive: the bundle, from the buildout's directory.
    :param port: TCP port that the server listens on.
    :param probe_port: TCP port of the health probes.
    :param outside_values: what the ini expects from outside.
    :param host_names: names of the site for visitors.
    :param front: nginx before the site in compose.yaml; None without it.
    """

    part: PartOptions
    site: EngineSite
    name: str
    archive: PurePosixPath
    port: int
    probe_port: int
    outside_values: Sequence[OutsideValue]
    host_names: Sequence[str]
    front: ContainerFront | None = None

    @property
    def environment(self) -> Environment:
        return self.site.environment

    @property
    def user_id(self) -> int:
        return self.part.values[USER_ID]

    @property
    def health(self) -> str:
        """The path below which the probes are, with a slash at its end."""
        return self.environment.options[HEALTH]

    @property
    def ready_seconds(self) -> int:
        """Seconds that the answer of the probe ``ready`` may take, whose checks all have the same limit."""
        return math.ceil(self.site.ready_seconds)

    @property
    def path(self) -> str:
        """The path that the site lives under."""
        return self.environment.options[URL_PREFIX] or "/"

    @property
    def var(self) -> Path:
        """The only directory of the site that it may write."""
        return self.site.data

    @property
    def stop_delay(self) -> int:
        """Seconds that the server serves on after it has reported that it is not ready."""
        return math.ceil(self.environment.options[STOP_DELAY] or 0)

    @property
    def stop_seconds(self) -> int:
        """How long the server may take to end before an engine kills it."""
        return find_supervision(self.site, self.server, 0).stop_seconds

    @property
    def process_seconds(self) -> int:
        """The same for everything else."""
        return math.ceil(self.part.values[PROCESS_TIMEOUT])

    @property
    def server(self) -> Run:
        return self._list_runs()[0]

    @property
    def processes(self) -> Sequence[Run]:
        """The processes that run beside the server."""
        return [run for run in self._list_runs()[1:] if run.schedule is None]

    @property
    def timers(self) -> Sequence[Run]:
        return [run for run in self._list_runs() if run.schedule is not None]

    @property
    def setup_command(self) -> tuple[str, ...]:
        """The command that has to end well before anything else of a release begins."""
        # The bundle has the static files, and the file system cannot be written.
        return (str(self.site.program), SETUP_RUN, str(self.site.ini), "--no-static")

    @property
    def setup_check(self) -> tuple[str, ...]:
        """The command that ends well when that one has."""
        return (*self.setup_command, "--check")

    @property
    def variables(self) -> Mapping[str, str]:
        """The environment variables whose values are known, and may be by everybody."""
        return dict([*self.server.variables, *self.part.values[VARIABLES]])

    def make_probe(self, name: str) -> list[str]:
        """Return a command that asks a probe, with nothing but Python: the image has no curl.

        :param name: ``live`` or ``ready``.
        """
        url = f"http://127.0.0.1:{self.probe_port}{self.health}{name}"
        return ["python", "-I", "-c", f"import urllib.request; urllib.request.urlopen('{url}')"]

    def list_outside(self, kind: str) -> list[OutsideValue]:
        """Return what the ini expects of one kind, without the variables that have their values here."""
        return [value for value in self.outside_values if value.kind == kind and value.name not in self.variables]

    def _list_runs(self) -> list[Run]:
        options = self.environment.options
        names = [each.name for each in (*options[PROCESSES], *options[TIMERS])]
        return self.site.list_runs(SiteHost(self.name, self.name, self.port, (SERVER_RUN, *names)))


def make_container_site(
    part: PartOptions, site: EngineSite, archive: PurePosixPath, report: Report, warnings: Report
) -> ContainerSite:
    """Return a site as it runs in containers.

    :param archive: the bundle, from the buildout's directory.
    :param report: gets what cannot run there.
    :param warnings: gets what is doubtful.
    """
    environment = site.environment
    name = part.values[NAME] or _find_name(part, report)
    placed = site._replace(directory=_ROOT / name)
    header = get_application_headers(environment)[1]
    sections = make_site_ini(site.part, environment).sections
    port = find_port(environment, part.values[VARIABLES], report)
    probe_address = environment.options[HEALTH_ADDRESS]
    is_apart = isinstance(probe_address, Address) and not is_loopback(probe_address.host)
    if not environment.options[HEALTH]:
        report.error(environment.get_place(HEALTH), f"is missing; the engines probe the site: {HEALTH.name} = /-/")
    if not part.values[IMAGE]:
        report.error(part.get_place(IMAGE), f"is missing; {IMAGE.name} = registry.example.com/{name or 'shop'}:1.0")
    outside_values = find_outside_values(sections, header, placed.ini, warnings)
    judge_generated_key(environment, "an image holds none", report)
    judge_outside_values(outside_values, report)
    _judge_names(environment, report)
    _judge_base_image(part, report)
    if not part.values[VOLUME_CLAIM]:
        _judge_data(environment, site.part.layout.var, warnings)
    return ContainerSite(
        part,
        placed,
        name,
        archive,
        port,
        probe_address.port if is_apart and isinstance(probe_address, Address) else port,
        outside_values,
        _find_host_names(part, environment, report),
    )


def _judge_names(environment: Environment, report: Report) -> None:
    """Report each process or timer whose name some engine cannot have."""
    for option in (PROCESSES, TIMERS):
        for each in environment.options[option]:
            if each.name in _RESERVED:
                report.error(environment.get_place(option), f"{each.name} is a service of its own; choose another name")
            try:
                read_label(each.name)
            except ValueError as error:
                report.error(environment.get_place(option), str(error))


def _judge_base_image(part: PartOptions, report: Report) -> None:
    """Report an image whose Python cannot run the eggs of a bundle that is made here."""
    image, own = part.values[BASE_IMAGE], f"{sys.version_info.major}.{sys.version_info.minor}"
    found = re.search(r"(?:^|/)python:(\d+\.\d+)", image)
    if part.values[FROM_BUNDLE] and found and found[1] != own:
        message = f"{image} has Python {found[1]}, and the bundle that is made here is for Python {own}"
        report.error(part.get_place(BASE_IMAGE), message)


def _judge_data(environment: Environment, var: Path, warnings: Report) -> None:
    """Report each setting that has the site write what a pod takes with it."""
    for written in environment.settings.values():
        texts = [part for part in parse_references(written.text).parts if isinstance(part, str)]
        if any(str(var) in text for text in texts):
            message = f"is in {var}, and what a pod writes there goes with it; set {VOLUME_CLAIM.name} of the container"
            warnings.warn(written, message)


def _find_name(part: PartOptions, report: Report) -> str:
    """Return the name that an image gives to everything."""
    image = part.values[IMAGE]
    name = re.split("[:@]", image.rpartition("/")[2])[0]
    if image:
        try:
            return read_label(name.replace("_", "-").replace(".", "-"))
        except ValueError as error:
            report.error(part.get_place(NAME), f"is missing: {error}")
    return name


def _find_host_names(part: PartOptions, environment: Environment, report: Report) -> tuple[str, ...]:
    """Return the names that visitors know the site by."""
    written = part.values[INGRESS_HOSTS]
    if written is not None:
        return written
    setting = environment.settings.get("ALLOWED_HOSTS")
    names = list_host_names(setting.text) if setting else ()
    if not names:
        message = "is missing; ALLOWED_HOSTS has no name that is known here. Leave it empty for no Ingress"
        report.error(part.get_place(INGRESS_HOSTS), message)
    return names


def list_host_names(text: str) -> tuple[str, ...]:
    """Return the names of hosts in the text of ALLOWED_HOSTS that have a name by which others find them.

    Example::

        >>> list_host_names("localhost 127.0.0.1 .example.com ${env:HOST}")
        ('example.com', '*.example.com')
    """
    names: dict[str, None] = {}
    for word in re.split(r"[\s,\[\]\"']+", text):
        name = word.removeprefix(".")
        # The last label of a name has a letter; that of an address has none.
        if "." not in name or not re.fullmatch("[a-z0-9.-]+", name) or not re.search("[a-z]", name.rpartition(".")[2]):
            continue
        names |= dict.fromkeys([name, f"*.{name}"] if word.startswith(".") else [name])
    return tuple(names)
