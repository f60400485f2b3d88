"""The options of a release on each machine."""

from __future__ import annotations

from twod.recipe.engines.machines import list_machines
from twod.recipe.engines.release_files import make_release_options

from .conftest import MakeSite

HOSTS = {"http-address": "0.0.0.0:$${env:PORT}", "hosts": "a:10.0.0.1:81 b:10.0.0.1:82 c:10.0.0.2:81"}


def test_each_machine_asks_its_own_servers(make_site: MakeSite) -> None:
    site = make_site(**HOSTS, health="/-/")
    first, second = list_machines(site)
    assert make_release_options(site, first, "systemctl reload shop.target").splitlines() == [
        "[release]",
        "reload-command = systemctl reload shop.target",
        "environments = prod",
        "ready-url = http://10.0.0.1:81/-/ready http://10.0.0.1:82/-/ready",
    ]
    assert make_release_options(site, second, "x").endswith("ready-url = http://10.0.0.2:81/-/ready\n")


def test_without_probes_nobody_is_asked(make_site: MakeSite) -> None:
    site = make_site(**HOSTS)
    assert "ready-url" not in make_release_options(site, list_machines(site)[0], "x")
