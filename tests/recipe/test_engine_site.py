"""A site as an engine on its hosts sees it."""

from __future__ import annotations

from pathlib import Path

from twod.inifile.problems import Place
from twod.recipe.engines.engine_site import EngineSite, Run
from twod.recipe.parts.sites import get_site

from .conftest import MakeBuildout

SITE = """
[shop]
recipe = twod.recipe
eggs = gunicorn
environments = prod
check = none
scripts-with-settings = gunicorn
[prod]
http-address = 0.0.0.0:$${env:PORT}
processes = worker = gunicorn --paste ${shop:var}/x
timers = clear = @daily manage clearsessions
hosts = web1:10.0.0.1:81 web2:10.0.0.2:82 jobs:10.0.0.3 worker clear
"""


def test_each_host_has_its_runs_with_absolute_commands(make_site_buildout: MakeBuildout, tmp_path: Path) -> None:
    found = get_site(make_site_buildout(SITE), "shop", Place())
    site = EngineSite(found.part, found.environments[0], Path("/srv/shop/current"))
    web1, _, jobs = site.hosts
    bin_directory = "/srv/shop/current/bin"
    assert site.name == "shop-prod"
    assert site.ini == Path("/srv/shop/current/parts/shop/prod.ini")
    assert site.place(Path("/var/log/x")) == Path("/var/log/x")
    assert site.place(tmp_path / "var") == Path("/srv/shop/current/var")
    assert site.list_runs(web1) == [Run("server", (f"{bin_directory}/serve-prod",), (("PORT", "81"),))]
    worker, clear = site.list_runs(jobs)
    assert worker == Run("worker", (f"{bin_directory}/gunicorn-prod", "--paste", "/srv/shop/current/var/shop/x"))
    assert (clear.command, str(clear.schedule)) == ((f"{bin_directory}/manage-prod", "clearsessions"), "0 0 * * *")
    assert [(host.name, str(address)) for host, address in site.list_servers()] == [
        ("web1", "10.0.0.1:81"),
        ("web2", "10.0.0.2:82"),
    ]
