"""A site as a proxy in front of it sees it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from twod.inifile.problems import Place, Report
from twod.recipe.cfg.configuration import PartOptions
from twod.recipe.cfg.option import Values
from twod.recipe.engines import front_site
from twod.recipe.engines.engine_site import EngineSite
from twod.recipe.engines.front_options import FRONT_NODES
from twod.recipe.engines.front_site import (
    ask_for_front,
    find_secure_header,
    judge_scheme,
    list_nodes,
    name_front,
)
from twod.recipe.parts.sites import get_site
from twod.recipe.recipe_error import RecipeError, describe_for_buildout

from .conftest import MakeBuildout, read_prod, write_options

SITE = """
[shop]
recipe = twod.recipe
eggs =
environments = prod
check = none
[prod]
"""


class _NoPart:
    """A part of which these functions want the name alone."""

    name = "my.shop"


def make_site(section: dict[str, str]) -> EngineSite:
    return EngineSite(_NoPart(), read_prod(section), Path("/srv/shop"))  # type: ignore[arg-type]


def make_part(**options: str) -> PartOptions:
    written = write_options("proxy", {"recipe": "twod.recipe:nginx", **options})
    values = {FRONT_NODES.name: FRONT_NODES.read(options["nodes"])} if "nodes" in options else {}
    return PartOptions("proxy", Values(values), written)


def test_names_are_those_that_proxies_can_have() -> None:
    assert name_front(make_site({})) == "my_shop_prod"


def test_nodes_are_the_hosts_that_run_the_server() -> None:
    section = {
        "http-address": "0.0.0.0:${env:PORT}",
        "hosts": "web1:10.0.0.1:81 web2:[fd00::2]:82 jobs:10.0.0.3 worker",
        "processes": "worker = manage work",
    }
    assert list_nodes(make_part(), make_site(section)) == [("web1", "10.0.0.1:81"), ("web2", "[fd00::2]:82")]
    assert list_nodes(make_part(), make_site({})) == [("localhost", "127.0.0.1:8080")]
    given = list_nodes(make_part(nodes="10.0.0.9:80 unix:/run/x.sock"), make_site(section))
    assert given == [("node1", "10.0.0.9:80"), ("node2", "unix:/run/x.sock")]


@pytest.mark.parametrize(
    ("section", "message"),
    [
        ({"http-address": "127.0.0.1:${env:PORT}"}, r"\[prod\] http-address: only the site's hosts know .*"),
        (
            {"hosts": "jobs:10.0.0.3 worker", "processes": "worker = manage work"},
            r"\[proxy\] nodes: is missing, and no host runs server; name the nodes",
        ),
    ],
)
def test_a_site_without_nodes_is_refused(section: dict[str, str], message: str) -> None:
    with pytest.raises(RecipeError, match=message):
        list_nodes(make_part(), make_site(section))


def test_the_header_is_that_of_http() -> None:
    assert find_secure_header({"secure_header": []}) == ("X-Forwarded-Proto", "https")
    assert find_secure_header({"secure_header": ["HTTP_X_SCHEME", "on"]}) == ("X-Scheme", "on")
    assert find_secure_header({"secure_header": ["wsgi.url_scheme", "on"]}) == ("X-Forwarded-Proto", "https")


def judge(section: dict[str, str], header: list[str], nodes: list[str]) -> list[str]:
    report = Report()
    judge_scheme(make_site(section), {"secure_header": header}, nodes, report)
    return [describe_for_buildout(problem) for problem in report.warnings]


MARK = ["HTTP_X_FORWARDED_PROTO", "https"]
TRUSTED = {"server.main.trusted_proxy": "127.0.0.1", "server.main.trusted_proxy_headers": "x-forwarded-proto"}


@pytest.mark.parametrize(
    ("section", "header", "nodes"),
    [
        ({"server": "gunicorn"}, [], ["127.0.0.1:8080", "unix:/run/x.sock", "localhost:81"]),
        ({"server": "gunicorn"}, MARK, ["10.0.0.1:8080"]),
        ({"server": "paste"}, MARK, ["127.0.0.1:8080"]),
        (TRUSTED, [], ["127.0.0.1:8080"]),
        ({"server.main.clear_untrusted_proxy_headers": "false"}, MARK, ["127.0.0.1:8080"]),
    ],
)
def test_a_site_that_knows_https_is_left_alone(section: dict[str, str], header: list[str], nodes: list[str]) -> None:
    assert judge(section, header, nodes) == []


@pytest.mark.parametrize(
    ("section", "header", "start"),
    [
        ({"server": "gunicorn"}, [], "[prod] SECURE_PROXY_SSL_HEADER: is not set, so the site takes https for http"),
        ({}, MARK, "[prod] server: waitress drops the proxy's X-Forwarded-Proto"),
        ({"server.main.trusted_proxy": "127.0.0.1"}, [], "[prod] server: waitress drops the proxy's"),
    ],
)
def test_a_site_that_takes_https_for_http_is_warned(section: dict[str, str], header: list[str], start: str) -> None:
    (warning,) = judge(section, header, ["10.0.0.1:8080"])
    assert warning.startswith(start)


def test_the_sites_own_eggs_are_asked(
    make_site_buildout: MakeBuildout, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def ask(maker: Any, subject: str, question: Any, eggs: Any, failure: str) -> Any:
        assert (subject, question["uri"], question["without"]) == ("front", f"{tmp_path}/parts/shop/prod.ini", ["X"])
        assert list(question["texts"]) == [f"{tmp_path}/parts/shop/prod.ini"]
        return answer

    monkeypatch.setattr(front_site, "ask_site", ask)
    buildout = make_site_buildout(SITE)
    buildout["shop"].get("recipe")
    found = read_site(buildout)
    answer: dict[str, Any] = {"problems": [], "front": {"static_root": "/srv"}}
    assert ask_for_front(buildout, make_part(), found, ["X"]) == {"static_root": "/srv"}
    answer = {"problems": ["prod.ini:3 STATIC_ROOT: wrong"]}
    with pytest.raises(RecipeError, match=r"\[proxy\]: prod.ini:3 STATIC_ROOT: wrong"):
        ask_for_front(buildout, make_part(), found, ["X"])


def read_site(buildout: Any) -> EngineSite:
    found = get_site(buildout, "shop", Place())
    return EngineSite(found.part, found.environments[0], found.part.layout.directory)
