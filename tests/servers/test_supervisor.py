"""supervisord runs the programs that are written for it, and reads each value as it is meant."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from supervisor.datatypes import dict_of_key_value_pairs
from supervisor.options import ServerOptions, UnhosedConfigParser

from kit.conditions import wait_until
from kit.engine_sites import make_engine_buildout
from kit.environs import make_environ
from kit.inis import LOGGING
from kit.ports import find_free_port
from kit.processes import run, running
from kit.sites import write_file, write_files
from kit.steady_load import steady_load
from twod.recipe.engines.supervisor.supervisor_part import Supervisor
from twod.recipe.engines.supervisor.supervisor_text import quote_program_command, quote_program_variables

PROD = """\
http-address = 127.0.0.1:$${{env:PORT}}
stop-delay = 0.2s
graceful-timeout = 20s
environment-vars = GREETING = hello
processes =
    worker = celery -A 'the shop; 100%' worker
    beat = celery beat
timers = clear = @daily manage clearsessions
hosts = here:127.0.0.1:{port} server worker beat clear
"""
INI = """\
[DEFAULT]
debug = false
twod.types = GREETING:str
twod.stop_delay = 0.2

[app:main]
use = egg:twod.wsgi
ROOT_URLCONF = shop_urls
SECRET_KEY = for tests alone, and for nothing else that anybody would want to sign
ALLOWED_HOSTS = 127.0.0.1
GREETING = {greeting}

[server:main]
use = egg:waitress
listen = 127.0.0.1:${{env:PORT}}

{LOGGING}"""
FILES = {
    "shop_urls.py": """
        from django.conf import settings
        from django.http import HttpResponse
        from django.urls import path

        urlpatterns = [path("", lambda request: HttpResponse(settings.GREETING))]
    """,
    "bin/serve-prod": """
        #!{python}
        import sys
        from pathlib import Path
        sys.path.insert(0, str(Path(__file__).parents[1]))
        from twod.wsgi.commands.starting.serve_command import serve_environment

        if __name__ == "__main__":
            sys.exit(serve_environment(Path(__file__).parents[1] / "parts/shop/prod.ini"))
    """,
    "bin/twod": """
        #!{python}
        import sys
        from pathlib import Path
        sys.path.insert(0, str(Path(__file__).parents[1]))
        from twod.wsgi.commands.command_line import run_command_line

        if __name__ == "__main__":
            sys.exit(run_command_line())
    """,
    # Heeds the signals of a worker as Celery does, and has a child.
    "bin/celery-prod": """
        #!{python}
        import os, signal, subprocess, sys, time

        def tell(*words):
            print(sys.argv[-1], *words, os.getcwd(), flush=True)

        signal.signal(signal.SIGTERM, lambda *_: (child.terminate(), tell("ends"), sys.exit(0)))
        if "worker" in sys.argv:
            signal.signal(signal.SIGHUP, lambda *_: tell("reloads"))
        # It ends with its parent, whatever ends that.
        child = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE)
        tell("begins", repr(sys.argv[1:]))
        while True:
            time.sleep(600)
    """,
}
GROUP = "shop:shop"


class Site:
    """A buildout's tree with a site, the programs that are written for it, and a free port."""

    def __init__(self, home: Path, state: Path) -> None:
        self.home = home
        self.port = find_free_port()
        self.state = state
        write_files(home, {name: text.replace("{python}", sys.executable) for name, text in FILES.items()})
        for name in ("serve-prod", "celery-prod", "twod"):
            (home / "bin" / name).chmod(0o755)
        self.write_ini("old")
        self.options = self.make_programs()

    def write_ini(self, greeting: str) -> None:
        write_file(self.home / "parts/shop/prod.ini", INI.format(greeting=greeting, LOGGING=LOGGING))

    def make_programs(self) -> dict[str, str]:
        """Have the recipe write its files, and return the part's options."""
        buildout = make_engine_buildout(self.home, PROD.format(port=self.port))
        options = {
            "recipe": "twod.recipe:supervisor",
            "site": "shop",
            "name": "shop",
            "standalone": "true",
            "state-directory": str(self.state),
            "programs-directory": str(Path(sys.executable).parent),
        }
        Supervisor(buildout, "programs", options).install()
        return options

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def control(self, *words: str) -> str:
        """Run supervisorctl, and return what it prints."""
        command = [*shlex.split(self.options["control-command"]), *words]
        return run(command, cwd=self.home, environ=make_environ(), merged=True).stdout

    def get_pid(self, program: str) -> str:
        return self.control("pid", f"{GROUP}-{program}").strip()

    def reload(self):
        """Run the script that reloads all, and return what came of it."""
        command = shlex.split(self.options["reload-command"])
        return run(command, cwd=self.home, environ=make_environ(), merged=True)

    def read_log(self, program: str) -> str:
        return self.state.joinpath(f"shop-{program}.log").read_text()

    @contextmanager
    def supervised(self):
        """Run supervisord as long as a block lasts."""
        command = [*shlex.split(self.options["start-command"]), "--nodaemon"]
        with running(command, cwd=Path("/"), environ=make_environ(PYTHONWARNINGS="ignore")) as supervisord:
            yield supervisord


@pytest.fixture
def site(tmp_path, short_folder):
    return Site(tmp_path / "a site", short_folder)


@pytest.fixture
def short_folder(tmp_path_factory):
    folder = Path(f"/tmp/twod-supervisor-{find_free_port()}")
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def test_programs_are_started_reloaded_started_anew_and_ended(site):
    with site.supervised() as supervisord, steady_load(site.url, pause=0.05) as load:
        load.wait_for_text("old")
        wait_until(lambda: site.control("status").count("RUNNING") == 3, "a program does not run")
        before = {name: site.get_pid(name) for name in ("server", "worker", "beat")}

        site.write_ini("maybe\nEMAIL_PORT = x")
        refused = site.reload()
        assert (refused.returncode, "EMAIL_PORT: expected an integer" in refused.stdout) == (1, True)
        assert {name: site.get_pid(name) for name in before} == before

        site.write_ini("new")
        reloaded = site.reload()
        assert reloaded.returncode == 0, reloaded.stdout
        load.wait_for_only("new")
        after = {name: site.get_pid(name) for name in ("server", "worker", "beat")}
        assert [name for name in before if before[name] != after[name]] == ["beat"]
        assert "worker reloads" in site.read_log("worker")
        # In the directory of the data.
        assert f"beat ends {site.home}/var/shop" in site.read_log("beat")
        assert "begins ['-A', 'the shop; 100%', 'worker']" in site.read_log("worker")

        subprocess.run(["kill", "-9", after["worker"]], check=True)
        wait_until(lambda: site.get_pid("worker") not in (after["worker"], "0"), "the worker does not come back")

        site.control("shutdown")
        assert supervisord.ends_within(60)
    assert supervisord.status == 0
    for name in ("server", "worker", "beat"):
        assert f"stopped: shop-{name} (exit status 0)" in supervisord.output
    assert "supervisord does not run" in site.reload().stdout


def test_a_program_that_was_stopped_is_not_reloaded(site):
    with site.supervised():
        wait_until(lambda: site.control("status").count("RUNNING") == 3, "a program does not run")
        site.control("stop", f"{GROUP}-beat")
        assert site.reload().returncode == 0
        assert "STOPPED" in site.control("status", f"{GROUP}-beat")


#: What stands in an option of buildout.cfg: a line.
TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]) | st.sampled_from("\"'\\%$;#, =()"), max_size=20
) | st.sampled_from(["%(here)s", "a #b", "a ;b", "%(ENV_HOME)s"])


def read_program(text: str):
    """Return a program as supervisor reads it."""
    parser = UnhosedConfigParser()
    parser.read_string(f"[program:x]\n{text}")
    parser.expand_here("/here")
    [config] = ServerOptions().processes_from_section(parser, "program:x", "x")
    return config


@given(st.lists(TEXTS, max_size=4))
def test_supervisor_reads_the_words_that_are_meant(words: list[str]) -> None:
    command = read_program(f"command = {quote_program_command(['/bin/true', *words])}\n").command
    assert shlex.split(command) == ["/bin/true", *words]


@given(st.lists(TEXTS, min_size=1, max_size=3))
def test_supervisor_reads_the_variables_that_are_meant_or_they_are_refused(values: list[str]) -> None:
    variables = [(f"V{number}", value) for number, value in enumerate(values)]
    try:
        text = quote_program_variables(variables)
    except ValueError:
        return
    config = read_program(f"command = /bin/true\nenvironment = {text}\n")
    assert config.environment == dict(variables)


def test_plain_values_are_never_refused() -> None:
    text = quote_program_variables([("PORT", "8080"), ("HOME", "/srv/mein Büro, 100% = (a)")])
    assert dict_of_key_value_pairs(text.replace("%%", "%")) == {"PORT": "8080", "HOME": "/srv/mein Büro, 100% = (a)"}
