"""References in each section of an ini, by each program that loads one: the table of the manual."""

from __future__ import annotations

import re
import sys

import pytest

from kit.environs import make_environ
from kit.inis import LOGGING as PLAIN_LOGGING
from kit.processes import run, running
from kit.servers import fetch

from .conftest import find_script

#: The filter and the log are another distribution's; ``listen`` is what hosts with a PORT need.
SITE = """\
[DEFAULT]
debug = false

[pipeline:main]
pipeline = prefix django

[filter:prefix]
{use}
prefix = ${{env:PREFIX:-/shop}}
translate_forwarded_server = false

[app:django]
use = egg:twod.wsgi
ROOT_URLCONF = shop_urls
SECRET_KEY = ${{cred:key}}
ALLOWED_HOSTS = 127.0.0.1

[server:main]
{server}
"""
LOGGING = """
[loggers]
keys = root
[handlers]
keys = console
[formatters]
keys = plain
[logger_root]
level = ${env:LEVEL:-INFO}
handlers = console
[handler_console]
class = StreamHandler
args = (sys.stderr,)
formatter = plain
[formatter_plain]
format = LOGGED ${env:STAGE} %(name)s %(message)s
"""
#: ``bin/paster`` of a buildout; PasteScript's own reads the logging by itself.
PASTER = [sys.executable, "-c", "from twod.wsgi.commands.pastescript.paster import main; main()"]
PREFIX = "use = egg:PasteDeploy#prefix"
WRAPPED_PREFIX = "use = egg:twod.wsgi#references\ntwod.use = egg:PasteDeploy#prefix"
WAITRESS = "use = egg:waitress#main\nlisten = 127.0.0.1:${env:PORT}"
WRAPPED_WAITRESS = "use = egg:twod.wsgi#references\ntwod.use = egg:waitress#main\nlisten = 127.0.0.1:${env:PORT}"
GUNICORN = "use = egg:gunicorn#main\nbind = 127.0.0.1:${env:PORT}\nworkers = ${env:WORKERS:-1}"
PASTE = "use = egg:Paste#http\nhost = ${env:HOST:-127.0.0.1}\nport = ${env:PORT}"


@pytest.fixture
def served(site):
    """A process that serves the ini; it has its port, its prefix and its key by reference alone."""
    (site.home / "credentials").mkdir()
    site.write("credentials/key", "of a credential, for tests alone\n")
    environ = {"PORT": str(site.port), "PREFIX": "/blue", "STAGE": "test", "LEVEL": "INFO"}
    environ["CREDENTIALS_DIRECTORY"] = str(site.home / "credentials")
    full = make_environ(PYTHONPATH=str(site.home), **environ)

    def serve(text, name, *arguments):
        site.write("prod.ini", text)
        words = [argument.replace("ADDRESS", site.address) for argument in arguments]
        command = PASTER if name == "paster" else [find_script(name, name)]
        return running([*command, *words], cwd=site.home, environ=full)

    return serve


def assert_references_hold(site, server, ready, *, has_logging):
    server.wait_for(ready)
    answer = fetch(f"http://{site.address}/blue/")
    assert (answer.status, answer.text) == (200, "GET  0 /blue/")
    if has_logging:
        server.wait_for("LOGGED test shop asked for /")


@pytest.mark.parametrize(
    ("server", "ready"),
    [
        (WAITRESS, "LOGGED test waitress Serving on"),
        (WRAPPED_WAITRESS, "LOGGED test waitress Serving on"),
        (PASTE, "serving on http"),
        (GUNICORN, "Booting worker"),
    ],
    ids=["waitress", "wrapped", "paste", "gunicorn"],
)
def test_paster_serve_replaces_them_in_every_section(site, served, server, ready):
    with served(SITE.format(use=PREFIX, server=server) + LOGGING, "paster", "serve", "prod.ini") as process:
        process.wait_for(f"at http://{site.address}/")
        assert_references_hold(site, process, ready, has_logging=True)


@pytest.mark.parametrize(
    "arguments",
    [
        ("waitress-serve", "--listen=ADDRESS", "shop_wsgi:application"),
        ("uwsgi", "--http-socket", "ADDRESS", "--wsgi-file", "shop_wsgi.py"),
    ],
    ids=["waitress-serve", "uwsgi"],
)
def test_a_module_that_loads_the_ini_replaces_them(site, served, arguments):
    ready = "Serving on" if arguments[0] == "waitress-serve" else "spawned uWSGI worker"
    with served(SITE.format(use=PREFIX, server=WAITRESS) + LOGGING, *arguments) as process:
        assert_references_hold(site, process, ready, has_logging=True)


@pytest.mark.parametrize(
    ("server", "ready", "arguments"),
    [
        (WAITRESS, "Booting worker", ("gunicorn", "--paste", "prod.ini", "--bind", "ADDRESS")),
        (WAITRESS, "spawned uWSGI worker", ("uwsgi", "--http-socket", "ADDRESS", "--ini-paste", "prod.ini")),
        (WRAPPED_WAITRESS, "Serving on", ("pserve", "prod.ini")),
    ],
    ids=["gunicorn", "uwsgi", "pserve"],
)
def test_pastedeploy_alone_has_them_through_the_wrapper(site, served, server, ready, arguments):
    with served(SITE.format(use=WRAPPED_PREFIX, server=server) + PLAIN_LOGGING, *arguments) as process:
        assert_references_hold(site, process, ready, has_logging=False)


def test_a_reference_that_leads_nowhere_is_told_by_gunicorn_without_a_traceback(site):
    text = SITE.format(use=WRAPPED_PREFIX, server=WAITRESS).replace("${env:PREFIX:-/shop}", "${env:PREFIX}")
    site.write("prod.ini", text.replace("${cred:key}", "for tests alone"))
    command = [find_script("gunicorn", "gunicorn"), "--paste", "prod.ini", "--bind", site.address]
    done = run(command, cwd=site.home, environ=make_environ(PYTHONPATH=str(site.home)))
    assert done.returncode != 0
    assert "prod.ini:10 [filter:prefix] prefix: the environment variable PREFIX is not set" in done.stderr
    assert "Traceback" not in done.stderr


def test_gunicorn_by_the_ini_has_them_in_its_log_by_its_configuration(site, served):
    arguments = ("--paste", "prod.ini", "--bind", "ADDRESS", "--config", "python:twod.wsgi.serving.gunicorn_reload")
    with served(SITE.format(use=WRAPPED_PREFIX, server=WAITRESS) + LOGGING, "gunicorn", *arguments) as process:
        assert_references_hold(site, process, "Booting worker", has_logging=True)


@pytest.mark.parametrize(
    ("environ", "told"),
    [
        ({}, "prod.ini:20 [server:main] listen: the environment variable PORT is not set"),
        (
            {"PORT": "web"},
            "prod.ini:20 [server:main] listen: expected a port from 0 to 65535, got '127.0.0.1:web'; "
            "it comes from the environment variable PORT",
        ),
        (
            {"PORT": ""},
            "prod.ini:20 [server:main] listen: expected a port from 0 to 65535, got '127.0.0.1:'; "
            "it comes from the environment variable PORT",
        ),
    ],
    ids=["unset", "word", "empty"],
)
def test_a_port_that_is_none_is_told_by_its_place_and_source(site, environ, told):
    site.write("prod.ini", SITE.format(use=PREFIX, server=WAITRESS).replace("${cred:key}", "for tests alone"))
    full = make_environ(PYTHONPATH=str(site.home), **environ)
    for arguments in (["serve", "prod.ini"], ["settings", "--check", "prod.ini"]):
        done = run([*PASTER, *arguments], cwd=site.home, environ=full)
        assert done.returncode == 1
        assert told in done.stderr
        assert "Traceback" not in done.stderr


def test_a_credential_that_is_missing_is_told_with_the_cure(site):
    site.write("prod.ini", SITE.format(use=PREFIX, server="use = egg:waitress#main"))
    full = make_environ(PYTHONPATH=str(site.home), CREDENTIALS_DIRECTORY=str(site.home))
    done = run([*PASTER, "serve", "prod.ini"], cwd=site.home, environ=full)
    assert done.returncode == 1
    assert (
        f"prod.ini:15 [app:django] SECRET_KEY: cannot read the credential key: {site.home}/key: "
        "no such file or directory; add LoadCredential=key:PATH to the unit"
    ) in done.stderr


PAGE = "docs/how-to/secrets.rst"


def test_the_unit_of_the_manual_passes_the_credentials(site, manual):
    (block,) = manual(PAGE, "systemd")
    passed = dict(re.findall("LoadCredential=([^:]+):(.+)", block.text))
    assert passed == {"secret-key": "/etc/shop/secret-key", "database-password": "/etc/shop/database-password"}
    unit = site.write("shop.service", block.text.replace("/srv/shop/bin/paster", sys.executable))
    checked = run(["/usr/bin/systemd-analyze", "verify", unit], cwd=site.home, environ=make_environ())
    assert "shop.service" not in checked.stderr
    # As systemd does it.
    environ = dict(re.findall("Environment=([^=]+)=(.+)", block.text)) | {"CREDENTIALS_DIRECTORY": str(site.home)}
    for name in passed:
        site.write(name, f"of {name}\n")
    environ |= {"PYTHONPATH": str(site.home), "PORT": str(site.port)}
    settings = "SECRET_KEY = ${cred:secret-key}\nDATABASES.default = postgres://shop:${cred:database-password}@db/shop"
    site.write("prod.ini", f"[app:main]\nuse = egg:twod.wsgi\n{settings}\n[server:main]\n{WAITRESS}\n")
    names = ["SECRET_KEY", "DATABASES.default.PASSWORD"]
    arguments = ["settings", "prod.ini", *names, *(f"--reveal={name}" for name in names)]
    shown = run([*PASTER, *arguments], cwd=site.home, environ=make_environ(**environ))
    assert "'of secret-key'" in shown.stdout
    assert "'of database-password'" in shown.stdout
    assert "credential secret-key" in shown.stdout


def test_the_secrets_of_the_manual_are_those_that_its_container_has(manual):
    (block,) = manual(PAGE, "yaml")
    (used,) = re.findall(r"secrets: \[(.*)\]", block.text)
    assert used.split(", ") == re.findall(r"^  ([\w-]+):\n    file: ", block.text, re.MULTILINE)
