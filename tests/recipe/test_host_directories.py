"""Where the files of each host go."""

from __future__ import annotations

from pathlib import Path

from twod.recipe.engines.host_directories import get_host_directory

from .conftest import MakeSite


def test_hosts_that_are_named_have_a_directory_each(make_site: MakeSite) -> None:
    site = make_site(**{"http-address": "0.0.0.0:80", "hosts": "web1:10.0.0.1:80"})
    assert get_host_directory(site, site.hosts[0], Path("/parts/units")) == Path("/parts/units/web1")
    site = make_site()
    assert get_host_directory(site, site.hosts[0], Path("/parts/units")) == Path("/parts/units")
