"""A reload takes the new settings and loses no request; a broken ini leaves the old ones in force."""

from __future__ import annotations

import os
import signal
import socket
import sys
import urllib.request
from contextlib import contextmanager

import pytest

from kit.conditions import wait_until
from kit.environs import make_environ
from kit.inis import LOGGING
from kit.ports import find_free_port
from kit.processes import run, running
from kit.sites import write_files
from kit.steady_load import steady_load

INI = """\
[DEFAULT]
debug = false
twod.types = GREETING:str

[app:main]
use = egg:twod.wsgi
ROOT_URLCONF = shop_urls
SECRET_KEY = for tests alone, and for nothing else that anybody would want to sign
ALLOWED_HOSTS = 127.0.0.1
GREETING = old

"""
FILES = {
    "shop_urls.py": """
        import time
        from pathlib import Path
        from django.conf import settings
        from django.http import HttpResponse
        from django.urls import path

        def wait(request):
            # In one piece: another thread prints the same.
            print("waiting\\n", end="", flush=True)
            while not (Path(__file__).parent / "go").exists():
                time.sleep(0.02)
            return HttpResponse(settings.GREETING)

        urlpatterns = [path("", lambda request: HttpResponse(settings.GREETING)), path("wait", wait)]
    """,
    "shop_wsgi.py": """
        from pathlib import Path
        from twod.wsgi.loading import load_application

        application = load_application(Path(__file__).with_name("prod.ini"))
    """,
    # bin/paster of a buildout.
    "paster.py": """
        import sys
        from twod.wsgi.commands.pastescript.paster import main

        if __name__ == "__main__":
            sys.exit(main())
    """,
}
#: A script of a buildout's ``scripts-with-settings``, for the module and the callable of its entry point.
BOUND = """
    import sys
    from pathlib import Path
    from twod.wsgi.commands.console_script import run_console_script

    if __name__ == "__main__":
        sys.exit(run_console_script(Path(__file__).with_name("prod.ini"), {!r}, {!r}))
"""
FILES["gunicorn-prod"] = BOUND.format("gunicorn.app.wsgiapp", "run")
FILES["celery-prod"] = BOUND.format("celery.__main__", "main")


class Site:
    """A site whose one page has a setting, and a free port."""

    def __init__(self, home):
        self.home = home
        self.port = find_free_port()
        write_files(home, FILES)
        self.ini = home / "prod.ini"
        self.write_ini("old")

    def write_ini(self, greeting, **options):
        server = {"use": "egg:gunicorn#main", "bind": self.address, "workers": "2"} | options
        section = "".join(f"{name} = {value}\n" for name, value in server.items() if value is not None)
        text = INI.replace("GREETING = old", f"GREETING = {greeting}")
        self.ini.write_text(f"{text}[server:main]\n{section}\n{LOGGING}")

    def break_ini(self):
        self.ini.write_text(self.ini.read_text().replace("debug = false", "debug = maybe"))

    def name_address(self, text):
        return text.replace("ADDRESS", self.address).replace("PORT", str(self.port))

    def make_environ(self, **variables):
        return make_environ(PYTHONPATH=str(self.home), PYTHONWARNINGS="ignore", **variables)

    def asked(self):
        """Ask for the page as long as a block lasts; not so often that it slows the start of workers."""
        return steady_load(self.url, pause=0.05)

    def answers(self, greeting):
        """Return whether the page is there, and has a greeting."""
        try:
            with urllib.request.urlopen(self.url, timeout=10) as page:
                return page.read().decode() == greeting
        except OSError:
            return False

    @property
    def url(self):
        return f"http://{self.address}/"

    @property
    def address(self):
        return f"127.0.0.1:{self.port}"

    @contextmanager
    def served(self, *command, ready, **variables):
        environ = self.make_environ(**variables)
        words = [self.name_address(word) for word in command]
        with running([sys.executable, *words], cwd=self.home, environ=environ) as server:
            server.wait_for(ready)
            yield server


@pytest.fixture
def site(tmp_path):
    return Site(tmp_path)


WORKS = "Booting worker"
GUNICORN = ("-m", "gunicorn", "--bind", "ADDRESS", "--workers", "2")
BOUND_GUNICORN = ("gunicorn-prod", *GUNICORN[2:])
GUARD = ("--config", "python:twod.wsgi.serving.gunicorn_reload")
SERVERS = {
    "paster": ("paster.py", "serve", "prod.ini"),
    "paste": (*GUNICORN, "--paste", "prod.ini", *GUARD),
    "paste-gthread": (*GUNICORN, "--paste", "prod.ini", "--threads", "4"),
    "bound": (*BOUND_GUNICORN, "django.core.wsgi:get_wsgi_application()"),
}


@pytest.mark.parametrize("name", SERVERS)
def test_gunicorn_takes_the_new_settings_at_sighup(site, name):
    with site.served(*SERVERS[name], ready=WORKS) as server, site.asked() as load:
        load.wait_for_only("old")
        site.write_ini("new")
        server.send(signal.SIGHUP)
        load.wait_for_only("new")
    assert not load.lost, load.describe()


@pytest.mark.parametrize("name", ["paster", "paste", "bound"])
def test_sighup_reads_the_files_of_references_again(site, name):
    """As after ``twod secret-key --rotate``, which leaves the ini alone."""
    greeting = site.home / "greeting"
    greeting.write_text("old")
    site.write_ini("${file:greeting}")
    before = site.ini.read_bytes()
    with site.served(*SERVERS[name], ready=WORKS) as server, site.asked() as load:
        load.wait_for_only("old")
        greeting.write_text("new")
        server.send(signal.SIGHUP)
        load.wait_for_only("new")
    assert not load.lost, load.describe()
    assert site.ini.read_bytes() == before


@pytest.mark.parametrize("name", ["paster", "paste", "bound"])
def test_gunicorn_serves_on_when_the_new_ini_is_wrong(site, name, manual):
    (block,) = manual("docs/reference/signals.rst", "text")
    with site.served(*SERVERS[name], ready=WORKS) as server, site.asked() as load:
        load.wait_for_only("old")
        site.write_ini("new")
        site.break_ini()
        server.send(signal.SIGHUP)
        assert server.wait_for("Reload failed").endswith(block.text.strip())
        load.wait_for_only("old")
        site.write_ini("new")
        # Both are done, one after the other.
        server.send(signal.SIGHUP)
        server.send(signal.SIGHUP)
        load.wait_for_only("new")
    assert not load.lost, load.describe()
    assert server.output.count("Reload failed") == 1


def test_sighup_reads_the_options_of_the_server_again(site):
    with site.served(*SERVERS["paster"], ready=WORKS) as server, site.asked() as load:
        server.wait_for(WORKS)
        site.write_ini("new", workers="3")
        server.send(signal.SIGHUP)
        for _ in range(3):
            server.wait_for(WORKS)
        load.wait_for_only("new")
        site.write_ini("newer", workers="none")
        server.send(signal.SIGHUP)
        assert "[server:main] workers: gunicorn:" in server.wait_for("Reload failed")
    assert not load.lost, load.describe()


def test_code_that_cannot_be_imported_is_not_reloaded(site):
    with site.served(*GUNICORN, *GUARD, "shop_wsgi:application", ready=WORKS) as server:
        with site.asked() as load:
            load.wait_for_only("old")
            site.home.joinpath("shop_wsgi.py").write_text("import no_such_module")
            server.send(signal.SIGHUP)
            assert "No module named 'no_such_module'" in server.wait_for("Reload failed")
            load.wait_for_only("old")
        assert not load.lost, load.describe()


def test_a_log_file_that_cannot_be_opened_leaves_the_old_workers(site):
    site.home.joinpath("log").mkdir()
    with site.served(*SERVERS["bound"], "--access-logfile", "log/access", ready=WORKS) as server:
        with site.asked() as load:
            load.wait_for_only("old")
            site.home.joinpath("log").rename(site.home / "moved")
            server.send(signal.SIGHUP)
            assert "log/access" in server.wait_for("Reload failed")
            load.wait_for_only("old")
        assert not load.lost, load.describe()


def test_preload_keeps_the_settings_and_says_so(site):
    with site.served(*SERVERS["bound"], "--preload", ready=WORKS) as server, site.asked() as load:
        load.wait_for_only("old")
        site.write_ini("new")
        server.send(signal.SIGHUP)
        server.wait_for("preload_app is on, so new workers keep the old settings")
        server.wait_for(WORKS)
        load.wait_for_only("old")
    assert not load.lost, load.describe()


@pytest.mark.parametrize("name", ["paster", "bound"])
def test_a_worker_that_is_killed_is_replaced(site, name):
    with site.served(*SERVERS[name], ready=WORKS) as server, site.asked() as load:
        worker = int(server.wait_for(WORKS).rpartition(" ")[2])
        load.wait_for_only("old")
        os.kill(worker, signal.SIGKILL)
        server.wait_for(WORKS)
        load.wait_for(20)
    # A request that the worker is answering goes down with it.
    assert len(load.lost) <= 1, load.describe()


def test_gunicorn_replaces_a_stale_pid_file_and_refuses_one_that_is_in_use(site):
    stale = site.home / "pid"
    stale.write_text("999999999")
    command = (*SERVERS["bound"], "--pid", "pid")
    with site.served(*command, ready=WORKS) as server:
        assert int(stale.read_text()) == server.pid
        with site.served(*command, ready="Already running on PID") as second:
            assert second.ends_within(60)
    assert not stale.exists()


@pytest.mark.parametrize("name", ["paster", "bound"])
def test_sigterm_during_the_start_ends_the_process(site, name):
    site.home.joinpath("shop_slow.py").write_text("print('starting', flush=True)\nimport signal; signal.pause()")
    site.ini.write_text(site.ini.read_text().replace("[DEFAULT]", "[DEFAULT]\ndjango_settings_module = shop_slow"))
    with site.served(*SERVERS[name], ready="starting") as server:
        server.send(signal.SIGTERM)
        server.ends_within(60)
    assert server.status in (-signal.SIGTERM, 0)
    assert "Traceback" not in server.output


CELERY = """
    import sys

    from celery import Celery, signals
    from django.conf import settings

    app = Celery("shop", broker="memory://")
    app.config_from_object("django.conf:settings", namespace="CELERY")

    @signals.worker_ready.connect
    def tell(**_):
        print(f"parent has {settings.GREETING}", file=sys.__stdout__, flush=True)

    @signals.worker_process_init.connect
    def tell_of_child(**_):
        print(f"child has {settings.GREETING}", file=sys.__stdout__, flush=True)
"""


@pytest.mark.parametrize("end", ["new", "broken"])
def test_celery_begins_anew_at_sighup(site, end):
    write_files(site.home, {"shop.py": CELERY})
    arguments = ("--app", "shop", "worker", "--concurrency=1", "--without-mingle", "--without-gossip")
    with site.served("celery-prod", *arguments, ready="child has old") as worker:
        site.write_ini("new")
        if end == "broken":
            site.break_ini()
        worker.send(signal.SIGHUP)
        if end == "new":
            # Either may be first.
            said = {"parent has new", "child has new"}
            wait_until(lambda: said <= set(worker.output.splitlines()), f"not all of {said} came")
        else:
            worker.wait_for("celery-prod: prod.ini:2 [DEFAULT] debug: expected true or false, got 'maybe'")
            assert worker.ends_within(60)


#: Servers of one process: the options of their sections, and what they print when they listen.
SINGLE = {
    "waitress": {"use": "egg:waitress", "listen": "ADDRESS"},
    "paste": {"use": "egg:Paste#http", "host": "127.0.0.1", "port": "PORT"},
}
LISTENS = "erving on http://"
#: One that opens its socket by itself.
SERVER = """\
from wsgiref.simple_server import make_server as make

def make_server(global_conf, port, **options):
    return lambda application: make("127.0.0.1", int(port), application).serve_forever()
"""


@pytest.fixture(params=SINGLE)
def single(request, site):
    """The site, and what writes its ini for one of the servers."""

    def write(greeting, **more):
        options = SINGLE[request.param] | more
        texts = {
            name: text.replace("ADDRESS", site.address).replace("PORT", str(site.port))
            for name, text in options.items()
        }
        site.write_ini(greeting, bind=None, workers=None, **texts)

    write("old")
    return write


PASTER = ("paster.py", "serve", "prod.ini")


def test_a_server_of_one_process_begins_anew_at_sighup(site, single):
    with site.served(*PASTER, ready=LISTENS) as server, site.asked() as load:
        load.wait_for_only("old")
        single("new")
        server.send(signal.SIGHUP)
        load.wait_for_only("new")
        single("newer")
        server.send(signal.SIGHUP)
        server.send(signal.SIGHUP)
        load.wait_for_only("newer")
        pid = server.pid
    assert not load.lost, load.describe()
    assert f"Starting server in PID {pid}." in server.lines
    assert server.output.count("Starting server in PID") >= 3
    assert server.status == 0
    assert "Traceback" not in server.output


def test_a_server_of_one_process_serves_on_when_the_new_ini_is_wrong(site, single, manual):
    (block,) = manual("docs/reference/signals.rst", "text")
    with site.served(*PASTER, ready=LISTENS) as server, site.asked() as load:
        load.wait_for_only("old")
        site.break_ini()
        server.send(signal.SIGHUP)
        assert server.wait_for("Reload failed").endswith(block.text.strip())
        load.wait_for_only("old")
        single("new")
        server.send(signal.SIGHUP)
        load.wait_for_only("new")
    assert not load.lost, load.describe()


def test_a_request_that_runs_at_sighup_is_answered(site, single):
    with site.served(*PASTER, ready=LISTENS) as server, steady_load(f"{site.url}wait", clients=2) as load:
        server.wait_for("waiting")
        server.wait_for("waiting")
        single("new")
        server.send(signal.SIGHUP)
        server.wait_for("waiting for 2 requests")
        site.home.joinpath("go").touch()
        load.wait_for_only("new")
    assert not load.lost, load.describe()
    assert load.texts["old"] == 2


@pytest.mark.parametrize("single", ["waitress"], indirect=True)
def test_sighup_opens_the_log_of_a_daemon_again_and_leaves_its_pid_file(site, single):
    log, pid = site.home / "paster.log", site.home / "paster.pid"
    command = [sys.executable, *PASTER, "start"]
    environ = site.make_environ()
    assert run(command, cwd=site.home, environ=environ).returncode == 0
    try:
        with steady_load(site.url, pause=0.1) as load:
            load.wait_for_only("old", 4)
            number = int(pid.read_text())
            log.rename(site.home / "moved.log")
            single("new")
            os.kill(number, signal.SIGHUP)
            load.wait_for_only("new", 4)
            assert int(pid.read_text()) == number
            assert f"Starting server in PID {number}." in log.read_text()
    finally:
        stopped = run([*command[:-1], "stop"], cwd=site.home, environ=environ, merged=True)
    assert stopped.returncode == 0, stopped.stdout
    assert not pid.exists()


@pytest.mark.parametrize("single", ["waitress"], indirect=True)
def test_a_changed_address_is_listened_on_after_sighup(site, single):
    with site.served(*PASTER, ready=LISTENS) as server:
        port = find_free_port()
        site.port = port
        single("new")
        server.send(signal.SIGHUP)
        assert str(port) in server.wait_for(LISTENS)
        with site.asked() as load:
            load.wait_for_only("new")
    assert not load.lost, load.describe()


@pytest.mark.parametrize("single", ["waitress"], indirect=True)
def test_an_address_that_is_in_use_is_no_reason_to_end(site, single):
    with site.served(*PASTER, ready=LISTENS) as server, site.asked() as load:
        load.wait_for_only("old")
        with socket.create_server(("127.0.0.1", 0)) as other:
            used = f"127.0.0.1:{other.getsockname()[1]}"
            single("new", listen=used)
            server.send(signal.SIGHUP)
            message = f"[server:main] listen: cannot listen on {used}: Address already in use"
            assert message in server.wait_for("Reload failed")
        load.wait_for_only("old")
    assert not load.lost, load.describe()


@pytest.mark.parametrize("options", [{}, {"use": "call:shop_server:make_server", "bind": None, "port": "PORT"}])
def test_another_server_takes_the_address_after_sighup(site, options):
    site.write_ini("old", use="egg:waitress", bind=None, workers=None, listen=site.address)
    site.home.joinpath("shop_server.py").write_text(SERVER)
    with site.served(*PASTER, ready=LISTENS) as server:
        site.write_ini("new", **{name: text and site.name_address(text) for name, text in options.items()})
        server.send(signal.SIGHUP)
        server.wait_for("Starting server in PID")
        # A client that comes in between is refused.
        wait_until(lambda: site.answers("new"), "the other server does not answer")
        server.send(signal.SIGTERM)
        assert server.ends_within(60)
    assert server.status == 0
