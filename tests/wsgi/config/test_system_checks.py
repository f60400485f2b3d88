"""``manage.py check`` reports what ``settings --check`` does, and no other command looks at the ini again."""

from __future__ import annotations

import subprocess
import sys

import pytest

SITE = """
    [DEFAULT]
    debug = true
    [app:main]
    use = egg:twod.wsgi
    SECRET_KEY = x
    ROOT_URLCONF = urls
    MY_FLAG = True
    [server:main]
    use = egg:waitress
    lisen = 127.0.0.1:80
    [sever:other]
    use = egg:waitress
"""
MANAGE = """
import os, sys
from django.core.management import execute_from_command_line
os.environ["DJANGO_SETTINGS_MODULE"] = "twod.wsgi.config.settings"
os.environ["TWOD_CONFIG_URI"] = "site.ini"
execute_from_command_line(sys.argv)
"""


@pytest.fixture
def manage(write, tmp_path):
    """Run a command of Django's with a manage.py of the site's own; returns exit status and stderr."""
    write("urls.py", "urlpatterns = []\n")
    write("manage.py", MANAGE)

    def run(*arguments: str) -> tuple[int, str]:
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    return run


def test_check_has_each_finding_with_its_id_place_and_cure(manual, write, manage):
    (shown,) = manual("docs/how-to/checks.rst", "text")
    write("site.ini", SITE)
    status, said = manage("check")
    assert status == 1
    assert shown.text in said
    assert "site.ini:7 [app:main] MY_FLAG: (twod.W002) 'True' is a text here\n\tHINT: write true" in said
    assert "site.ini [sever:other]: (twod.W007) neither PasteDeploy nor logging reads this section" in said
    assert manage("check", "--tag", "twod")[1].count("(twod.") == said.count("(twod.") == 3
    assert "(twod." not in manage("check", "--tag", "urls")[1]


def test_warning_can_be_silenced(write, manage):
    write("site.ini", SITE.replace("lisen", "listen").replace("MY_FLAG = True", "SILENCED_SYSTEM_CHECKS = twod.W007"))
    status, said = manage("check")
    assert (status, "no issues (1 silenced)" in said) == (0, True)


def test_other_commands_do_not_judge_the_whole_ini_again(write, manage):
    write("site.ini", SITE.replace("MY_FLAG = True", "DATABASES.default = sqlite://:memory:"))
    status, said = manage("migrate")
    assert (status, "twod.E003" in said) == (0, False)


def test_settings_check_reports_each_finding_once(write, tmp_path):
    write("urls.py", "urlpatterns = []\n")
    write("site.ini", SITE.replace("lisen", "listen"))
    code = "from twod.wsgi.commands.command_line import run_command_line; raise SystemExit(run_command_line())"
    command = [sys.executable, "-c", code, "settings", "--check", "site.ini"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.count("] MY_FLAG:")) == (0, 1)
    assert "twod.W" not in done.stdout + done.stderr
