"""OpenTelemetry, Sentry and django-prometheus watch a site that runs on an ini."""

from __future__ import annotations

import gzip
import os
import signal
import sys
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from kit.conditions import wait_until
from kit.environs import make_environ
from kit.inis import LOGGING
from kit.ports import find_free_port
from kit.processes import run, running
from kit.servers import fetch
from kit.sites import write_files

INI = """\
[DEFAULT]
debug = false

[app:main]
use = egg:twod.wsgi
ROOT_URLCONF = shop_urls
SECRET_KEY = for tests alone, and for nothing else that anybody would want to sign
ALLOWED_HOSTS = 127.0.0.1
DATABASES.default = sqlite:///%(here)s/db.sqlite3

"""
FILES = {
    "shop_urls.py": """
        from django.http import HttpResponse
        from django.urls import path

        def fail(request):
            raise RuntimeError("the till is empty")

        urlpatterns = [path("", lambda request: HttpResponse("hello")), path("fail", fail)]
    """,
}


class Sink:
    """What was sent to an address of this machine, as path and body."""

    def __init__(self):
        self.received = received = []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                is_zipped = self.headers.get("Content-Encoding") == "gzip"
                received.append((self.path, gzip.decompress(body) if is_zipped else body))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args):
                """Stay quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"127.0.0.1:{self.server.server_port}"

    def wait_for(self, text):
        """Wait until a body has a text, and return the path that it was sent to."""
        return wait_until(
            lambda: next((path for path, body in list(self.received) if text.encode() in body), None),
            f"nothing with {text!r} was sent",
        )


@pytest.fixture
def sink():
    sink = Sink()
    thread = threading.Thread(target=sink.server.serve_forever)
    thread.start()
    yield sink
    sink.server.shutdown()
    thread.join()
    sink.server.server_close()


class Site:
    def __init__(self, home):
        self.home = home
        self.port = find_free_port()
        self.url = f"http://127.0.0.1:{self.port}/"
        write_files(home, FILES)
        self.ini = home / "prod.ini"
        self.ini.write_text(f"{INI}{LOGGING}")
        #: The two variables of the manual.
        self.bound = {"DJANGO_SETTINGS_MODULE": "twod.wsgi.config.settings", "TWOD_CONFIG_URI": str(self.ini)}

    def write_option(self, *lines):
        text = self.ini.read_text()
        self.ini.write_text(text.replace("ROOT_URLCONF", "\n".join([*lines, "ROOT_URLCONF"])))

    def make_environ(self, **variables):
        # opentelemetry-instrument looks for the program that it runs.
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        return make_environ(PATH=path, PYTHONPATH=str(self.home), PYTHONWARNINGS="ignore", **variables)

    def make_command(self, name, *arguments):
        script = Path(sys.executable).with_name(name)
        assert script.exists(), f"{script} is not there: tox -e servers installs it"
        return [script, *(word.replace("PORT", str(self.port)) for word in arguments)]

    @contextmanager
    def served(self, name, *arguments, **variables):
        environ = self.make_environ(**variables)
        with running(
            self.make_command(name, *arguments), cwd=self.home, environ=environ, end_by=signal.SIGTERM
        ) as server:
            server.wait_for("Booting worker")
            yield server


@pytest.fixture
def site(tmp_path):
    return Site(tmp_path)


GUNICORN = ("gunicorn", "--bind", "127.0.0.1:PORT", "--paste", "prod.ini")
#: Spans are sent as they come.
TELEMETRY = {
    "OTEL_TRACES_EXPORTER": "otlp",
    "OTEL_METRICS_EXPORTER": "none",
    "OTEL_LOGS_EXPORTER": "none",
    "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf",
    "OTEL_BSP_SCHEDULE_DELAY": "50",
    "OTEL_SERVICE_NAME": "shop-of-test",
}


def find_shown(manual, name):
    """Return a command of the manual's page, as words."""
    [line] = [
        line
        for block in manual("docs/how-to/deployment.rst", "console")
        for line in block.text.splitlines()
        if name in line
    ]
    return line.removeprefix("$ ").split()


def test_the_variables_are_those_of_the_manual(site, manual):
    shown = dict(word.split("=") for word in find_shown(manual, "TWOD_CONFIG_URI")[1:])
    assert shown == site.bound | {"TWOD_CONFIG_URI": "/srv/shop/prod.ini"}


def test_any_command_of_djangos_runs_in_a_bound_process(site, manual):
    _, *arguments = find_shown(manual, "django check")
    done = run([sys.executable, *arguments], cwd=site.home, environ=site.make_environ(**site.bound))
    assert done.stdout == "System check identified no issues (0 silenced).\n", done.stderr


@pytest.mark.parametrize("kind", ["paste", "module"])
def test_opentelemetry_instruments_a_bound_process(site, sink, manual, kind):
    shown = [word.replace("/srv/shop/", "") for word in find_shown(manual, "opentelemetry")[1:]]
    assert shown == ["gunicorn", "--paste", "prod.ini"]
    arguments = GUNICORN if kind == "paste" else (*GUNICORN[:3], "django.core.wsgi:get_wsgi_application()")
    telemetry = TELEMETRY | {"OTEL_EXPORTER_OTLP_ENDPOINT": f"http://{sink.address}"}
    with site.served("opentelemetry-instrument", *arguments, **telemetry, **site.bound) as server:
        assert fetch(site.url).text == "hello"
        assert sink.wait_for("shop-of-test") == "/v1/traces"
    assert "Traceback" not in server.output


def test_opentelemetry_without_the_variables_is_told_which_to_set(site):
    command = site.make_command("opentelemetry-instrument", *GUNICORN)
    environ = site.make_environ(**TELEMETRY | {"OTEL_TRACES_EXPORTER": "none"})
    done = run(command, cwd=site.home, environ=environ, merged=True)
    assert done.returncode != 0
    assert "settings.configure() was called first" in done.stdout
    assert f"DJANGO_SETTINGS_MODULE=twod.wsgi.config.settings and TWOD_CONFIG_URI={site.ini}" in done.stdout


def test_sentry_gets_an_error_of_the_site(site, sink):
    site.home.joinpath("shop_settings.py").write_text(
        "import os, sentry_sdk\nsentry_sdk.init(dsn=os.environ['SENTRY_DSN'])\n"
    )
    site.ini.write_text(site.ini.read_text().replace("[DEFAULT]", "[DEFAULT]\ndjango_settings_module = shop_settings"))
    with site.served(*GUNICORN, SENTRY_DSN=f"http://key@{sink.address}/7"):
        assert fetch(f"{site.url}fail").status == 500
        assert sink.wait_for("the till is empty") == "/api/7/envelope/"


def test_prometheus_scrapes_the_site(site):
    site.write_option(
        "INSTALLED_APPS.append = django_prometheus",
        "MIDDLEWARE.prepend = django_prometheus.middleware.PrometheusBeforeMiddleware",
        "MIDDLEWARE.append = django_prometheus.middleware.PrometheusAfterMiddleware",
    )
    urls = site.home / "shop_urls.py"
    more = "from django.urls import include\nurlpatterns += [path('', include('django_prometheus.urls'))]\n"
    urls.write_text(f"{urls.read_text()}\n{more}")
    with site.served(*GUNICORN):
        assert fetch(site.url).text == "hello"
        assert 'django_http_responses_total_by_status_total{status="200"} 1.0' in fetch(f"{site.url}metrics").text
