"""What the hosts of an environment run, judged over the options of a real part."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from zc.buildout import UserError

from twod.inifile.problems import Place
from twod.recipe.parts.site_runs import find_port_variable, list_hosts
from twod.recipe.parts.sites import get_site

from .conftest import MakeBuildout, write_develop_egg

SITE = """
[site]
recipe = twod.recipe
eggs = gunicorn
environments = prod
check = none
scripts-with-settings = gunicorn

[prod]
"""

Make = Callable[[str], Any]


@pytest.fixture
def make(make_site_buildout: MakeBuildout) -> Make:
    def make(options: str) -> Any:
        buildout = make_site_buildout(f"{SITE}{options}")
        return get_site(buildout, "site", Place()).environments[0]

    return make


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            "processes = worker = celery x",
            r"\[prod\] processes: worker: no script is called celery; add it to scripts-with",
        ),
        ("timers = a = @daily gunicron x", "timers: a: no script is called gunicron; did you mean gunicorn?"),
        ("processes = a = manage x\ntimers = a = @daily manage y", "timers: a is also in processes"),
        (
            "hosts = a:127.0.0.1:8080 worker",
            "hosts: a cannot run worker: there is no such process; add it",
        ),
        ("hosts = a:127.0.0.1:8081", "hosts: a has port 8081, but its server listens on 127.0.0.1:8080; write http-a"),
        ("hosts = a:10.0.0.1", "hosts: a is at 10.0.0.1, but its server listens only on 127.0.0.1; write"),
        (
            "http-address = 127.0.0.1:$${env:PORT:-8080}\nhosts = a:10.0.0.1:81",
            "hosts: a is at 10.0.0.1, but its server listens only on 127.0.0.1; write http-address = 0.0.0.0:",
        ),
        (
            "http-address = 0.0.0.0:$${env:PORT:-8080}\nhosts = a:[fd00::2]:81",
            r"at fd00::2, but its server listens only on IPv4 addresses \(0.0.0.0\); write http-address = \[::\]:",
        ),
        (
            "http-address = [::1]:$${env:PORT:-8080}\nhosts = a:[fd00::2]:81",
            "hosts: a is at fd00::2, but its server listens only on ",
        ),
        ("http-address = $${env:PORT}\nhosts = a:127.0.0.1", "hosts: a needs a port, and http-address an environment"),
    ],
)
def test_what_cannot_run_or_be_reached_is_an_error(make: Make, options: str, message: str) -> None:
    with pytest.raises(UserError, match=message):
        make(options)


def test_a_host_without_a_run_and_a_run_without_a_host(make: Make) -> None:
    assert list_hosts(make("processes = worker = manage x\ntimers = clear = @daily manage y"))[0].runs == (
        "server",
        "worker",
        "clear",
    )


@pytest.mark.parametrize(
    ("address", "variable"),
    [
        ("8080", None),
        ("0.0.0.0:$${env:PORT}", "PORT"),
        ("0.0.0.0:$${env:WEB_PORT:-80}", "WEB_PORT"),
        ("$${env:HOST}:8080", None),
    ],
)
def test_the_variable_of_the_port_is_found(make: Make, address: str, variable: str | None) -> None:
    assert find_port_variable(make(f"http-address = {address}")) == variable


def test_each_host_may_have_a_port_of_its_own_by_a_variable(make: Make) -> None:
    environment = make("http-address = $${env:PORT:-8080}\nhosts = a:127.0.0.1:8081 b:127.0.0.1:8082")
    assert [host.port for host in list_hosts(environment)] == [8081, 8082]


def test_the_hosts_of_the_manual_are_read(make_site_buildout: MakeBuildout, manual: Callable[..., Any]) -> None:
    (block,) = manual("docs/how-to/several-hosts.rst", "ini")
    text = SITE.replace("gunicorn", "celery").replace("[prod]\n", block.text)
    write_develop_egg(Path.cwd(), "celery", scripts="celery = celery:main")
    environment = get_site(make_site_buildout(text), "site", Place()).environments[0]
    assert [host.runs for host in list_hosts(environment)] == [
        ("server",),
        ("server",),
        ("worker", "beat", "sessions"),
    ]
