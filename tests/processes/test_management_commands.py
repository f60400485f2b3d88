"""``paster manage x.ini`` and ``bin/manage-ENV``: management commands as manage.py runs them."""

from __future__ import annotations

import signal
import sys

import pytest

from kit.processes import PATIENCE, running
from kit.processes import run as run_process

INI = """
    [DEFAULT]
    debug = true
    [app:main]
    use = egg:twod.wsgi
    ROOT_URLCONF = urls
    SECRET_KEY = k
    INSTALLED_APPS = site_of_test
    [app:other]
    use = main
    TIME_ZONE = Europe/Madrid
"""
COMMAND = """
    import sys, time
    from django.conf import settings
    from django.core.management import BaseCommand, CommandError

    class Command(BaseCommand):
        def add_arguments(self, parser):
            parser.add_argument("what")

        def handle(self, what, **options):
            if what == "fail":
                raise CommandError("it failed", returncode=7)
            if what == "wait":
                print("waiting", flush=True)
                # A signal that comes just before a sleep does not end it, but ends what follows.
                for _ in range(600):
                    time.sleep(0.1)
            print(what, settings.TIME_ZONE)
"""
MANAGE = """
    from twod.wsgi.commands.manage import run_management_command

    run_management_command("site.ini")
"""


@pytest.fixture
def _site(write):
    write("site.ini", INI)
    write("urls.py", "urlpatterns = []\n")
    write("site_of_test/__init__.py", "")
    write("site_of_test/management/__init__.py", "")
    write("site_of_test/management/commands/__init__.py", "")
    write("site_of_test/management/commands/say.py", COMMAND)


@pytest.fixture(params=["paster manage", "bin/manage-dev"])
def command(request, paster_command, write):
    """The beginning of the command line, by either way."""
    if request.param == "paster manage":
        return [*paster_command, "manage", "site.ini"]
    return [sys.executable, write("bin/manage-dev", MANAGE)]


@pytest.fixture
def run(environ, tmp_path, command):
    def run(*arguments):
        return run_process([*command, *arguments], cwd=tmp_path, environ=environ)

    return run


@pytest.mark.usefixtures("_site")
def test_command_runs_with_the_settings_of_the_ini(run):
    answer = run("say", "hello")
    assert (answer.returncode, answer.stdout) == (0, "hello America/Chicago\n"), answer.stderr


@pytest.mark.usefixtures("_site")
def test_section_can_be_named(paster):
    assert paster("manage", "site.ini#other", "say", "hello").stdout == "hello Europe/Madrid\n"


@pytest.mark.usefixtures("_site")
def test_exit_status_is_the_commands_own(run):
    answer = run("say", "fail")
    assert (answer.returncode, answer.stderr) == (7, "CommandError: it failed\n")


@pytest.mark.usefixtures("_site")
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_signals_end_the_command_as_they_end_manage_py(command, environ, tmp_path, sent):
    with running([*command, "say", "wait"], cwd=tmp_path, environ=environ) as process:
        process.wait_for("waiting")
        process.send(sent)
        assert process.ends_within(PATIENCE)
    assert process.status == -sent


@pytest.mark.usefixtures("_site")
def test_help_names_the_program_that_was_called(paster, run):
    assert paster("manage", "site.ini", "help", "say").stdout.startswith("usage: paster manage site.ini say ")
    answer = run("nothing")
    assert answer.returncode == 1
    assert "Unknown command: 'nothing'" in answer.stderr


@pytest.mark.usefixtures("_site")
def test_tests_run_in_processes_with_the_same_settings(run, write):
    test = """
        from django.conf import settings
        from django.test import SimpleTestCase

        class {name}(SimpleTestCase):
            def test_settings(self):
                self.assertEqual(settings.ROOT_URLCONF, "urls")
    """
    write("site_of_test/tests/__init__.py", "")
    for name in ("One", "Two"):
        write(f"site_of_test/tests/test_{name.lower()}.py", test.format(name=name))
    answer = run("test", "--parallel", "2")
    assert answer.returncode == 0, answer.stderr
    assert "Ran 2 tests" in answer.stderr


@pytest.mark.usefixtures("_site")
def test_other_settings_are_refused(run):
    answer = run("say", "hello", "--settings=elsewhere")
    assert answer.returncode == 1
    assert "remove --settings, because the settings come from site.ini" in answer.stderr


def test_ini_that_cannot_be_loaded_is_told_without_a_traceback(run, write):
    write("site.ini", "[app:main]\nuse = egg:twod.wsgi\nEMAIL_PORT = x\n")
    answer = run("check")
    assert answer.returncode == 1
    assert "site.ini:3 [app:main] EMAIL_PORT: expected an integer, got 'x'" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_without_an_ini_the_usage_is_told(paster):
    answer = paster("manage")
    assert answer.returncode == 2
    assert "paster manage: no ini given (paster manage CONFIG_FILE[#NAME] COMMAND [ARGUMENTS])" in answer.stderr
    assert "usage: paster manage" in paster("manage", "--help").stdout
