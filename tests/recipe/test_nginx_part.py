"""``twod.recipe:nginx``."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
from zc.buildout import UserError

from twod.recipe.engines import engine_part
from twod.recipe.engines.nginx import nginx_part
from twod.recipe.engines.nginx.nginx_part import Nginx

from .conftest import MakeBuildout
from .test_site_facts import FRONT

SITE = """
[shop]
recipe = twod.recipe
eggs =
environments = prod
check = none
[prod]
server = gunicorn
"""


@pytest.fixture(autouse=True)
def told(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the site tells of its settings, and nginx of the configuration."""
    told: dict[str, Any] = {"front": FRONT, "nginx": None, "checks": 0}

    def check(program: str, facts: Any) -> Any:
        told["checks"] += 1
        return told["nginx"]

    monkeypatch.setattr(nginx_part, "ask_for_front", lambda *_: told["front"])
    monkeypatch.setattr(engine_part, "find_daemon", lambda _: "/usr/sbin/nginx" if told["nginx"] != "missing" else None)
    monkeypatch.setattr(nginx_part, "name_daemon", "/usr/sbin/{}".format)
    monkeypatch.setattr(nginx_part, "check_nginx", check)
    return told


def make(buildout: Any, **options: str) -> tuple[Nginx, dict[str, str]]:
    made = {"recipe": "twod.recipe:nginx", "site": "shop"} | {
        name.replace("_", "-"): text for name, text in options.items()
    }
    return Nginx(buildout, "nginx", made), made


def test_a_file_to_include_is_written(make_site_buildout: MakeBuildout, tmp_path: Path, told: dict[str, Any]) -> None:
    part, options = make(make_site_buildout(SITE))
    path = tmp_path / "parts/nginx/shop-prod.conf"
    assert (options["conf"], options["files"]) == (str(path), "parts/nginx/shop-prod.conf")
    assert options["reload-command"] == "/usr/sbin/nginx -t -q && /usr/sbin/nginx -s reload"
    part.install()
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# Made by twod.recipe for the part [nginx] of buildout.cfg")
    assert "server 127.0.0.1:8080 max_fails" in text
    assert told["checks"] == 1


def test_files_that_are_in_their_places_are_not_checked_again(
    make_site_buildout: MakeBuildout, told: dict[str, Any]
) -> None:
    buildout = make_site_buildout(SITE)
    make(buildout)[0].install()
    make(buildout)
    assert told["checks"] == 1


def test_a_whole_configuration_names_the_places_on_the_hosts(make_site_buildout: MakeBuildout, tmp_path: Path) -> None:
    buildout = make_site_buildout(SITE)
    part, options = make(buildout, standalone="true", site_directory="/srv/shop/current")
    state = "/srv/shop/current/var/shop/nginx"
    assert options["main-conf"] == "/srv/shop/current/parts/nginx/nginx.conf"
    assert (options["state-directory"], options["pid-file"]) == (state, f"{state}/nginx.pid")
    assert options["command"] == f"/usr/sbin/nginx -p {state} -e {state}/error.log -c {options['main-conf']}"
    assert options["reload-command"].endswith("-s reload")
    part.install()
    text = (tmp_path / "parts/nginx/nginx.conf").read_text(encoding="utf-8")
    assert "include /srv/shop/current/parts/nginx/shop-prod.conf;" in text
    assert (tmp_path / "var/shop/nginx").is_dir()
    assert make(buildout, standalone="true", state_directory="/run/shop")[1]["state-directory"] == "/run/shop"


def test_what_nginx_does_not_take_ends_the_run(
    make_site_buildout: MakeBuildout, tmp_path: Path, told: dict[str, Any]
) -> None:
    told["nginx"] = "unexpected }"
    buildout = make_site_buildout(SITE)
    with pytest.raises(UserError, match=r"\[nginx\]: nginx rejects the configuration: unexpected }"):
        make(buildout)
    assert not (tmp_path / "parts/nginx").exists()
    make(buildout, check="false")


def test_without_nginx_nothing_is_checked(
    make_site_buildout: MakeBuildout, told: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    told["nginx"] = "missing"
    with caplog.at_level(logging.INFO):
        make(make_site_buildout(SITE))
    assert "nginx is not installed, so it does not check the configuration." in caplog.text
    assert told["checks"] == 0


def test_doubts_are_told_when_the_files_are_written(
    make_site_buildout: MakeBuildout, caplog: pytest.LogCaptureFixture
) -> None:
    part, _ = make(make_site_buildout(SITE), certificate="/etc/ssl/shop.pem", nodes="10.0.0.1:80")
    part.install()
    assert "SECURE_PROXY_SSL_HEADER: is not set" in caplog.text


def test_all_mistakes_are_told_at_once(make_site_buildout: MakeBuildout) -> None:
    with pytest.raises(UserError, match=r"(?s)certificate-key: needs .*access-log: 'x' is not"):
        make(make_site_buildout(SITE), certificate_key="/k", access_log="x")
