"""The console under each server, by WSGI and by ASGI, and the comparison with the running site from outside."""

from __future__ import annotations

import json
import socket
import sys
from contextlib import closing

import pytest

from kit.conditions import wait_until
from kit.environs import make_environ
from kit.processes import run
from kit.servers import fetch

SERVERS = {
    "paster": ("paster serve prod.ini", "PasteScript", "Serving on http"),
    "gunicorn": ("gunicorn --paste prod.ini --bind 127.0.0.1:8080 --workers 4", "gunicorn", "Booting worker"),
    "waitress": ("waitress-serve --listen=127.0.0.1:8080 shop_wsgi:application", "waitress", "Serving on http"),
    "uwsgi": (
        "uwsgi --http-socket 127.0.0.1:8080 --ini-paste-logged prod.ini",
        "pyuwsgi",
        "spawned uWSGI worker",
    ),
    "uvicorn": ("uvicorn --port 8080 --workers 4 shop_asgi:application", "uvicorn", "Application startup complete"),
    "granian": (
        "granian --interface asgi --port 8080 --workers 4 shop_asgi:application",
        "granian",
        "Started worker-1",
    ),
    "hypercorn": ("hypercorn --bind 127.0.0.1:8080 --workers 4 shop_asgi:application", "hypercorn", "Running on http"),
    "daphne": ("daphne --port 8080 shop_asgi:application", "daphne", "Listening on TCP address"),
}
#: The visitors whom these headers make stand in for those of a site with accounts.
URLS = """
    from types import SimpleNamespace

    from django.urls import include, path

    def let_in(get_response):
        def middleware(request):
            is_owner = request.headers.get("X-Visitor") == "owner"
            request.user = SimpleNamespace(is_authenticated=True, is_active=True, is_superuser=is_owner)
            return get_response(request)
        return middleware

    urlpatterns = [path("console/", include("twod.wsgi.console.urls"))]
"""
SETTINGS = """\
ROOT_URLCONF = shop_urls
INSTALLED_APPS = twod.wsgi.console
MIDDLEWARE = shop_urls.let_in
SITE_ID = 7
"""
PAGES = ["", "changes/", "environments/", "pipeline/", "health/", "versions/"]


@pytest.fixture
def console_site(site):
    """The site with the console."""
    ini = (site.home / "prod.ini").read_text()
    site.write("prod.ini", ini.replace("ROOT_URLCONF = shop_urls\n", SETTINGS))
    site.write("shop_urls.py", URLS)
    return site


def compare(site):
    """Return exit status and output of the comparison of the site's ini with the site that runs."""
    code = "import sys; from twod.wsgi.commands.command_line import run_command_line; sys.exit(run_command_line())"
    words = ["settings", "prod.ini", "--running", f"http://{site.address}/console/"]
    done = run([sys.executable, "-c", code, *words], cwd=site.home, environ=make_environ(PYTHONPATH=str(site.home)))
    return done.returncode, done.stdout.strip()


def is_listened_on(port):
    with closing(socket.socket()) as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.parametrize("name", SERVERS)
def test_the_console_shows_what_runs_under_each_server(console_site, command, name):
    site = console_site
    shown, distribution, ready = SERVERS[name]
    # Fewer processes are as good, and start sooner.
    words = ["1" if word == "4" else word for word in map(str, command(shown, distribution))]
    root = f"http://{site.address}/console"
    with site.served(*words, ready=ready) as server:
        wait_until(lambda: is_listened_on(site.port), "nothing listens")
        for page in PAGES:
            assert fetch(f"{root}/{page}").status == 403
            answer = fetch(f"{root}/{page}", **{"X-Visitor": "owner"})
            assert answer.status == 200, answer.text
            assert "for tests alone" not in answer.text
            json.loads(fetch(f"{root}/{page}?format=json", **{"X-Visitor": "owner"}).text)
        assert compare(site) == (0, "The running site has the settings of prod.ini [app:django].")

        ini = site.home / "prod.ini"
        ini.write_text(ini.read_text().replace("SITE_ID = 7", "SITE_ID = 8\nUSE_TZ = no"))
        content = json.loads(fetch(f"{root}/changes/?format=json", **{"X-Visitor": "owner"}).text)
        assert [change["key"] for change in content["changes"]] == ["SITE_ID", "USE_TZ"]
        status, printed = compare(site)
        assert (status, [line.split()[0] for line in printed.splitlines()[1:]]) == (1, ["SITE_ID", "USE_TZ"])
    # twod serve and paster serve print the line, and other servers log it.
    assert server.output.count("prod.ini (environment prod, debug off, ") == 1, server.output
    # Django logs a refusal with its traceback.
    assert "Internal Server Error" not in server.output
