"""``paster settings`` and ``paster migrate-ini``, from outside the process."""

from __future__ import annotations

import subprocess

import pytest


@pytest.mark.slow
def test_check_goes_on_with_djangos_own(paster, write):
    write("urls.py", "urlpatterns = []\n")
    ini = "[DEFAULT]\ndebug = {debug}\n[app:main]\nuse = egg:twod.wsgi\nROOT_URLCONF = urls\nSECRET_KEY = k\n{more}\n"
    write("dev.ini", ini.format(debug="true", more=""))
    write("prod.ini", ini.format(debug="false", more="ALLOWED_HOSTS = example.com"))
    write("bad.ini", ini.format(debug="true", more="SESSION_COOKIE_NAME = a\nROOT_URLCONF.x = 1"))
    write("wrong.ini", ini.format(debug="true", more="LANGUAGE_CODE = no-such"))
    right = paster("settings", "dev.ini", "--check")
    assert (right.returncode, right.stdout) == (0, "System check identified no issues (0 silenced).\n"), right.stderr
    warned = paster("settings", "prod.ini", "--check")
    assert warned.returncode == 0
    assert "security.W009" in warned.stderr
    bad = paster("settings", "bad.ini", "--check")
    assert (bad.returncode, bad.stdout) == (1, "")
    wrong = paster("settings", "wrong.ini", "--check")
    assert wrong.returncode == 1
    assert "translation.E004" in wrong.stderr


def test_output_that_nobody_reads_to_its_end_is_no_error(write, paster_command, environ, tmp_path):
    write("site.ini", "[app:main]\nuse = egg:twod.wsgi\n")
    command = [*paster_command, "settings", "site.ini", "--all"]
    with subprocess.Popen(
        command, cwd=tmp_path, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_ini_that_cannot_be_loaded_is_told_and_left_alone(paster, write):
    text = "[DEFAULT]\ntwod.integers = MY_INT\n[app:main]\nuse = egg:twod.wsgi\nMY_INT = x\n"
    ini = write("site.ini", text)
    answer = paster("migrate-ini", "site.ini")
    assert answer.returncode == 1
    assert "error: before: site.ini:5 [app:main] MY_INT: expected an integer, got " in answer.stderr
    assert ini.read_text() == text
    missing = paster("migrate-ini", "nowhere.ini")
    assert missing.returncode == 1
    assert "Traceback" not in missing.stderr
