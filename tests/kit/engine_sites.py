"""A site as the parts of engines see it, in a buildout that installs nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from zc.buildout.buildout import Buildout

from twod.recipe.cfg.configuration import read_environments, read_part
from twod.recipe.parts.sites import DescribedSite, keep_site


def make_engine_buildout(home: Path, prod: str) -> Any:
    """Return zc.buildout's object with a site ``shop`` in a directory, for parts that are about that site.

    :param prod: the options of its environment ``prod``.
    """
    cfg = home / "buildout.cfg"
    cfg.write_text(f"[buildout]\nparts =\n[shop]\n[prod]\n{prod}", encoding="utf-8")
    buildout = Buildout(str(cfg), [], use_user_defaults=False)
    part = read_part(buildout, "shop", {"recipe": "twod.recipe", "eggs": "", "environments": "prod"})
    keep_site(buildout, DescribedSite(part, read_environments(buildout, part)))
    return buildout
