"""A part that writes a file about a site."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from zc.buildout import UserError

from twod.recipe.cfg.configuration import PartOptions
from twod.recipe.engines.engine_part import EnginePart, EnginePlan, make_text_file
from twod.recipe.engines.engine_site import EngineSite
from twod.recipe.parts.plan import Plan

from .conftest import MakeBuildout

SITE = """
[shop]
recipe = twod.recipe
eggs =
environments = dev prod
check = none
[dev]
[prod]
"""


class Hosts(EnginePart):
    """Writes the addresses of the servers."""

    def make_engine_plan(self, buildout: Any, part: PartOptions, site: EngineSite, directory: Path) -> EnginePlan:
        text = "".join(f"{host.name} {address}\n" for host, address in site.list_servers())
        return EnginePlan(Plan(scripts=[make_text_file(part, directory / "hosts", text)]), {"count": str(len(text))})


def make(buildout: Any, **options: str) -> tuple[Hosts, dict[str, str]]:
    made = {"recipe": "twod.recipe:hosts", "site": "shop"} | {
        name.replace("_", "-"): text for name, text in options.items()
    }
    return Hosts(buildout, "hosts", made), made


def test_a_file_is_written_below_the_part(make_site_buildout: MakeBuildout, tmp_path: Path) -> None:
    part, options = make(make_site_buildout(SITE), environment="prod")
    assert options["location"] == str(tmp_path / "parts/hosts")
    assert (options["files"], options["count"]) == ("parts/hosts/hosts", "25")
    part.install()
    first, rest = (tmp_path / "parts/hosts/hosts").read_text(encoding="utf-8").split("\n", 1)
    assert first.startswith("# Made by twod.recipe for the part [hosts]")
    assert rest == "localhost 127.0.0.1:8080\n"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, r"\[hosts\] environment: is missing; choose an environment of \[shop\]: dev, prod"),
        ({"environment": "prd"}, r"\[shop\] has no environment prd; did you mean prod\?"),
        ({"environment": "prod", "sight": "shop"}, "sight: no such option; did you mean site?"),
        ({"environment": "prod", "site": "shpo"}, r"site: no part is called \[shpo\]; did you mean shop?"),
    ],
)
def test_a_mistake_is_located(make_site_buildout: MakeBuildout, options: dict[str, str], message: str) -> None:
    with pytest.raises(UserError, match=message):
        make(make_site_buildout(SITE), **options)
