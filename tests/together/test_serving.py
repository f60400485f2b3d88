"""The checkout's own example site, provisioned by its own buildout.cfg and served in every way the README names."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import threading
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from conftest import Buildout

ROOT = Path(__file__).parents[2]

#: What each server prints once it listens, with the address.
LISTENS = re.compile(r"(?:[Ss]erving on|Listening at:) (http://[\w.:]+)")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def make_cfg(buildout: Buildout) -> str:
    """The checkout's buildout.cfg, on free ports, without the develop eggs and the part that runs the tests."""
    cfg = (ROOT / "buildout.cfg").read_text().partition("\n[test-requirements]\n")[0]
    head = "extends = versions.cfg\ndevelop = inifile . recipe\nparts = twod test-eggs test\n"
    assert head in cfg
    cfg = cfg.replace(head, f"{buildout.settings()}parts = twod\n")
    for port in (":8000", ":8080"):
        cfg = cfg.replace(port, f":{free_port()}")
    return f"""{cfg}
[twod]
environments += paste
eggs = gunicorn
scripts = gunicorn
wsgi = true

[paste]
<= prod
server = paste
http-address = 127.0.0.1:{free_port()}
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


def environ(**variables: str) -> dict[str, str]:
    """The environment of a user, without what the tests' own Python and Django have in it."""
    dropped = ("DJANGO_", "PYTHON", "TWOD_")
    return (
        {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
        | {"PYTHONUNBUFFERED": "1"}
        | variables
    )


def run(home: Path, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=home, env=environ(**variables), capture_output=True, text=True, timeout=60, check=False
    )


@contextmanager
def served(home: Path, *command: str) -> Iterator[tuple[str, Iterator[str]]]:
    """Run a server as long as the block; gives its address and the lines that it prints from then on.

    It is ended as by Ctrl-C in a terminal, which reaches the server's children, too.
    """
    with subprocess.Popen(
        command,
        cwd=home,
        env=environ(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as server:
        lines = iter(server.stdout or ())
        watchdog = threading.Timer(60, os.killpg, (server.pid, signal.SIGKILL))
        watchdog.start()
        try:
            yield find_address(lines), lines
        finally:
            os.killpg(server.pid, signal.SIGINT)
            for _ in lines:
                pass
            watchdog.cancel()


def find_address(lines: Iterator[str]) -> str:
    printed = []
    for line in lines:
        printed.append(line)
        if found := LISTENS.search(line):
            return found[1]
    raise AssertionError("The server ended:\n" + "".join(printed))


def get(url: str) -> tuple[int, dict[str, str], str]:
    try:
        with urllib.request.urlopen(url, timeout=20) as answer:
            return answer.status, dict(answer.headers), answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, dict(error.headers), error.read().decode()


def assert_site_is_served(address: str) -> None:
    status, _, page = get(f"{address}/")
    assert status == 200
    stylesheet = re.search(r'href="(/static/[^"]+\.[0-9a-f]{12}\.css)"', page)
    assert stylesheet, page
    status, headers, _ = get(address + stylesheet[1])
    assert (status, headers["Content-Type"].partition(";")[0]) == (200, "text/css")
    assert headers["Cache-Control"] == "max-age=315360000, public, immutable"
    assert get(f"{address}/nowhere")[0] == 404


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(("bin/paster", "serve", "parts/twod/prod.ini"), id="waitress"),
        pytest.param(("bin/paster", "serve", "parts/twod/paste.ini"), id="Paste#http"),
        pytest.param(("bin/gunicorn", "--paste", "parts/twod/prod.ini", "--bind", "127.0.0.1:0"), id="gunicorn"),
        pytest.param(
            ("bin/gunicorn", "--chdir", "bin", "--bind", "127.0.0.1:0", "wsgi_module:application"), id="prod.wsgi"
        ),
    ],
)
def test_every_server_serves_pages_and_cached_static_files(site: Path, command: tuple[str, ...]) -> None:
    # gunicorn imports a module by name, which a file called prod.wsgi is not; mod_wsgi and uWSGI load it by path.
    shutil.copy2(site / "bin" / "prod.wsgi", site / "bin" / "wsgi_module.py")
    with served(site, *command) as (address, _):
        assert_site_is_served(address)


def test_the_commands_of_the_readme_work(site: Path, manual: Any) -> None:
    """README.md's first command, after bootstrap.py and bin/buildout, which the site was made by; and its tour."""
    command, _ = manual("README.md", "sh")
    *making, set_up, serve = command.text.strip().split(" && ")
    assert making == ["python3 bootstrap.py", "bin/buildout"]
    (tour,) = manual("README.md", "console")
    for line in [set_up, serve, *re.findall(r"^\$ (.*?)(?:  +#.*)?$", tour.text, re.MULTILINE)]:
        *variables, words = re.split(" (?=bin/)", line)
        if " serve " in line:
            with served(site, *words.split()) as (address, _):
                assert get(f"{address}/")[0] == 200
        else:
            done = run(site, *words.split(), **dict(variable.split("=", 1) for variable in variables))
            assert done.returncode == 0, done.stdout + done.stderr
    assert (site / "var" / "other.sqlite3").exists()


def test_debug_pages_are_shown_in_development_alone(site: Path) -> None:
    with served(site, "bin/paster", "serve", "parts/twod/dev.ini") as (address, _):
        assert "DEBUG = True" in get(f"{address}/nowhere")[2]
    with served(site, "bin/paster", "serve", "parts/twod/prod.ini") as (address, _):
        assert "DEBUG" not in get(f"{address}/nowhere")[2]


def test_reload_serves_the_changed_site(site: Path, touched: Callable[[Path], AbstractContextManager[None]]) -> None:
    urls = site / "examples" / "notes" / "notes_site" / "urls.py"
    with served(site, "bin/paster", "serve", "--reload", "parts/twod/dev.ini") as (address, lines):
        assert get(f"{address}/new-page")[0] == 404
        with urls.open("a") as file:
            file.write("\nfrom django.http import HttpResponse\n")
            file.write('urlpatterns.append(path("new-page", lambda request: HttpResponse("new")))\n')
        with touched(urls):
            reloaded = find_address(lines)
        assert get(f"{reloaded}/new-page")[2] == "new"


def test_a_daemon_is_started_asked_for_and_stopped(site: Path) -> None:
    command = ("bin/paster", "serve", "parts/twod/prod.ini")
    files = ("--pid-file", "site.pid", "--log-file", "site.log")
    assert run(site, *command, *files, "--daemon").returncode == 0
    try:
        with (site / "site.log").open() as log:
            address = find_address(follow(log))
        assert_site_is_served(address)
        assert "Server running in PID" in run(site, *command, *files, "--status").stdout
    finally:
        stopped = run(site, *command, *files, "--stop-daemon")
    assert stopped.returncode == 0, stopped.stdout
    assert "Server running" not in run(site, *command, *files, "--status").stdout


def follow(log) -> Iterator[str]:  # type: ignore[no-untyped-def]
    """The lines of a log, waiting for more of them; ends after 60 seconds without one."""
    ended = threading.Event()
    for _ in range(600):
        while line := log.readline():
            yield line
        ended.wait(0.1)


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


def assert_one_clear_message(answer: subprocess.CompletedProcess[str], *words: str) -> None:
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
