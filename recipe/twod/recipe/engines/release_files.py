"""``release.ini`` of each machine, for ``twod release``: the addresses of its servers and its reload command."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from twod.inifile.checksum import add_checksum
from twod.recipe.cfg.configuration import PartOptions
from twod.recipe.cfg.environment_options import HEALTH
from twod.recipe.disk.generated import Generated
from twod.recipe.engines.engine_part import make_text_file
from twod.recipe.engines.engine_site import EngineSite
from twod.recipe.engines.machines import SiteMachine

#: ``twod release`` looks for this name beside the link ``current``.
_NAME = "release.ini"


def make_release_files(
    part: PartOptions, site: EngineSite, machines: Iterable[SiteMachine], directory: Path, reload_command: str
) -> list[Generated]:
    """Return the file of each machine.

    :param directory: the folder of the part's files.
    :param reload_command: shell command that reloads all programs of a machine.
    """
    files = [
        make_text_file(part, directory / machine.directory / _NAME, make_release_options(site, machine, reload_command))
        for machine in machines
    ]
    # buildout would take a file without a checksum for edited, and keep the old one aside, when the part changes.
    return [file._replace(content=add_checksum(file.content.decode()).encode()) for file in files]


def make_release_options(site: EngineSite, machine: SiteMachine, reload_command: str) -> str:
    """Return the text of the file.

    Without ``health``, the site has no probes to request. If only the host knows the port of a server, the command
    finds the probe in the ini. An empty ``ready-url`` means a machine without a server; the ini's server runs on
    another machine.
    """
    health = site.environment.options[HEALTH]
    hosts = [each.host for each in machine.runs if each.is_server]
    is_known = bool(health) and all(site.find_port(host) is not None for host in hosts)
    lines = [f"reload-command = {reload_command}", f"environments = {site.environment.name}"]
    if is_known or not hosts:
        urls = [f"http://{site.get_address(host)}{health}ready" for host in hosts]
        lines.append(f"ready-url = {' '.join(urls)}".rstrip())
    return "\n".join(["[release]", *lines, ""])
