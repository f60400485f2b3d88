"""What a configuration of nginx is made of."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from twod.inifile.problems import Report
from twod.recipe.cfg.configuration import PartOptions
from twod.recipe.cfg.environments import read_values
from twod.recipe.engines.engine_site import EngineSite
from twod.recipe.engines.nginx.nginx_facts import InternalFolder, MediaFolder, NginxFacts, StaticFolder
from twod.recipe.engines.nginx.nginx_options import NGINX_OPTIONS
from twod.recipe.engines.nginx.site_facts import list_unneeded_settings, make_nginx_facts
from twod.recipe.recipe_error import describe_for_buildout

from .conftest import read_prod, write_options

FRONT = {
    "allowed_hosts": ["WWW.example.com", ".example.org"],
    "static_path": "/static/",
    "static_root": "/here/parts/static",
    "static_max_age": 60,
    "has_hashed_names": True,
    "has_compressed_files": False,
    "media_path": "/media/",
    "media_root": "/srv/media/",
    "media_max_age": 60,
    "secure_header": [],
    "data_limit": 2_621_440,
}


def make_part(options: dict[str, str]) -> PartOptions:
    report = Report()
    written = write_options("nginx", {"recipe": "twod.recipe:nginx", **options})
    part = PartOptions("nginx", read_values(written, NGINX_OPTIONS, report), written)
    assert report.errors == ()
    return part


def make(
    options: dict[str, str] | None = None, section: dict[str, str] | None = None, **front: Any
) -> tuple[NginxFacts, list[str]]:
    """Return the facts, and what is wrong with them."""
    here = Path("/here")
    layout = SimpleNamespace(
        directory=here, get_ini=lambda name: here / f"parts/shop/{name}.ini", find_path=lambda name: here / name
    )
    described: Any = SimpleNamespace(name="shop", layout=layout)
    site = EngineSite(described, read_prod(section or {}), Path("/srv/shop/current"))
    report = Report()
    facts = make_nginx_facts(make_part(options or {}), site, {**FRONT, **front}, ["127.0.0.1:8080"], report)
    told = [describe_for_buildout(each).removesuffix(" (buildout.cfg)") for each in (*report.errors, *report.warnings)]
    return facts, told


def test_the_settings_say_what_nginx_serves() -> None:
    facts, told = make()
    assert told == []
    assert (facts.name, facts.nodes) == ("shop_prod", ("127.0.0.1:8080",))
    assert facts.server_names == ("www.example.com", ".example.org")
    assert facts.static == StaticFolder("/static/", "/srv/shop/current/parts/static/", 60, has_hashed_names=True)
    assert facts.media == MediaFolder("/media/", "/srv/media/", 60)


def test_any_host_and_no_host_are_understood() -> None:
    assert make(allowed_hosts=["*"])[0].server_names == ()
    assert make(allowed_hosts=[])[0].server_names == (".localhost", "127.0.0.1", "[::1]")
    assert make({"server-name": "a.example"})[0].server_names == ("a.example",)


@pytest.mark.parametrize(
    "front",
    [{"static_root": ""}, {"static_path": ""}, {"static_path": "/"}],
)
def test_static_files_without_a_place_are_the_sites(front: dict[str, str]) -> None:
    assert make(**front)[0].static is None


def test_static_and_media_files_can_be_left_to_the_site() -> None:
    facts, _ = make({"static": "false", "media": "false"})
    assert (facts.static, facts.media) == (None, None)
    assert list_unneeded_settings(make_part({"static": "false", "media": "false", "server-name": "a.example"})) == [
        "ALLOWED_HOSTS",
        "STATIC_ROOT",
        "STATIC_URL",
        "STORAGES",
        "WHITENOISE_MAX_AGE",
        "MEDIA_ROOT",
        "MEDIA_URL",
    ]
    assert list_unneeded_settings(make_part({})) == []


@pytest.mark.parametrize(
    "section",
    [{"static": "false"}, {"composite.site.media_permission": "shop.view"}],
)
def test_media_files_that_are_not_for_everybody_are_the_sites(section: dict[str, str]) -> None:
    assert make(section=section)[0].media is None
    assert make({"media": "true"}, section)[0].media is not None


def test_the_sandbox_of_media_files_is_that_of_the_site() -> None:
    facts, _ = make(section={"composite.main.media_sandbox": "false"})
    assert facts.media == MediaFolder("/media/", "/srv/media/", 60, has_sandbox=False)


def test_folders_that_the_site_sends_from_by_nginx_are_found() -> None:
    section = {
        "sendfile": "x-accel",
        "sendfile-roots": "/srv/private ; /-/private/\nvar/files ; /-/files/",
        "sendfile-headers": "X-Total-Count",
    }
    facts, told = make(section=section)
    assert told == []
    assert facts.internals == (
        InternalFolder("/-/private/", "/srv/private/"),
        InternalFolder("/-/files/", "/srv/shop/current/var/files/"),
    )
    assert {"X-Total-Count", "Content-Security-Policy"} < set(facts.passed_headers)
    assert make(section={"sendfile": "x-sendfile", "sendfile-roots": "/srv/private"})[0].internals == ()
    assert make()[0].passed_headers == ()


def test_folders_of_a_filter_of_ones_own_are_found() -> None:
    section = {
        "filter.send.use": "egg:twod.wsgi#sendfile",
        "filter.send.kind": "x-accel",
        "filter.send.roots": "%(here)s/files ; /files",
    }
    facts, told = make(section=section)
    assert (told, facts.internals) == ([], (InternalFolder("/files/", "/srv/shop/current/parts/shop/files/"),))
    _, told = make(section={**section, "filter.send.kind": "x-files"})
    assert told == ["[nginx]: cannot read the roots of [filter:send]; correct that section"]


def test_media_files_below_such_a_folder_are_the_sites() -> None:
    section = {"sendfile": "x-accel", "sendfile-roots": "/srv ; /-/srv/"}
    assert make(section=section)[0].media is None
    assert make({"media": "true"}, section)[0].media is not None


def test_the_body_is_as_large_as_the_server_and_django_take() -> None:
    assert make()[0].max_body_size == "100m"
    assert make(section={"server.main.max_request_body_size": "1000"}, data_limit=None)[0].max_body_size == "1000"
    assert make(section={"server.main.max_request_body_size": "1000"})[0].max_body_size == "2621440"
    assert make(data_limit=300 * 1024**2)[0].max_body_size == "300m"
    assert make({"max-body-size": "1g"})[0].max_body_size == "1g"


@pytest.mark.parametrize(
    ("options", "section", "message"),
    [
        ({"certificate-key": "/k"}, {}, "[nginx] certificate-key: needs certificate as well"),
        ({"state-directory": "/x"}, {}, "[nginx] state-directory: needs standalone = true"),
        ({"health-from": "10.0.0.1"}, {}, "[nginx] health-from: needs health = /-/ in the environment as well"),
        ({"trusted-proxies": "0.0.0.0/0"}, {}, "[nginx] trusted-proxies: 0.0.0.0/0 would trust every client; name the"),
        ({"streaming": "/events"}, {"url-prefix": "/shop"}, "[nginx] streaming: /events is not below url-prefix"),
        ({"access-log": "log"}, {}, "[nginx] access-log: 'log' is not an absolute path"),
        ({"maintenance-page": "/srv/$x.html"}, {}, "[nginx] maintenance-page: '/srv/$x.html' has a $"),
        ({"streaming": "/static/"}, {}, "[nginx]: static files and streaming have the same path, /static/"),
    ],
)
def test_what_nginx_cannot_have_is_told(options: dict[str, str], section: dict[str, str], message: str) -> None:
    _, told = make(options, section)
    assert [text.startswith(message) for text in told] == [True], told


def test_a_host_that_is_none_and_a_folder_that_nginx_cannot_name_are_told() -> None:
    assert make(allowed_hosts=["a;b"])[1] == [
        "[nginx] server-name: ALLOWED_HOSTS has 'a;b', which is not a host name; set server-name"
    ]
    (told,) = make(static_root="/srv/$x")[1]
    assert told.startswith("[nginx]: '/srv/$x/' has a $")
