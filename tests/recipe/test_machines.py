"""Hosts at one address are nodes on one machine."""

from __future__ import annotations

import pytest

from twod.recipe.engines.machines import list_machines
from twod.recipe.recipe_error import RecipeError

from .conftest import MakeSite

SITE = {
    "http-address": "0.0.0.0:$${env:PORT}",
    "processes": "worker = manage work",
    "timers": "clear = @daily manage clearsessions",
}


@pytest.mark.parametrize(
    ("hosts", "machines"),
    [
        ("web1:10.0.0.1:80 web2:10.0.0.2:80", [("web1", "web1", ["=web1"]), ("web2", "web2", ["=web2"])]),
        ("web1:10.0.0.1:80 server worker", [("web1", ".", ["=web1", "worker=web1"])]),
        (
            "web1:127.0.0.1:81 web2:127.0.0.1:82 jobs:127.0.0.1 worker clear",
            [("web1", ".", ["web1=web1", "web2=web2", "worker=jobs", "clear=jobs"])],
        ),
        (
            "a:10.0.0.1:81 server worker b:10.0.0.2:81 c:10.0.0.1 worker",
            [("a", "a", ["=a", "a-worker=a", "c-worker=c"]), ("b", "b", ["=b"])],
        ),
    ],
)
def test_each_program_of_a_machine_has_a_name_of_its_own(
    make_site: MakeSite, hosts: str, machines: list[tuple[str, str, list[str]]]
) -> None:
    found = list_machines(make_site(**SITE, hosts=hosts))
    assert [
        (machine.name, str(machine.directory), [f"{each.name}={each.host.name}" for each in machine.runs])
        for machine in found
    ] == machines


def test_without_hosts_there_is_one_machine(make_site: MakeSite) -> None:
    (machine,) = list_machines(make_site(processes="worker = manage work"))
    assert [(each.name, each.is_server) for each in machine.runs] == [("", True), ("worker", False)]


def test_two_programs_of_one_name_are_refused(make_site: MakeSite) -> None:
    site = make_site(**SITE, hosts="worker:127.0.0.1:81 server worker b:127.0.0.1:82")
    with pytest.raises(RecipeError, match=r"\[prod\] hosts: two programs of one machine have the name worker"):
        list_machines(site)
