"""The programs of a machine."""

from __future__ import annotations

import configparser
from pathlib import Path

import pytest

from twod.recipe.engines.machines import list_machines
from twod.recipe.engines.supervisor.host_programs import ProgramWishes, make_host_programs

from .conftest import MakeSite

WISHES = ProgramWishes(name="shop", data=Path("/srv/shop/var"), logs=Path("/var/log/shop 100%"))
SITE = {
    "http-address": "0.0.0.0:$${env:PORT}",
    "stop-delay": "5s",
    "processes": "\n worker = celery -A shop worker\n beat = celery -A shop beat",
    "timers": "clear = @daily manage clearsessions",
    "hosts": "web:10.0.0.1:81 jobs:10.0.0.3 worker beat clear",
}


@pytest.fixture
def make(make_site: MakeSite):
    """Make the programs of a machine, by its place among the machines."""

    def make(number: int, wishes: ProgramWishes = WISHES, **options: str) -> configparser.RawConfigParser:
        site = make_site("scripts-with-settings = celery=shop:celery\n", **SITE | options)
        parser = configparser.RawConfigParser()
        parser.read_string(make_host_programs(site, list_machines(site)[number].runs, wishes))
        return parser

    return make


def test_the_server_is_ended_alone_and_killed_with_its_workers(make) -> None:
    parser = make(0)
    assert parser.sections() == ["program:shop-server", "group:shop"]
    server = dict(parser["program:shop-server"])
    assert server["command"] == "/srv/shop/current/bin/serve-prod"
    assert server["environment"] == 'PORT="81"'
    assert (server["stopsignal"], server["stopwaitsecs"]) == ("TERM", "45")
    assert (server["stopasgroup"], server["killasgroup"], server["autorestart"]) == ("false", "true", "true")
    assert server["stdout_logfile"] == "/var/log/shop 100%%/shop-server.log"
    assert "user" not in server


def test_processes_are_programs_and_timers_are_none(make) -> None:
    parser = make(1, WISHES._replace(user="shop", variables=(("CREDENTIALS_DIRECTORY", "/etc/shop"),)))
    assert parser.sections() == ["program:shop-worker", "program:shop-beat", "group:shop"]
    assert parser["group:shop"]["programs"] == "shop-worker,shop-beat"
    worker = parser["program:shop-worker"]
    assert worker["command"] == "/srv/shop/current/bin/celery-prod -A shop worker"
    assert (worker["stopwaitsecs"], worker["user"]) == ("300", "shop")
    assert worker["environment"] == 'CREDENTIALS_DIRECTORY="/etc/shop"'


def test_the_nodes_of_one_machine_have_a_program_each(make) -> None:
    parser = make(0, hosts="web1:127.0.0.1:81 web2:127.0.0.1:82 jobs:127.0.0.1 worker")
    assert parser["group:shop"]["programs"] == "shop-web1,shop-web2,shop-worker"
    assert parser["program:shop-web2"]["environment"] == 'PORT="82"'


def test_without_programs_there_is_no_group(make_site: MakeSite) -> None:
    assert make_host_programs(make_site(), [], WISHES) == ""
