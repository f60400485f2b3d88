"""Where the files of each host go: a directory for each of several hosts."""

from __future__ import annotations

from pathlib import Path

from twod.recipe.cfg.hosts import SiteHost
from twod.recipe.cfg.options import HOSTS
from twod.recipe.engines.engine_site import EngineSite


def get_host_directory(site: EngineSite, host: SiteHost, directory: Path) -> Path:
    """Return where the files of a host go: one host that buildout.cfg does not name has no directory of its own.

    :param directory: that of the part.
    """
    return directory / host.name if site.environment.options[HOSTS] else directory
