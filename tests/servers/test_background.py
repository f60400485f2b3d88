"""Workers do each task at least once, whoever kills them: docs/how-to/background.rst."""

from __future__ import annotations

import configparser
import re
import shlex
import signal
import socket
import sys
import time
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest
from celery.app import defaults

from kit.conditions import wait_until
from kit.environs import make_environ
from kit.inis import LOGGING
from kit.processes import run, running
from kit.redis_server import running_redis
from kit.sites import write_files
from twod.wsgi.config.surroundings.celery_settings import list_celery_settings

from .conftest import find_script

PAGE = "docs/how-to/background.rst"
#: As Celery names this host.
HOST = socket.gethostname()
INI = """\
[DEFAULT]
debug = false
django_settings_module = shop.settings

[app:main]
use = egg:twod.wsgi
SECRET_KEY = for tests alone, and for nothing else that anybody would want to sign
DATABASES.default = sqlite:///%(here)s/db.sqlite3
"""
FILES = {
    "shop/__init__.py": "",
    "shop/settings.py": """
        ROOT_URLCONF = "shop.urls"
        INSTALLED_APPS = [
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "shop",
        ]
        USE_TZ = True
    """,
    "shop/urls.py": "urlpatterns = []\n",
    "shop/management/__init__.py": "",
    "shop/management/commands/__init__.py": "",
    # What a task does: it may kill its own process, or all of its group, whenever it runs or the first time alone.
    "shop/work.py": """
        import os, signal, time
        from pathlib import Path

        HOME = Path(__file__).parents[1]

        def write(name, text):
            with HOME.joinpath(name).open("a") as file:
                file.write(f"{text}\\n")

        def do(number, kill):
            write("begun", number)
            is_first = HOME.joinpath("begun").read_text().split().count(str(number)) == 1
            while kill == "waits" and not HOME.joinpath("go").exists():
                time.sleep(0.02)
            if kill == "always" or (kill == "process" and is_first):
                os.kill(os.getpid(), signal.SIGKILL)
            if kill == "group" and is_first:
                os.killpg(0, signal.SIGKILL)
            write("done", number)
    """,
    # Scripts of a buildout.
    "celery-prod": """
        import sys
        from pathlib import Path
        from twod.wsgi.commands.console_script import run_console_script

        if __name__ == "__main__":
            sys.exit(run_console_script(Path(__file__).with_name("prod.ini"), "celery.__main__", "main"))
    """,
    "manage-prod": """
        from pathlib import Path
        from twod.wsgi.commands.manage import run_management_command

        run_management_command(Path(__file__).with_name("prod.ini"))
    """,
}
#: The tasks, and what sends them: each argument is a number and what the task does to its worker.
CELERY = {
    "shop/tasks.py": """
        from celery import shared_task
        from shop.work import do

        @shared_task
        def note(number, kill):
            do(number, kill)

        @shared_task
        def count_stock():
            pass
    """,
    "send.py": """
        import sys
        from twod.wsgi.config import bind

        bind("prod.ini")
        from shop.celery import app
        from shop.tasks import note

        print(app.conf.beat_schedule)
        for argument in sys.argv[1:]:
            number, _, kill = argument.partition(":")
            note.delay(int(number), kill)
    """,
}
DJANGO = {
    "shop/tasks.py": """
        import importlib.util
        from shop.work import do

        if importlib.util.find_spec("django.tasks"):
            from django.tasks import task
        else:
            from django_tasks import task

        @task
        def note(number, kill):
            do(number, kill)
    """,
    "send.py": """
        import sys
        import django
        from twod.wsgi.config import bind

        bind("prod.ini")
        django.setup()
        from shop.tasks import note

        for argument in sys.argv[1:]:
            number, _, kill = argument.partition(":")
            note.enqueue(int(number), kill)
    """,
}


class Site:
    """A site as the page describes it."""

    def __init__(self, home, manual, which):
        """:param which: the word by which its ``buildout.cfg`` and its modules are known among the page's."""
        self.home = home
        (cfg,) = (block.text for block in manual(PAGE, "ini") if f" {which}" in block.text)
        self.cfg = configparser.RawConfigParser(delimiters="=")
        self.cfg.optionxform = str
        self.cfg.read_string(cfg)
        self.options = {name: text for name, text in self.cfg["prod"].items() if name[0].isupper()}
        write_files(home, FILES | (CELERY if which == "celery" else DJANGO))
        is_wanted = "celery" if which == "celery" else "task_worker"
        for block in manual(PAGE, "python"):
            if is_wanted in f"{block.caption} {block.text}":
                write_files(home, {block.caption: block.text})
        home.joinpath("var").mkdir()

    def write_ini(self, level="INFO", **options):
        """Write the ini of the page's options; ``TASKS__default__BACKEND="x"`` takes the place of one."""
        given = {name.replace("__", "."): text for name, text in options.items()}
        lines = [f"{name} = {text}" for name, text in (self.options | given).items()]
        text = "\n".join(lines).replace("$${", "${").replace("${twod:var}", "%(here)s/var")
        logging = LOGGING.replace("level = INFO", f"level = {level}")
        write_files(self.home, {"prod.ini": f"{INI}{text}\n\n{logging}"})

    def get_command(self, option, name):
        """Return the command line of a process or of a timer of the page."""
        (text,) = re.findall(rf"^{name} = (.*)$", self.cfg["prod"][option], re.MULTILINE)
        return self.bind(text if option == "processes" else re.sub(r"^(@\w+|(\S+ ){5})", "", text))

    def bind(self, command):
        """Return a command line whose first word is a script of the environment."""
        script, *arguments = shlex.split(command)
        return [sys.executable, f"{script}-prod", *arguments]

    @property
    def environ(self):
        return make_environ(PYTHONPATH=str(self.home), PYTHONWARNINGS="ignore")

    def run(self, command, *, status=0):
        done = run(command, cwd=self.home, environ=self.environ, merged=True)
        assert done.returncode == status, done.stdout
        return done.stdout

    def send(self, *tasks):
        return self.run([sys.executable, "send.py", *map(str, tasks)])

    @contextmanager
    def running(self, name):
        """Run a process of the page as long as a block lasts, and end it by SIGTERM, which it alone gets."""
        with running(self.get_command("processes", name), cwd=self.home, environ=self.environ) as process:
            yield process
            process.send(signal.SIGTERM)
            assert process.ends_within(60), process.output

    def read(self, name):
        path = self.home / name
        return path.read_text().split() if path.exists() else []

    def wait_for(self, name, *numbers):
        """Wait until each of some tasks is ``begun`` or ``done``."""
        wanted = set(map(str, numbers))
        wait_until(lambda: wanted <= set(self.read(name)), f"{wanted} are not all {name}")

    def let_go(self):
        """Let the task end that waits."""
        self.home.joinpath("go").touch()


@pytest.fixture
def make_site(tmp_path, manual):
    return lambda which: Site(tmp_path, manual, which)


@pytest.fixture
def redis(tmp_path_factory):
    with running_redis(tmp_path_factory.mktemp("redis"), keeps=True) as redis:
        yield redis


def wait_for_end(process):
    """Wait until a process has ended by itself, or was killed by what it ran."""
    assert process.ends_within(60), process.output


#: So that a test need not wait for half an hour, or ten seconds.
SOON = {
    "CELERY_BROKER_TRANSPORT_OPTIONS__visibility_timeout": "2",
    "CELERY_BROKER_TRANSPORT_OPTIONS__unacked_restore_interval": "1",
}


def test_celery_does_each_task_at_least_once(make_site, redis, manual):
    site = make_site("celery")
    site.write_ini(CELERY_BROKER_URL=redis.url, **SOON)
    assert "crontab: 30 4 * * *" in site.send(*range(10), "10:process", "11:process", *range(12, 20))
    with site.running("worker") as worker:
        site.wait_for("done", *range(20))
        # Nothing else is in the queue, so that it receives nothing at this moment.
        site.send("20:group")
        wait_for_end(worker)
    assert site.read("begun").count("20") == 1
    (ping,) = (block.text for block in manual(PAGE, "console"))
    ask = site.bind(ping.removeprefix("$ bin/").replace("celery-prod", "celery").replace("$HOSTNAME", HOST))
    with site.running("worker") as worker:
        site.wait_for("done", 20)
        # The broker too may be away for a while.
        redis.stop()
        redis.start()
        site.send("21:process")
        site.wait_for("done", 21)
        assert "pong" in site.run(ask)
        # It ends when what runs is done.
        site.send("22:waits")
        site.wait_for("begun", 22)
        worker.send(signal.SIGTERM)
        worker.wait_for("Warm shutdown")
        site.let_go()
        wait_for_end(worker)
    assert worker.status == 0
    assert "22" in site.read("done")
    assert "No nodes replied" in site.run([*ask[:-1], "1"], status=69)


#: Seconds between two runs, in which beat can start.
PERIOD = 5


def test_the_schedule_goes_on_when_beat_was_killed(make_site, redis):
    site = make_site("celery")
    site.write_ini("DEBUG", CELERY_BROKER_URL=redis.url, CELERY_BEAT_SCHEDULE__stock__schedule=str(PERIOD))
    with site.running("beat") as beat:
        beat.wait_for("Sending due task stock")
        sent = time.monotonic()
        # It has written its file then.
        beat.wait_for("Waking up in")
        beat.send(signal.SIGKILL)
        wait_for_end(beat)
    with site.running("beat") as beat:
        beat.wait_for("beat: Starting...")
        started = time.monotonic()
        beat.wait_for("Sending due task stock")
        again = time.monotonic()
    assert beat.status == 0
    # Not at once, and not as if nothing had been sent before.
    assert again - sent > 0.9 * PERIOD
    assert again - started < PERIOD or again - sent > 2 * PERIOD


def test_tasks_in_the_database_are_done_at_least_once(make_site):
    site = make_site("django-tasks-db")
    site.write_ini()
    site.run(site.bind("manage migrate --verbosity 0"))
    site.send("0:always", "1", "2:process", "3")
    workers = []
    for _ in range(4):
        with site.running("tasks") as worker:
            wait_for_end(worker)
        workers.append(worker)
    assert [worker.status for worker in workers] == [-signal.SIGKILL] * 4
    # One task kills whatever runs it.
    assert site.read("begun").count("0") == 3
    assert "three times, and fails" in workers[-1].output
    assert site.read("done") == ["1"]
    with site.running("tasks") as worker:
        site.wait_for("done", 1, 2, 3)
        site.send("4:waits")
        site.wait_for("begun", 4)
        worker.send(signal.SIGTERM)
        worker.wait_for("shutting down gracefully")
        site.let_go()
        wait_for_end(worker)
    assert worker.status == 0
    assert site.read("done") == ["1", "2", "3", "4"]


def test_tasks_in_redis_are_done_once_or_fail(make_site, redis):
    site = make_site("django-tasks-rq")
    site.write_ini(RQ_QUEUES__default__URL=redis.url)
    site.send("0", "1:always", "2")
    with site.running("tasks") as worker:
        site.wait_for("done", 0, 2)
        site.send("3:waits")
        site.wait_for("begun", 3)
        worker.send(signal.SIGTERM)
        worker.wait_for("arm shut down")
        site.let_go()
        wait_for_end(worker)
    assert worker.status == 0
    assert site.read("begun") == ["0", "1", "2", "3"]
    assert site.read("done") == ["0", "2", "3"]


@pytest.mark.parametrize(("backend", "done"), [("immediate.Immediate", ["0"]), ("dummy.Dummy", [])])
def test_the_backends_of_django_need_no_worker(make_site, backend, done):
    package = "django.tasks" if find_spec("django.tasks") else "django_tasks"
    name = f"{package}.backends.{backend}Backend"
    assert f"``{name}``" in Path(__file__).parents[2].joinpath(PAGE).read_text(encoding="utf-8")
    site = make_site("django-tasks-db")
    site.write_ini(TASKS__default__BACKEND=name)
    site.send("0")
    assert site.read("done") == done


def test_the_commands_of_the_timers_run(make_site, manual):
    site = make_site("django-tasks-db")
    site.write_ini()
    site.run(site.bind("manage migrate --verbosity 0"))
    for name in ("results", "sessions"):
        site.run(site.get_command("timers", name))
    (crontab,) = (block.text for block in manual(PAGE, "text") if not block.caption)
    *flock, lock, script, command = shlex.split(crontab)[5:]
    assert (lock, script) == ("/srv/shop/var/sessions.lock", "/srv/shop/bin/manage-prod")
    site.run([*flock, site.home / "var/sessions.lock", *site.bind(f"manage {command}")])


def test_the_check_knows_all_of_celerys_settings(make_site, manual):
    found = dict(list_celery_settings(Path(defaults.__file__).read_text()))
    types = {f"CELERY_{name.upper()}": option.type for name, option in defaults.flatten(defaults.NAMESPACES)}
    assert found == {name: getattr(type_, "__name__", type_) for name, type_ in types.items()}
    site = make_site("celery")
    site.write_ini(CELERY_TASK_ACK_LATE="true")
    (shown,) = (block for block in manual(PAGE, "text") if block.caption)
    assert shown.caption == "twod settings prod.ini --check"
    *_, told = shown.text.strip().partition(" [app:main] ")
    assert told in site.run([find_script("twod", "twod.wsgi"), "settings", "prod.ini", "--check"])
