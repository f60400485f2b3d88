"""``twod.recipe:systemd`` in a buildout; systemd looks at the units in tests/servers/test_unit_files.py."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from zc.buildout import UserError

from twod.recipe.engines.systemd import systemd_part
from twod.recipe.engines.systemd.systemd_part import Systemd

from .conftest import MakeBuildout

SITE = """
[shop]
recipe = twod.recipe
eggs = gunicorn
environments = prod
check = none
scripts-with-settings = celery=shop:celery
[prod]
server = gunicorn
http-address = 0.0.0.0:$${env:PORT}
SECRET_KEY = $${cred:secret-key}
processes = worker = celery -A shop worker
timers = clear = 30 4 * * 1-5 manage clearsessions
hosts = web1:10.0.0.1:81 web2:10.0.0.2:82 jobs:10.0.0.3 worker clear
"""
OPTIONS = {
    "recipe": "twod.recipe:systemd",
    "site": "shop",
    "name": "shop",
    "user": "shop",
    "site-directory": "/srv/shop/current",
    "credentials": "/etc/shop",
    "check": "false",
}


def make(buildout: object, **more: str) -> tuple[Systemd, dict[str, str]]:
    options = OPTIONS | {name.replace("_", "-"): text for name, text in more.items()}
    return Systemd(buildout, "units", options), options


def list_files(directory: Path) -> set[str]:
    return {str(path.relative_to(directory)) for path in directory.rglob("*.*")}


def test_each_host_has_a_directory_of_units(make_site_buildout: MakeBuildout, tmp_path: Path) -> None:
    part, options = make(make_site_buildout(SITE))
    part.install()
    location = tmp_path / "parts/units"
    assert options["location"] == str(location)
    assert {name: options[f"{name}-command"] for name in ("start", "stop", "restart", "reload")} == {
        name: f"systemctl {name} shop.target" for name in ("start", "stop", "restart", "reload")
    }
    assert list_files(location) == {
        *("web1/release.ini", "web2/release.ini", "jobs/release.ini"),
        "web1/shop.service",
        "web1/shop.target",
        "web2/shop.service",
        "web2/shop.target",
        "jobs/shop-clear.service",
        "jobs/shop-clear.timer",
        "jobs/shop-worker.service",
        "jobs/shop.target",
    }
    unit = (location / "web2/shop.service").read_text(encoding="utf-8")
    assert unit.startswith("# Made by twod.recipe for the part [units]")
    assert "\nLoadCredential=secret-key:/etc/shop/secret-key\n" in unit
    assert "\nEnvironment=PORT=82\n" in unit


def test_one_host_without_a_name_has_its_units_in_the_part(make_site_buildout: MakeBuildout, tmp_path: Path) -> None:
    site = "\n".join(line for line in SITE.splitlines() if not line.startswith("hosts")).replace("$${env:PORT}", "80")
    part, options = make(make_site_buildout(site), name="")
    part.install()
    assert options["reload-command"] == "systemctl reload shop-prod.target"
    assert list_files(tmp_path / "parts/units") == {
        "release.ini",
        "shop-prod.service",
        "shop-prod.target",
        "shop-prod-clear.service",
        "shop-prod-clear.timer",
        "shop-prod-worker.service",
    }


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"user": ""}, r"\[units\] user: '' is not the name of a user"),
        ({"user": "a b"}, r"\[units\] user: 'a b' is not the name of a user"),
        ({"credentials": "etc"}, r"\[units\] credentials: 'etc' is not an absolute path"),
        ({"writable-paths": "/a\nb"}, r"\[units\] writable-paths: 'b' is not an absolute path"),
        ({"service-options": "MemoryMax"}, r"\[units\] service-options: 'MemoryMax' is not NAME=VALUE"),
        ({"name": "a.b"}, r"\[units\] name: 'a.b' is not a name of letters"),
        ({"process-timeout": "soon"}, r"\[units\] process-timeout: expected seconds, such as"),
    ],
)
def test_a_mistake_is_located(make_site_buildout: MakeBuildout, options: dict[str, str], message: str) -> None:
    with pytest.raises(UserError, match=message):
        make(make_site_buildout(SITE), **options)


def test_the_user_has_to_be_named(make_site_buildout: MakeBuildout) -> None:
    buildout = make_site_buildout(SITE)
    options = {name: text for name, text in OPTIONS.items() if name != "user"}
    with pytest.raises(UserError, match=r"\[units\] user: is missing; name the user that runs the site on the hosts"):
        Systemd(buildout, "units", options)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"server = gunicorn": "server = egg:other"}, "the server egg:other accepts no sockets from systemd"),
        ({"0.0.0.0:": "$${env:HOST}:"}, r"http-address refers to the host \$\{env:HOST\}"),
        ({"hosts =": "GREETING =", "{env:PORT}": "{env:PORT:-9000}"}, "give each server a port in hosts"),
    ],
)
def test_a_socket_that_systemd_cannot_open_is_refused(
    make_site_buildout: MakeBuildout, changes: dict[str, str], message: str
) -> None:
    site = SITE
    for old, new in changes.items():
        site = site.replace(old, new)
    with pytest.raises(UserError, match=rf"\[units\] socket-activation: .*{message}"):
        make(make_site_buildout(site), socket_activation="true")


def test_credentials_that_nothing_provides_are_doubtful(
    make_site_buildout: MakeBuildout, caplog: pytest.LogCaptureFixture
) -> None:
    part, _ = make(make_site_buildout(SITE), credentials="")
    part.install()
    assert "[units] credentials: is missing; the ini refers to ${cred:secret-key}" in caplog.text


def test_it_is_said_when_nothing_checks_the_units(
    make_site_buildout: MakeBuildout, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(systemd_part, "_SYSTEMD", systemd_part._SYSTEMD._replace(program="no-such-program"))
    with caplog.at_level(logging.INFO, "units"):
        make(make_site_buildout(SITE), check="true")
    assert "systemd is not installed, so it does not check the units." in caplog.messages


MANUAL = """
[twod]
recipe = twod.recipe
eggs = gunicorn
environments = prod
check = none
scripts-with-settings = celery=shop:celery
[prod]
SECRET_KEY = $${cred:secret-key}
stop-delay = 5s
graceful-timeout = 60s
"""


def test_the_units_of_the_manual_are_written(
    make_site_buildout: MakeBuildout, tmp_path: Path, manual: Callable[..., Any]
) -> None:
    part, further, *_ = manual("docs/how-to/units.rst", "ini")
    hosts, service = manual("docs/how-to/several-hosts.rst", "ini")[0], manual("docs/how-to/units.rst", "systemd")[0]
    (console,) = manual("docs/how-to/units.rst", "console")
    site = MANUAL + hosts.text.partition("[prod]\n")[2]
    buildout = make_site_buildout(f"{site}\n[units]{part.text.partition('[units]')[2]}check = false\n")
    options = buildout["units"]
    options.recipe.install()
    units = tmp_path / "parts/units"
    lines = (units / "web1/shop.service").read_text(encoding="utf-8").splitlines()
    first = lines.index("[Service]")
    shown = service.text.splitlines()
    assert lines[first : first + len(shown)] == shown
    assert options["reload-command"] == "systemctl reload shop.target"
    assert "parts/units/web1/shop*" in console.text
    assert {"shop-worker.service", "shop-sessions.timer"} < {path.name for path in (units / "jobs").iterdir()}
    text = f"{site}\n{further.text}check = false\n"
    make_site_buildout(text)["units"].recipe.install()
    written = (units / "web1/twod-prod.service").read_text(encoding="utf-8")
    assert written.endswith("MemoryMax=2G\nRestrictAddressFamilies=AF_NETLINK\n")
