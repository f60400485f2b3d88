"""A ``.env`` file that the ini names, with each server that loads the ini, and after a change of the file."""

from __future__ import annotations

import signal
import sys

import pytest

from kit.conditions import wait_until
from kit.environs import make_environ
from kit.inis import LOGGING
from kit.processes import running
from kit.servers import fetch

from .conftest import find_script
from .test_references import GUNICORN, PASTE, PASTER, PREFIX, SITE, WAITRESS, WRAPPED_PREFIX, WRAPPED_WAITRESS

#: ``bin/gunicorn-prod`` of a buildout.
BOUND_GUNICORN = [
    sys.executable,
    "-c",
    "from twod.wsgi.commands.console_script import run_console_script;"
    "run_console_script('prod.ini', 'gunicorn.app.wsgiapp', 'run')",
]
VARIABLES = (
    "# Those of the site.\nexport PORT={port}\nPREFIX='/{prefix}' # without a slash behind it\nKEY=for tests alone\n"
)


@pytest.fixture
def served(site):
    """A process that serves the ini; it has its port, its prefix and its key by the file alone."""

    def serve(text, name, *arguments):
        write_variables(site, "blue")
        head = "[DEFAULT]\ntwod.environment_file = .env"
        site.write("prod.ini", text.replace("[DEFAULT]", head).replace("${cred:key}", "${env:KEY}") + LOGGING)
        words = [argument.replace("ADDRESS", site.address) for argument in arguments]
        own = {"paster": PASTER, "bound gunicorn": BOUND_GUNICORN}
        command = own[name] if name in own else [find_script(name, name)]
        return running([*command, *words], cwd=site.home, environ=make_environ(PYTHONPATH=str(site.home)))

    return serve


def write_variables(site, prefix):
    site.write(".env", VARIABLES.format(port=site.port, prefix=prefix))


def is_served(site, prefix):
    try:
        return fetch(f"http://{site.address}/{prefix}/").text == f"GET  0 /{prefix}/"
    except OSError:  # between two servers
        return False


@pytest.mark.parametrize("program", ["twod", "paster"])
@pytest.mark.parametrize("server", [WAITRESS, PASTE, GUNICORN], ids=["waitress", "paste", "gunicorn"])
def test_the_server_of_the_ini_has_them(site, served, program, server):
    with served(SITE.format(use=PREFIX, server=server), program, "serve", "prod.ini") as process:
        process.wait_for(f"at http://{site.address}/")
        assert is_served(site, "blue")


@pytest.mark.parametrize(
    ("server", "ready", "arguments"),
    [
        (WAITRESS, "Serving on", ("waitress-serve", "--listen=ADDRESS", "shop_wsgi:application")),
        (WAITRESS, "spawned uWSGI worker", ("uwsgi", "--http-socket", "ADDRESS", "--wsgi-file", "shop_wsgi.py")),
        (WAITRESS, "Booting worker", ("gunicorn", "--paste", "prod.ini", "--bind", "ADDRESS")),
        (WAITRESS, "spawned uWSGI worker", ("uwsgi", "--http-socket", "ADDRESS", "--ini-paste", "prod.ini")),
        (WRAPPED_WAITRESS, "erving on", ("pserve", "prod.ini")),
    ],
    ids=["module", "uwsgi-module", "gunicorn", "uwsgi", "pserve"],
)
def test_what_loads_the_ini_by_itself_has_them(site, served, server, ready, arguments):
    with served(SITE.format(use=WRAPPED_PREFIX, server=server), *arguments) as process:
        process.wait_for(ready)
        assert is_served(site, "blue")


@pytest.mark.parametrize("server", [WAITRESS, GUNICORN], ids=["waitress", "gunicorn"])
def test_a_reload_has_what_the_file_has_by_then(site, served, server):
    with served(SITE.format(use=PREFIX, server=server), "twod", "serve", "prod.ini") as process:
        process.wait_for(f"at http://{site.address}/")
        write_variables(site, "red")
        process.send(signal.SIGHUP)
        wait_until(lambda: is_served(site, "red"), "the file has no effect")
        # One that is wrong is told, and the site goes on.
        site.write(".env", "PREFIX='")
        process.send(signal.SIGHUP)
        process.wait_for(".env:1: python-dotenv cannot parse this line")
        assert is_served(site, "red")


@pytest.mark.parametrize("arguments", [("--paste", "prod.ini"), ("shop_wsgi:application",)], ids=["paste", "bound"])
def test_new_workers_of_gunicorn_have_what_the_file_has_by_then(site, served, arguments):
    text = SITE.format(use=WRAPPED_PREFIX, server=WAITRESS)
    program = "gunicorn" if arguments[0] == "--paste" else "bound gunicorn"
    with served(text, program, *arguments, "--bind", "ADDRESS") as process:
        process.wait_for("Booting worker")
        wait_until(lambda: is_served(site, "blue"), "it is not served")
        write_variables(site, "red")
        process.send(signal.SIGHUP)
        wait_until(lambda: is_served(site, "red"), "the file has no effect")


def test_a_server_that_watches_its_files_starts_anew(site, served, touched):
    with served(SITE.format(use=PREFIX, server=WAITRESS), "twod", "serve", "--reload", "prod.ini") as process:
        process.wait_for(f"at http://{site.address}/")
        write_variables(site, "red")
        with touched(site.home / ".env"):
            process.wait_for(".env changed; reloading")
        wait_until(lambda: is_served(site, "red"), "the file has no effect")


def test_a_missing_file_is_told_before_the_server_starts(site, served):
    text = SITE.format(use=PREFIX, server=WAITRESS)
    with served(text, "twod", "serve", "prod.ini") as process:
        process.wait_for(f"at http://{site.address}/")
    (site.home / ".env").unlink()
    environ = make_environ(PYTHONPATH=str(site.home))
    with running([find_script("twod", "twod"), "serve", "prod.ini"], cwd=site.home, environ=environ) as process:
        process.wait_for("prod.ini:2 [DEFAULT] twod.environment_file: cannot read")
