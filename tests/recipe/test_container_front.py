"""nginx in front of a site in containers."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from twod.inifile.problems import Report
from twod.recipe.cfg.configuration import PartOptions
from twod.recipe.cfg.environments import read_values
from twod.recipe.engines.container.container_front import ContainerFront, find_front
from twod.recipe.engines.container.container_options import CONTAINER_OPTIONS
from twod.recipe.engines.engine_site import EngineSite
from twod.recipe.engines.nginx import nginx_part
from twod.recipe.parts.sites import get_site

from .conftest import MakeBuildout, describe, write_options
from .test_site_facts import FRONT

SITE = """
[shop]
recipe = twod.recipe
eggs =
environments = prod
check = none
[prod]
server = gunicorn
STATIC_ROOT = ${shop:location}/static
[nginx]
recipe = twod.recipe:nginx
site = shop
nodes = site:8080
site-directory = /srv/shop
check = false
"""


@pytest.fixture(autouse=True)
def _front(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nginx_part, "ask_for_front", lambda *_: FRONT)


def find(buildout: Any, report: Report, name: str = "nginx") -> ContainerFront | None:
    written = write_options("container", {"recipe": "twod.recipe:container", "nginx": name})
    part = PartOptions("container", read_values(written, CONTAINER_OPTIONS, report), written)
    site = get_site(buildout, "shop", part.place)
    return find_front(buildout, part, EngineSite(site.part, site.environments[0], Path("/srv/shop")), 8080, report)


def test_the_image_gets_the_configuration_and_the_static_files(make_site_buildout: MakeBuildout) -> None:
    report = Report()
    found = find(make_site_buildout(SITE), report)
    assert report.errors == ()
    assert found == ContainerFront(PurePosixPath("parts/nginx/shop-prod.conf"), Path("/srv/shop/parts/shop/static"), 80)
    assert find(make_site_buildout(f"{SITE}listen = [::]:8081 80\n"), report) == found._replace(port=8081)
    assert find(make_site_buildout(SITE), report, "") is None


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("nodes = site:8080", "nodes = web:80", "[nginx] nodes: expected site:8080 for a container"),
        ("site-directory = /srv/shop\n", "", "[nginx] site-directory: expected /srv/shop for a container"),
        ("check = false", "certificate = /etc/ssl/x\ncheck = false", "[nginx] certificate: compose.yaml has no cert"),
        ("STATIC_ROOT = ${shop:location}/static\n", "", "[prod] STATIC_ROOT: is missing; [nginx] needs it"),
    ],
)
def test_an_nginx_that_would_look_elsewhere_is_told(
    make_site_buildout: MakeBuildout, old: str, new: str, message: str
) -> None:
    report = Report()
    find(make_site_buildout(SITE.replace(old, new)), report)
    (told,) = describe(report)
    assert told.startswith(message)


def test_a_part_that_is_no_nginx_is_told(make_site_buildout: MakeBuildout) -> None:
    report = Report()
    assert find(make_site_buildout(SITE), report, "nginks") is None
    assert find(make_site_buildout(SITE), report, "shop") is None
    assert describe(report) == [
        "[container] nginx: no part is called [nginks]; did you mean nginx?",
        "[container] nginx: [shop] is not a part with recipe = twod.recipe:nginx",
    ]
