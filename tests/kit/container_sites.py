"""A site as it runs in containers, of options as they are written in buildout.cfg."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from twod.inifile.problems import Place, Report
from twod.recipe.cfg.configuration import PartOptions, read_environments, read_part
from twod.recipe.cfg.environments import Written, read_values
from twod.recipe.engines.container.container_options import CONTAINER_OPTIONS
from twod.recipe.engines.container.container_site import ContainerSite, make_container_site
from twod.recipe.engines.engine_site import EngineSite

#: The least that a site in containers needs.
_PROD = {"http-address": "0.0.0.0:8080", "health": "/-/", "ALLOWED_HOSTS": "www.example.com"}
_PART = {"recipe": "twod.recipe:container", "image": "registry.example.com/shop:1.4"}


def write_prod(prod: Mapping[str, str]) -> str:
    """Return the section ``[prod]`` of a buildout.cfg: some options, over the least that has to be there."""
    lines = [f"{name} = {text}\n" for name, text in (_PROD | dict(prod)).items()]
    return "".join(["[prod]\n", *lines])


def read_container_site(
    buildout: Any, directory: Path, part: Mapping[str, str], report: Report, warnings: Report
) -> ContainerSite:
    """Return the site of a buildout whose configuration is :func:`write_prod`'s.

    :param part: options of the part ``[container]``, over the least that has to be there.
    """
    site = read_part(buildout, "twod", {"recipe": "twod.recipe", "eggs": "", "environments": "prod"})
    (environment,) = read_environments(buildout, site)
    written = {
        name: Written(text, Place("buildout.cfg", None, "container", name))
        for name, text in (_PART | dict(part)).items()
    }
    own = PartOptions("container", read_values(written, CONTAINER_OPTIONS, report), written)
    archive = PurePosixPath("dist/shop.tar.gz")
    return make_container_site(own, EngineSite(site, environment, directory), archive, report, warnings)


def load_container_site(directory: Path, prod: Mapping[str, str], part: Mapping[str, str]) -> ContainerSite:
    """Return the same of a buildout that is made in an empty directory, the current one; all has to be right."""
    from zc.buildout.buildout import Buildout

    path = directory / "buildout.cfg"
    path.write_text(f"[buildout]\nparts =\n{write_prod(prod)}", encoding="utf-8")
    loggers = [(logger, [*logger.handlers], logger.level) for logger in map(logging.getLogger, ("", "zc.buildout"))]
    report = Report()
    try:
        site = read_container_site(Buildout(str(path), [], use_user_defaults=False), directory, part, report, Report())
    finally:
        for logger, handlers, level in loggers:
            logger.handlers[:], logger.level = handlers, level
    assert report.errors == ()
    return site
