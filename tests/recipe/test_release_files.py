"""The options of a release on each machine."""

from __future__ import annotations

from pathlib import Path

from twod.inifile.checksum import is_edited
from twod.recipe.cfg.configuration import PartOptions
from twod.recipe.cfg.option import Values
from twod.recipe.engines.machines import list_machines
from twod.recipe.engines.release_files import make_release_files, make_release_options
from twod.wsgi.releases.release_options import OPTIONS_NAME, read_options

from .conftest import MakeSite, write_options

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


def test_a_machine_without_a_server_has_nobody_to_ask(make_site: MakeSite) -> None:
    site = make_site(**HOSTS | {"hosts": "a:10.0.0.1:81 jobs:10.0.0.3 worker", "processes": "worker = manage work"})
    assert make_release_options(site, list_machines(site)[1], "x").endswith("\nready-url =\n")


def test_the_file_is_not_taken_for_one_that_was_edited(make_site: MakeSite) -> None:
    """When its part changes or goes, the recipe removes it without a copy."""
    part = PartOptions("units", Values({}), write_options("units", {"recipe": "twod.recipe:systemd"}))
    site = make_site(**HOSTS)
    files = make_release_files(part, site, list_machines(site), Path("/x"), "x")
    assert [is_edited(file.content.decode()) for file in files] == [False, False]


def test_a_server_on_this_machine_is_asked_at_the_port_that_it_has_by_default(make_site: MakeSite) -> None:
    site = make_site(**{"http-address": "0.0.0.0:$${env:PORT:-9000}"}, health="/-/")
    assert "ready-url = http://127.0.0.1:9000/-/ready\n" in make_release_options(site, list_machines(site)[0], "x")


def test_a_port_that_only_the_host_knows_is_left_to_the_ini(make_site: MakeSite) -> None:
    site = make_site(**{"http-address": "0.0.0.0:$${env:PORT}"}, health="/-/")
    assert "ready-url" not in make_release_options(site, list_machines(site)[0], "x")


def test_the_command_reads_what_the_recipe_writes(make_site: MakeSite, tmp_path: Path) -> None:
    site = make_site(**HOSTS, health="/-/")
    command = "cd '/srv/50 %; x' && ./reload # all"
    text = make_release_options(site, list_machines(site)[0], command)
    (tmp_path / OPTIONS_NAME).write_text(f"# Written by a part.\n{text}", encoding="utf-8")
    found = read_options(tmp_path, {})
    assert (found.reload_command, found.environments) == (command, ("prod",))
    assert [probe.text for probe in found.ready_url] == ["http://10.0.0.1:81/-/ready", "http://10.0.0.1:82/-/ready"]
