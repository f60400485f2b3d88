"""What a configuration of HAProxy is made of."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twod.inifile.problems import Report
from twod.recipe.cfg.configuration import PartOptions
from twod.recipe.cfg.environments import read_values
from twod.recipe.engines.engine_site import EngineSite
from twod.recipe.engines.haproxy.haproxy_facts import HaproxyFacts
from twod.recipe.engines.haproxy.haproxy_options import HAPROXY_OPTIONS
from twod.recipe.engines.haproxy.haproxy_site import make_haproxy_facts

from .conftest import read_prod, write_options
from .test_site_facts import FRONT


def make(options: dict[str, str], section: dict[str, str], **front: Any) -> tuple[HaproxyFacts, Report]:
    """Return the facts, and what is wrong with them."""
    report = Report()
    written = write_options("haproxy", {"recipe": "twod.recipe:haproxy", **options})
    part = PartOptions("haproxy", read_values(written, HAPROXY_OPTIONS, report), written)
    described: Any = SimpleNamespace(name="shop")
    site = EngineSite(described, read_prod({"health": "/-/", **section}), Path("/srv"))
    nodes = [("web1", "10.0.0.1:8080")]
    return make_haproxy_facts(part, site, {**FRONT, **front}, nodes, report), report


def test_the_options_and_the_site_say_what_haproxy_does() -> None:
    section = {"stop-delay": "3s", "health-timeout": "4s", "request-id": "true"}
    facts, report = make({"health-from": "10.0.0.0/8", "timeout": "2m", "rise": "1"}, section)
    assert (report.errors, report.warnings) == ((), ())
    assert (facts.name, facts.nodes, facts.health_path) == ("shop_prod", (("web1", "10.0.0.1:8080"),), "/-/")
    assert (facts.checks.path, facts.checks.host) == ("/-/ready", "www.example.com")
    # The site's answer comes before HAProxy gives up.
    assert (facts.checks.timeout, facts.checks.rise) == (5.0, 1)
    assert (facts.health_from, facts.timeout, facts.has_request_id) == (("10.0.0.0/8",), 120.0, True)


@pytest.mark.parametrize(
    ("hosts", "host"), [(["*"], "localhost"), ([], "localhost"), ([".a.example"], "a.example"), (["[::1]", "b"], "b")]
)
def test_the_probe_is_asked_for_a_host_that_has_a_name(hosts: list[str], host: str) -> None:
    assert make({}, {}, allowed_hosts=hosts)[0].checks.host == host


@given(st.decimals(0, 600, places=1), st.integers(1, 50))
def test_an_interval_that_is_chosen_is_short_enough_or_refused(delay: Any, fall: int) -> None:
    facts, report = make({"fall": str(fall)}, {"stop-delay": f"{delay}s"})
    noticed = facts.checks.interval * fall
    assert noticed < delay or report.errors or not delay
    assert 0.1 <= facts.checks.interval <= 2
