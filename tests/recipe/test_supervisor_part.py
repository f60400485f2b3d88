"""``twod.recipe:supervisor`` in a buildout; supervisord runs what it writes in tests/servers/test_supervisor.py."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from zc.buildout import UserError

from twod.recipe.engines.supervisor.supervisor_part import Supervisor

from .conftest import MakeBuildout

SITE = """
[shop]
recipe = twod.recipe
eggs = gunicorn
environments = prod
check = none
scripts-with-settings = celery=shop:celery
[prod]
http-address = 0.0.0.0:$${env:PORT}
SECRET_KEY = $${cred:secret-key}
processes = worker = celery -A shop worker
timers = clear = 30 4 * * 1-5 manage clearsessions
hosts = web:10.0.0.1:81 jobs:10.0.0.3 worker clear
"""
OPTIONS = {
    "recipe": "twod.recipe:supervisor",
    "site": "shop",
    "name": "shop",
    "site-directory": "/srv/shop/current",
    "credentials": "/etc/shop",
}


def make(buildout: object, **more: str) -> tuple[Supervisor, dict[str, str]]:
    options = OPTIONS | {name.replace("_", "-"): text for name, text in more.items()}
    part = Supervisor(buildout, "programs", options)
    part.install()
    return part, options


def read(directory: Path) -> dict[str, str]:
    """Return the files below a directory by their names there."""
    files = (path for path in directory.rglob("*") if path.is_file())
    return {str(path.relative_to(directory)): path.read_text(encoding="utf-8") for path in files}


def test_credentials_that_nothing_provides_are_doubtful(
    make_site_buildout: MakeBuildout, caplog: pytest.LogCaptureFixture
) -> None:
    make(make_site_buildout(SITE), credentials="")
    assert "[programs] credentials: is missing; the ini refers to ${cred:secret-key}" in caplog.text


def test_each_host_has_its_programs_and_its_timers(make_site_buildout: MakeBuildout, tmp_path: Path) -> None:
    _, options = make(make_site_buildout(SITE), user="shop")
    files = read(tmp_path / "parts/programs")
    assert set(files) == {
        *("web/shop.conf", "web/release.ini", "jobs/shop.conf", "jobs/shop.cron", "jobs/release.ini", "reload")
    }
    assert 'environment = CREDENTIALS_DIRECTORY="/etc/shop",PORT="81"\n' in files["web/shop.conf"]
    assert "stdout_logfile = /var/log/supervisor/shop-server.log\n" in files["web/shop.conf"]
    assert "directory = /srv/shop/current/var/shop\nenvironment" in files["jobs/shop.conf"]
    assert "user = shop\n" in files["jobs/shop.conf"]
    assert "\n30 4 * * 1-5 shop cd /srv/shop/current/var/shop && exec " in files["jobs/shop.cron"]
    assert stat.S_IMODE((tmp_path / "parts/programs/reload").stat().st_mode) == 0o755
    assert (tmp_path / "var/shop").is_dir()
    assert {name: text for name, text in options.items() if name.endswith("-command")} == {
        "start-command": "supervisorctl start 'shop:*'",
        "stop-command": "supervisorctl stop 'shop:*'",
        "restart-command": "supervisorctl restart 'shop:*'",
        "reload-command": "/srv/shop/current/parts/programs/reload",
    }


def test_a_whole_conf_has_a_supervisord_of_its_own(make_site_buildout: MakeBuildout, tmp_path: Path) -> None:
    more = {"standalone": "true", "include": "/srv/services/*.conf", "programs_directory": "/srv/bin"}
    _, options = make(make_site_buildout(SITE), **more)
    files = read(tmp_path / "parts/programs")
    assert {"web/supervisord.conf", "jobs/supervisord.conf", "jobs/shop.cron", "reload"} < set(files)
    state = "/srv/shop/current/var/shop/programs"
    assert f"file = {state}/supervisor.sock\n" in files["web/supervisord.conf"]
    assert f"stdout_logfile = {state}/shop-server.log\n" in files["web/supervisord.conf"]
    assert "files = /srv/services/*.conf\n" in files["web/supervisord.conf"]
    control = f"/srv/bin/supervisorctl -s unix://{state}/supervisor.sock"
    assert options["stop-command"] == f"{control} shutdown"
    conf = "/srv/shop/current/parts/programs/jobs/supervisord.conf"
    assert options["start-command-jobs"] == f"/srv/bin/supervisord -c {conf}"
    assert f"command {control}" in files["reload"]
    assert (tmp_path / "var/shop/programs").is_dir()


def test_one_host_without_a_name_has_the_short_names(make_site_buildout: MakeBuildout, tmp_path: Path) -> None:
    site = "\n".join(line for line in SITE.splitlines() if not line.startswith("hosts")).replace("$${env:PORT}", "80")
    _, options = make(make_site_buildout(site), standalone="true", log_directory="/var/log/shop")
    assert set(read(tmp_path / "parts/programs")) == {"release.ini", "supervisord.conf", "shop.cron", "reload"}
    assert options["start-command"] == f"supervisord -c {options['conf']}"
    assert options["conf"] == "/srv/shop/current/parts/programs/supervisord.conf"


def test_a_second_run_changes_nothing(make_site_buildout: MakeBuildout, tmp_path: Path) -> None:
    make(make_site_buildout(SITE), standalone="true")
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "parts").rglob("*")}
    make(make_site_buildout(SITE), standalone="true")
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "parts").rglob("*")} == before


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"include": "/x"}, r"\[programs\] include: needs standalone = true"),
        ({"state-directory": "/x"}, r"\[programs\] state-directory: needs standalone = true"),
        ({"standalone": "true", "state-directory": f"/{'x' * 90}"}, "state-directory: /x+/supervisor.sock is too long"),
        ({"credentials": "/etc/a'b\"c"}, "cannot represent the value of CREDENTIALS_DIRECTORY"),
        ({"check": "true"}, "check: no such option"),
    ],
)
def test_a_mistake_is_located(make_site_buildout: MakeBuildout, options: dict[str, str], message: str) -> None:
    with pytest.raises(UserError, match=message):
        make(make_site_buildout(SITE), **options)


MANUAL = """
[twod]
recipe = twod.recipe
eggs = gunicorn
environments = prod
check = none
scripts-with-settings = celery=shop:celery
[prod]
stop-delay = 5s
graceful-timeout = 60s
"""


def test_the_programs_of_the_manual_are_written(
    make_site_buildout: MakeBuildout, tmp_path: Path, manual: Callable[..., Any]
) -> None:
    *_, part, socket, alone = manual("docs/how-to/units.rst", "ini")
    assert "chmod = 0770" in socket.text
    (hosts,), (shown,) = manual("docs/how-to/several-hosts.rst", "ini"), manual("docs/how-to/units.rst", "cfg")
    site = MANUAL + hosts.text.partition("[prod]\n")[2]
    buildout = make_site_buildout(f"{site}\n[programs]{part.text.partition('[programs]')[2]}")
    buildout["programs"].recipe.install()
    files = read(tmp_path / "parts/programs")
    assert shown.text.strip() in files["web1/shop.conf"]
    assert {"jobs/shop.conf", "jobs/shop.cron", "reload"} < set(files)
    # A socket's path is short, and the folder of a test may be long.
    options = make_site_buildout(f"{site}\n{alone.text}state-directory = ${{buildout:directory}}/s\n")["programs"]
    options.recipe.install()
    assert f"files = {tmp_path}/services/*.conf\n" in read(tmp_path / "parts/programs")["web1/supervisord.conf"]
    assert options["start-command-web1"].startswith(f"{tmp_path}/bin/supervisord -c ")
