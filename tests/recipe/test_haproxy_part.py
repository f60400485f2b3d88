"""``twod.recipe:haproxy``."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
from zc.buildout import UserError

from twod.recipe.engines import engine_part
from twod.recipe.engines.haproxy import haproxy_part
from twod.recipe.engines.haproxy.haproxy_part import Haproxy

from .conftest import MakeBuildout
from .test_site_facts import FRONT

SITE = """
[shop]
recipe = twod.recipe
eggs =
environments = prod
check = none
[prod]
health = /-/
stop-delay = 3s
"""


@pytest.fixture(autouse=True)
def told(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the site tells of its settings, and HAProxy of the configuration."""
    told: dict[str, Any] = {"front": FRONT, "haproxy": None, "checks": 0}

    def check(program: str, facts: Any) -> Any:
        told["checks"] += 1
        return told["haproxy"]

    monkeypatch.setattr(haproxy_part, "ask_for_front", lambda *_: told["front"])
    monkeypatch.setattr(engine_part, "find_daemon", lambda _: None if told["haproxy"] == "missing" else "/haproxy")
    monkeypatch.setattr(haproxy_part, "name_daemon", "/usr/sbin/{}".format)
    monkeypatch.setattr(haproxy_part, "check_haproxy", check)
    return told


def make(buildout: Any, **options: str) -> tuple[Haproxy, dict[str, str]]:
    made = {"recipe": "twod.recipe:haproxy", "site": "shop"} | {
        name.replace("_", "-"): text for name, text in options.items()
    }
    return Haproxy(buildout, "haproxy", made), made


def test_a_whole_configuration_is_written(
    make_site_buildout: MakeBuildout, tmp_path: Path, told: dict[str, Any]
) -> None:
    buildout = make_site_buildout(SITE)
    part, options = make(buildout, site_directory="/srv/shop/current")
    path = "/srv/shop/current/parts/haproxy/haproxy.cfg"
    assert (options["conf"], options["files"]) == (path, "parts/haproxy/haproxy.cfg")
    assert options["command"] == f"/usr/sbin/haproxy -W -db -f {path}"
    assert options["reload-command"] == f"/usr/sbin/haproxy -c -q -f {path} && systemctl reload haproxy"
    part.install()
    text = (tmp_path / "parts/haproxy/haproxy.cfg").read_text(encoding="utf-8")
    assert text.startswith("# Made by twod.recipe for the part [haproxy]")
    assert "server localhost 127.0.0.1:8080" in text
    assert "uri /-/ready ver HTTP/1.1 hdr Host www.example.com" in text.replace("WWW", "www")
    make(buildout, site_directory="/srv/shop/current")
    assert told["checks"] == 1


@pytest.mark.parametrize(
    ("delay", "options", "line"),
    [
        ("3s", {}, "inter 1000ms fall 2"),
        ("30s", {}, "inter 2000ms fall 2"),
        ("3s", {"fall": "5"}, "inter 500ms fall 5"),
        ("3s", {"check_interval": "1.4s"}, "inter 1400ms fall 2"),
    ],
)
def test_a_node_that_ends_is_noticed_before_it_stops(
    make_site_buildout: MakeBuildout, tmp_path: Path, delay: str, options: dict[str, str], line: str
) -> None:
    make(make_site_buildout(SITE.replace("3s", delay)), **options)[0].install()
    assert line in (tmp_path / "parts/haproxy/haproxy.cfg").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("site", "options", "message"),
    [
        (SITE.replace("health = /-/", ""), {}, r"\[prod\] health: is missing; HAProxy requests the probe ready"),
        (SITE, {"check_interval": "1.5s"}, r"\[prod\] stop-delay: 3 seconds are over before HAProxy notices"),
        (SITE.replace("3s", "0.2s"), {}, r"\[prod\] stop-delay: 0.2 seconds are over before HAProxy notices"),
        (SITE, {"certificate": "shop.pem"}, r"\[haproxy\] certificate: 'shop.pem' is not an absolute path"),
        (SITE, {"listen_tls": "443"}, r"\[haproxy\] listen-tls: needs certificate as well"),
        (SITE, {"trusted_proxies": "0.0.0.0/0"}, r"\[haproxy\] trusted-proxies: 0.0.0.0/0 would trust every client"),
    ],
)
def test_a_mistake_is_located(
    make_site_buildout: MakeBuildout, site: str, options: dict[str, str], message: str
) -> None:
    with pytest.raises(UserError, match=message):
        make(make_site_buildout(site), **options)


@pytest.mark.parametrize(
    ("site", "options"), [(SITE.replace("health = /-/", ""), {}), (SITE, {"check_interval": "1.5s"})]
)
def test_the_messages_are_those_of_the_page(
    make_site_buildout: MakeBuildout, manual: Any, site: str, options: dict[str, str]
) -> None:
    (block,) = manual("docs/how-to/proxies.rst", "text")
    with pytest.raises(UserError) as raised:
        make(make_site_buildout(site), **options)
    first, *_ = str(raised.value).strip().splitlines()
    assert first.removesuffix(" (buildout.cfg)") in block.text.splitlines()


def test_a_mark_that_haproxy_cannot_have_is_told(make_site_buildout: MakeBuildout, told: dict[str, Any]) -> None:
    told["front"] = {**FRONT, "secure_header": ["HTTP_X_SSL", "a\nb"], "allowed_hosts": ["*"]}
    with pytest.raises(UserError, match=r"\[haproxy\]: 'a\\nb' has a control character"):
        make(make_site_buildout(SITE))


def test_what_haproxy_does_not_take_ends_the_run(make_site_buildout: MakeBuildout, told: dict[str, Any]) -> None:
    told["haproxy"] = "unknown keyword"
    with pytest.raises(UserError, match=r"\[haproxy\]: HAProxy rejects the configuration: unknown keyword"):
        make(make_site_buildout(SITE))
    make(make_site_buildout(SITE), check="false")


def test_without_haproxy_nothing_is_checked(
    make_site_buildout: MakeBuildout, told: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    told["haproxy"] = "missing"
    with caplog.at_level(logging.INFO):
        make(make_site_buildout(SITE))
    assert "HAProxy is not installed," in caplog.text
    assert told["checks"] == 0


def test_doubts_are_told(make_site_buildout: MakeBuildout, caplog: pytest.LogCaptureFixture) -> None:
    site = SITE.replace("stop-delay = 3s", "server = gunicorn")
    make(make_site_buildout(site), certificate="/c.pem", nodes="10.0.0.1:80")[0].install()
    assert "[prod] stop-delay: is not set, so a stopping node refuses requests" in caplog.text
    assert "[prod] server: a slow upload through HAProxy holds a worker of gunicorn" in caplog.text
    assert "SECURE_PROXY_SSL_HEADER: is not set" in caplog.text


def test_uploads_are_nobodys_concern_behind_nginx_or_with_threads(
    make_site_buildout: MakeBuildout, caplog: pytest.LogCaptureFixture
) -> None:
    site = f"{SITE}server = gunicorn\n"
    make(make_site_buildout(site), trusted_proxies="10.0.0.1")[0].install()
    make(make_site_buildout(f"{site}threads = 4\n"))[0].install()
    assert "slow upload" not in caplog.text
