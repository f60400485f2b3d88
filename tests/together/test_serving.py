"""The checkout's own example site, provisioned by its own buildout.cfg and served in every way the README names."""

from __future__ import annotations

import re
import shutil
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from kit.conditions import wait_until
from kit.environs import make_environ
from kit.ports import find_free_port
from kit.processes import RunningProcess
from kit.processes import run as run_process
from kit.servers import fetch, find_address, serving

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from subprocess import CompletedProcess

    from kit.buildouts import Buildout

ROOT = Path(__file__).parents[2]


def make_cfg(buildout: Buildout) -> str:
    """The checkout's buildout.cfg, on free ports and without the develop eggs and the lock."""
    cfg = (ROOT / "buildout.cfg").read_text()
    head = "extends = versions.cfg\ndevelop = inifile . recipe\nlock = pylock.toml\nparts = twod\n"
    assert head in cfg
    cfg = cfg.replace(head, f"{buildout.settings()}parts = twod\n")
    for port in (":8000", ":8080"):
        cfg = cfg.replace(port, f":{find_free_port()}")
    return f"""{cfg}
[twod]
environments += paste
eggs = gunicorn
scripts = gunicorn
wsgi = true

[paste]
<= prod
server = paste
access-log = stdout
http-address = 127.0.0.1:{find_free_port()}
"""


@pytest.fixture(scope="module")
def site(buildout: Buildout, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example, provisioned from wheels and set up for production."""
    home = tmp_path_factory.mktemp("site")
    shutil.copytree(ROOT / "examples", home / "examples", ignore=shutil.ignore_patterns("*.sqlite3", "__pycache__"))
    (home / "buildout.cfg").write_text(make_cfg(buildout))
    made = buildout.run(home)
    assert made.returncode == 0, made.stdout
    for environment in ("dev", "prod", "paste"):
        set_up = run(home, "bin/paster", "setup-app", f"parts/twod/{environment}.ini")
        assert set_up.returncode == 0, set_up.stdout + set_up.stderr
    return home


def run(home: Path, *command: str, **variables: str) -> CompletedProcess[str]:
    return run_process(command, cwd=home, environ=make_environ(**variables))


def served(home: Path, *command: str) -> AbstractContextManager[tuple[str, RunningProcess]]:
    """Run a server as long as the block; gives its address and its process."""
    return serving(command, cwd=home, environ=make_environ())


def assert_site_is_served(address: str) -> None:
    page = fetch(f"{address}/")
    assert page.status == 200
    stylesheet = re.search(r'href="(/static/[^"]+\.[0-9a-f]{12}\.css)"', page.text)
    assert stylesheet, page.text
    answer = fetch(address + stylesheet[1])
    assert (answer.status, answer.headers["Content-Type"].partition(";")[0]) == (200, "text/css")
    assert answer.headers["Cache-Control"] == "max-age=315360000, public, immutable"
    assert fetch(f"{address}/nowhere").status == 404


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(("bin/paster", "serve", "parts/twod/prod.ini"), id="waitress"),
        pytest.param(("bin/paster", "serve", "parts/twod/paste.ini"), id="Paste#http"),
        pytest.param(("bin/gunicorn", "--paste", "parts/twod/prod.ini", "--bind", "127.0.0.1:0"), id="gunicorn"),
        pytest.param(
            ("bin/gunicorn", "--chdir", "bin", "--bind", "127.0.0.1:0", "prod_wsgi:application"), id="prod_wsgi.py"
        ),
    ],
)
def test_every_server_serves_pages_and_cached_static_files(site: Path, command: tuple[str, ...]) -> None:
    with served(site, *command) as (address, _):
        assert_site_is_served(address)


@pytest.mark.slow
def test_the_commands_of_the_readme_work(site: Path, manual: Any) -> None:
    """README.md's first command, after bootstrap.py and bin/buildout, which the site was made by; and its tour."""
    command, _ = manual("README.md", "sh")
    *making, set_up, serve = command.text.strip().split(" && ")
    assert making == ["python3 bootstrap.py", "bin/buildout"]
    (tour,) = manual("README.md", "console")
    for line in [set_up, serve, *re.findall(r"^\$ (.*?)(?:  +#.*)?$", tour.text, re.MULTILINE)]:
        *variables, words = re.split(" (?=bin/)", line)
        if re.search(r"\bserve\b", line):
            with served(site, *words.split()) as (address, _):
                assert fetch(f"{address}/").status == 200
        else:
            done = run(site, *words.split(), **dict(variable.split("=", 1) for variable in variables))
            assert done.returncode == 0, done.stdout + done.stderr
    assert (site / "var" / "other.sqlite3").exists()


@pytest.mark.slow
def test_setup_app_shows_how_to_create_the_first_user(site: Path, tmp_path: Path) -> None:
    ini = "parts/twod/prod.ini"
    database = {"DATABASE_URL": f"sqlite:///{tmp_path}/users.sqlite3"}
    advice = f"No user can log in yet. To create an administrator: bin/paster manage {ini} createsuperuser"
    printed = run(site, "bin/paster", "setup-app", ini, **database).stdout
    assert printed.splitlines()[-1] == advice
    _, _, command = advice.partition(": ")
    user = ["--noinput", "--username=ada", "--email=ada@example.com"]
    created = run(site, *command.split(), *user, DJANGO_SUPERUSER_PASSWORD="correct horse", **database)
    assert created.returncode == 0, created.stderr
    assert "can log in" not in run(site, "bin/paster", "setup-app", ini, **database).stdout


@pytest.mark.slow
def test_debug_pages_are_shown_in_development_alone(site: Path) -> None:
    with served(site, "bin/paster", "serve", "parts/twod/dev.ini") as (address, _):
        assert "DEBUG = True" in fetch(f"{address}/nowhere").text
    with served(site, "bin/paster", "serve", "parts/twod/prod.ini") as (address, _):
        assert "DEBUG" not in fetch(f"{address}/nowhere").text


@pytest.mark.slow
def test_reload_serves_the_changed_site(site: Path, touched: Callable[[Path], AbstractContextManager[None]]) -> None:
    urls = site / "examples" / "notes" / "notes_site" / "urls.py"
    with served(site, "bin/paster", "serve", "--reload", "parts/twod/dev.ini") as (address, server):
        assert fetch(f"{address}/new-page").status == 404
        with urls.open("a") as file:
            file.write("\nfrom django.http import HttpResponse\n")
            file.write('urlpatterns.append(path("new-page", lambda request: HttpResponse("new")))\n')
        with touched(urls):
            server.wait_for(f"{urls.name} changed; reloading")
        reloaded = server.find(find_address)
        assert fetch(f"{reloaded}/new-page").text == "new"


@pytest.mark.slow
def test_a_daemon_is_started_asked_for_and_stopped(site: Path) -> None:
    command = ("bin/paster", "serve", "parts/twod/prod.ini")
    files = ("--pid-file", "site.pid", "--log-file", "site.log")
    assert run(site, *command, *files, "--daemon").returncode == 0
    try:
        log = site / "site.log"
        address = wait_until(lambda: find_address(log.read_text()), "the daemon does not serve")
        assert_site_is_served(address)
        assert "Server running in PID" in run(site, *command, *files, "--status").stdout
    finally:
        stopped = run(site, *command, *files, "--stop-daemon")
    assert stopped.returncode == 0, stopped.stdout
    assert "Server running" not in run(site, *command, *files, "--status").stdout


def test_request_prints_a_page_without_a_server(site: Path) -> None:
    answer = run(site, "bin/paster", "request", "parts/twod/prod.ini", "/")
    assert answer.returncode == 0, answer.stderr
    assert "<html" in answer.stdout


@pytest.mark.parametrize("script", ["bin/manage", "bin/manage-dev", "bin/manage-prod"])
def test_manage_scripts_run_under_their_ini(site: Path, script: str) -> None:
    asked = "from django.conf import settings; print(settings.ENVIRONMENT_NAME, settings.DEBUG)"
    answer = run(site, script, "shell", "--no-imports", "--command", asked)
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout == ("prod False\n" if script.endswith("prod") else "dev True\n")


def test_paster_manage_is_the_same_as_the_manage_scripts(site: Path) -> None:
    asked = ("shell", "--no-imports", "--command", "from django.conf import settings; print(settings.ENVIRONMENT_NAME)")
    answer = run(site, "bin/paster", "manage", "parts/twod/prod.ini", *asked)
    assert (answer.returncode, answer.stdout) == (0, "prod\n"), answer.stderr


def test_settings_are_told_with_the_lines_of_the_generated_ini(site: Path) -> None:
    answer = run(site, "bin/paster", "settings", "parts/twod/prod.ini", "--diff", "parts/twod/dev.ini")
    assert answer.returncode == 0, answer.stderr
    number = (site / "parts/twod/prod.ini").read_text().split("\n").index("ENVIRONMENT_NAME = prod") + 1
    assert f"ENVIRONMENT_NAME\n  - 'prod'  (parts/twod/prod.ini:{number} [app:django])\n" in answer.stdout
    checked = run(site, "bin/paster", "settings", "parts/twod/prod.ini", "--check")
    assert checked.returncode == 0, checked.stderr
    assert "System check identified" in checked.stdout + checked.stderr


def test_the_database_of_production_comes_from_the_environment_when_it_names_one(site: Path, tmp_path: Path) -> None:
    asked = "from django.conf import settings; print(settings.DATABASES['default']['NAME'])"
    url = f"sqlite:///{tmp_path / 'other.sqlite3'}"
    answer = run(site, "bin/manage-prod", "shell", "--no-imports", "--command", asked, DATABASE_URL=url)
    assert answer.stdout == f"{tmp_path / 'other.sqlite3'}\n", answer.stderr


def test_nothing_warns_of_deprecation(site: Path) -> None:
    answer = run(site, "bin/paster", "--help")
    assert (answer.returncode, answer.stderr) == (0, "")
    assert {"serve", "manage", "migrate-ini", "settings"} <= set(answer.stdout.split())
    assert "manage" in run(site, "bin/manage", "help").stdout


def test_only_the_eggs_of_the_site_are_on_the_path(site: Path) -> None:
    asked = "import sys, importlib.util as u; print([u.find_spec(n) is None for n in ('zc', 'pip', 'twod.recipe')])"
    assert run(site, "bin/python", "-c", asked).stdout == "[True, True, True]\n"
    assert run(site, "bin/manage", "shell", "--no-imports", "--command", asked).stdout == "[True, True, True]\n"


def assert_one_clear_message(answer: CompletedProcess[str], *words: str) -> None:
    said = answer.stdout + answer.stderr
    assert answer.returncode == 1, said
    assert "Traceback" not in said
    for word in words:
        assert word in said


@pytest.mark.parametrize("ini", ["prod.ini", "paste.ini"])
def test_a_port_in_use_is_one_clear_message(site: Path, ini: str) -> None:
    text = (site / "parts" / "twod" / ini).read_text()
    port = re.search(r"^(?:listen|port) *= *(?:127\.0\.0\.1:)?(\d+)$", text, re.MULTILINE)
    assert port, text
    with socket.create_server(("127.0.0.1", int(port[1]))):
        answer = run(site, "bin/paster", "serve", f"parts/twod/{ini}")
    assert_one_clear_message(answer, f"cannot listen on 127.0.0.1:{port[1]}", "Address already in use", ini)


@pytest.mark.parametrize("command", [("bin/paster", "serve", "parts/twod/prod.ini"), ("bin/manage-prod", "check")])
def test_a_missing_secret_file_is_one_clear_message(site: Path, command: tuple[str, ...]) -> None:
    secret = next((site / "var" / "twod").glob("*secret*"))
    secret.rename(secret.with_name("elsewhere"))
    try:
        assert_one_clear_message(run(site, *command), "prod.ini", "SECRET_KEY", str(secret.name))
    finally:
        secret.with_name("elsewhere").rename(secret)


def test_an_unset_variable_is_one_clear_message(site: Path) -> None:
    ini = site / "parts" / "twod" / "mine.ini"
    ini.write_text(
        (site / "parts" / "twod" / "prod.ini").read_text().replace("${env:DATABASE_URL:-", "${env:NOWHERE} ${env:X:-")
    )
    assert_one_clear_message(run(site, "bin/paster", "serve", "parts/twod/mine.ini"), "mine.ini", "NOWHERE")


@pytest.mark.parametrize("path", ["parts/twod/nowhere.ini", "parts/twod/prod.ini#nowhere"])
def test_an_ini_or_section_that_is_not_there_is_one_clear_message(site: Path, path: str) -> None:
    assert_one_clear_message(run(site, "bin/paster", "serve", path), "nowhere")
