"""A site in containers: the facts that the image, Compose and Kubernetes share."""

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

#: The job that runs once for each release, before all other programs.
SETUP_RUN = "setup-app"
#: Names of services in compose.yaml that no process of the site may have.
_RESERVED = frozenset({SERVER_SERVICE, SETUP_RUN, "database", "redis", "nginx"})

#: The folder of the site in the image; it is empty in other images.
_ROOT = Path("/srv")


class ContainerSite(NamedTuple):
    """A site in containers.

    :param part: the part that writes the files.
    :param site: the site, installed in ``/srv/NAME`` of the image.
    :param name: name of the services and objects.
    :param archive: path of the bundle, relative to the buildout's directory.
    :param port: TCP port that the server listens on.
    :param probe_port: TCP port of the health probes.
    :param outside_values: values that the ini takes from its surroundings.
    :param host_names: host names that visitors use.
    :param front: nginx in front of the site in compose.yaml, or None.
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
        """The path of the health probes, with a slash at its end."""
        return self.environment.options[HEALTH]

    @property
    def ready_seconds(self) -> int:
        """The time limit of the probe ``ready``, in seconds. All its checks have the same limit."""
        return math.ceil(self.site.ready_seconds)

    @property
    def path(self) -> str:
        """The URL path of the site."""
        return self.environment.options[URL_PREFIX] or "/"

    @property
    def var(self) -> Path:
        """The only directory that the site may write to."""
        return self.site.data

    @property
    def stop_delay(self) -> int:
        """Seconds that the server keeps serving after it has reported that it is not ready."""
        return math.ceil(self.environment.options[STOP_DELAY] or 0)

    @property
    def stop_seconds(self) -> int:
        """Seconds that the server may take to stop before an engine kills it."""
        return find_supervision(self.site, self.server, 0).stop_seconds

    @property
    def process_seconds(self) -> int:
        """Seconds that every other process may take to stop before an engine kills it."""
        return math.ceil(self.part.values[PROCESS_TIMEOUT])

    @property
    def server(self) -> Run:
        return self._list_runs()[0]

    @property
    def processes(self) -> Sequence[Run]:
        """The processes beside the server."""
        return [run for run in self._list_runs()[1:] if run.schedule is None]

    @property
    def timers(self) -> Sequence[Run]:
        return [run for run in self._list_runs() if run.schedule is not None]

    @property
    def setup_command(self) -> tuple[str, ...]:
        """The command that must succeed before any other program of a release starts."""
        # The bundle contains the static files, and the file system is read-only.
        return (str(self.site.program), SETUP_RUN, str(self.site.ini), "--no-static")

    @property
    def setup_check(self) -> tuple[str, ...]:
        """The command that succeeds after the setup command has succeeded."""
        return (*self.setup_command, "--check")

    @property
    def variables(self) -> Mapping[str, str]:
        """The environment variables with known, public values."""
        return dict([*self.server.variables, *self.part.values[VARIABLES]])

    def make_probe(self, name: str) -> list[str]:
        """Return a command that requests a probe by Python alone, since the image has no curl.

        :param name: ``live`` or ``ready``.
        """
        url = f"http://127.0.0.1:{self.probe_port}{self.health}{name}"
        return ["python", "-I", "-c", f"import urllib.request; urllib.request.urlopen('{url}')"]

    def list_outside(self, kind: str) -> list[OutsideValue]:
        """Return the outside values of one kind, without variables that the part sets."""
        return [value for value in self.outside_values if value.kind == kind and value.name not in self.variables]

    def _list_runs(self) -> list[Run]:
        options = self.environment.options
        names = [each.name for each in (*options[PROCESSES], *options[TIMERS])]
        return self.site.list_runs(SiteHost(self.name, self.name, self.port, (SERVER_RUN, *names)))


def make_container_site(
    part: PartOptions, site: EngineSite, archive: PurePosixPath, report: Report, warnings: Report
) -> ContainerSite:
    """Return a site in containers.

    :param archive: path of the bundle, relative to the buildout's directory.
    :param report: collects errors.
    :param warnings: collects warnings.
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
        report.error(environment.get_place(HEALTH), f"is missing; containers probe the site: write {HEALTH.name} = /-/")
    if not part.values[IMAGE]:
        report.error(part.get_place(IMAGE), f"is missing; write {IMAGE.name} = example.com/{name or 'shop'}:1.0")
    outside_values = find_outside_values(sections, header, placed.ini, warnings)
    judge_generated_key(environment, "an image must not contain it", report)
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
    """Report each process or timer with a name that a container engine rejects."""
    for option in (PROCESSES, TIMERS):
        for each in environment.options[option]:
            if each.name in _RESERVED:
                report.error(environment.get_place(option), f"another service has the name {each.name}; rename it")
            try:
                read_label(each.name)
            except ValueError as error:
                report.error(environment.get_place(option), str(error))


def _judge_base_image(part: PartOptions, report: Report) -> None:
    """Report an image if its Python cannot run the eggs of this buildout's bundle."""
    image, own = part.values[BASE_IMAGE], f"{sys.version_info.major}.{sys.version_info.minor}"
    found = re.search(r"(?:^|/)python:(\d+\.\d+)", image)
    if part.values[FROM_BUNDLE] and found and found[1] != own:
        message = f"{image} has Python {found[1]}, but bin/bundle makes the bundle for Python {own}"
        report.error(part.get_place(BASE_IMAGE), message)


def _judge_data(environment: Environment, var: Path, warnings: Report) -> None:
    """Warn of each setting that makes the site write files into a pod, which are lost with the pod."""
    for written in environment.settings.values():
        texts = [part for part in parse_references(written.text).parts if isinstance(part, str)]
        if any(str(var) in text for text in texts):
            message = f"is in {var}, so its files are lost with the pod; set {VOLUME_CLAIM.name} of the container"
            warnings.warn(written, message)


def _find_name(part: PartOptions, report: Report) -> str:
    """Return the name of the services and objects: that of the option, or the one in the image's name."""
    image = part.values[IMAGE]
    name = re.split("[:@]", image.rpartition("/")[2])[0]
    if image:
        try:
            return read_label(name.replace("_", "-").replace(".", "-"))
        except ValueError as error:
            report.error(part.get_place(NAME), f"is missing: {error}")
    return name


def _find_host_names(part: PartOptions, environment: Environment, report: Report) -> tuple[str, ...]:
    """Return the host names that visitors use."""
    written = part.values[INGRESS_HOSTS]
    if written is not None:
        return written
    setting = environment.settings.get("ALLOWED_HOSTS")
    names = list_host_names(setting.text) if setting else ()
    if not names:
        message = "is missing, and ALLOWED_HOSTS has no public name; leave the option empty for no Ingress"
        report.error(part.get_place(INGRESS_HOSTS), message)
    return names


def list_host_names(text: str) -> tuple[str, ...]:
    """Return the public host names in ``ALLOWED_HOSTS``.

    Example::

        >>> list_host_names("localhost 127.0.0.1 .example.com ${env:HOST}")
        ('example.com', '*.example.com')
    """
    names: dict[str, None] = {}
    for word in re.split(r"[\s,\[\]\"']+", text):
        name = word.removeprefix(".")
        # The last label of a host name has a letter; an address has only digits there.
        if "." not in name or not re.fullmatch("[a-z0-9.-]+", name) or not re.search("[a-z]", name.rpartition(".")[2]):
            continue
        names |= dict.fromkeys([name, f"*.{name}"] if word.startswith(".") else [name])
    return tuple(names)
