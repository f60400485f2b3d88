"""The example site's own tests, run by pytest with the settings of an ini."""

import sys
from pathlib import Path

import pytest

from kit.environs import make_python_environ
from kit.processes import run

NOTES = Path(__file__).parents[2] / "examples" / "notes"
INI = """\
[DEFAULT]
debug = true
django_settings_module = notes_site.settings

[app:main]
use = egg:twod.wsgi
DATABASES.default = sqlite:///%(here)s/dev.sqlite3
SHARED_FOLDER = %(here)s
"""


@pytest.mark.slow
def test_example_site_passes_its_own_tests_with_the_settings_of_an_ini(tmp_path: Path) -> None:
    (tmp_path / "dev.ini").write_text(INI)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:django", "-p", "no:cacheprovider", "-c", "/dev/null"]
    command += ["--rootdir", str(NOTES), "-o", f"pythonpath={NOTES}", f"--paste-config={tmp_path / 'dev.ini'}"]
    # This one is about the site without an ini.
    command += ["-k", "not test_without_an_ini_there_is_nothing_to_say_of_settings", str(NOTES / "notes")]
    completed = run(command, cwd=tmp_path, environ=make_python_environ())
    assert completed.returncode == 0, completed.stdout + completed.stderr
    assert not (tmp_path / "dev.sqlite3").exists()
