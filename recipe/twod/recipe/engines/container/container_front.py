"""nginx in front of a site in ``compose.yaml``: the files of the nginx part, for nginx's image."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from twod.inifile.problems import Place, Report
from twod.recipe.cfg.configuration import PartOptions
from twod.recipe.cfg.provenance import get_provenance
from twod.recipe.disk.layout import resolve_path
from twod.recipe.engines.container.container_options import NGINX_PART
from twod.recipe.engines.engine_site import EngineSite
from twod.recipe.parts.sites import get_part_section
from twod.recipe.recipe_error import RecipeError

#: The name of the server's service in Compose, which nginx connects to.
SERVER_SERVICE = "site"
_RECIPE = "twod.recipe:nginx"


class ContainerFront(NamedTuple):
    """The content of nginx's image.

    :param configuration: path of the configuration, relative to the buildout's directory.
    :param static: path of the static files in both images.
    :param port: TCP port that nginx listens on.
    """

    configuration: PurePosixPath
    static: Path
    port: int


def find_front(buildout: Any, part: PartOptions, site: EngineSite, port: int, report: Report) -> ContainerFront | None:
    """Return nginx's files, or None if the part names no nginx or its nginx cannot run in a container.

    :param site: the site, as it is in its image.
    :param port: TCP port of the site's server.
    :param report: collects errors.
    """
    name, place = part.values[NGINX_PART], part.get_place(NGINX_PART)
    if not name:
        return None
    try:
        section = get_part_section(buildout, name, place, _RECIPE)
    except RecipeError as error:
        report.error(place, error.problems[0].message)
        return None
    static = site.environment.settings.get("STATIC_ROOT")
    if static is None:
        report.error(Place(None, None, site.environment.name, "STATIC_ROOT"), f"is missing; [{name}] needs it")
        return None
    _judge_section(
        buildout, name, section, {"nodes": f"{SERVER_SERVICE}:{port}", "site-directory": site.directory}, report
    )
    layout = site.part.layout
    listen = section.get("listen", "80").split()[0]
    return ContainerFront(
        PurePosixPath(os.path.relpath(Path(section["location"], Path(section["conf"]).name), layout.directory)),
        site.place(resolve_path(layout.directory, static.text)),
        int(listen.rpartition(":")[2]),
    )


def _judge_section(
    buildout: Any, name: str, section: Mapping[str, str], wanted: Mapping[str, object], report: Report
) -> None:
    """Report each option that would make nginx look for the site at a wrong place."""
    provenance = get_provenance(buildout)
    for option, text in wanted.items():
        if section.get(option) != str(text):
            report.error(provenance.get_place(name, option), f"expected {text} for a container")
    if section.get("certificate"):
        message = "compose.yaml has no certificates; remove the option and let a proxy in front terminate TLS"
        report.error(provenance.get_place(name, "certificate"), message)
