"""The example site passes its own tests, run as its user would run them: by Django, with no ini."""

import sys
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from kit.environs import make_python_environ
from kit.processes import run

NOTES = Path(__file__).parents[2] / "examples" / "notes"


def run_manage(*arguments: str) -> CompletedProcess[str]:
    # WebOb imports cgi.
    command = [sys.executable, "-W", "error", "-W", "ignore:'cgi' is deprecated", "manage.py", *arguments]
    return run(command, cwd=NOTES, environ=make_python_environ())


@pytest.mark.slow
def test_example_site_passes_its_own_tests_without_a_warning() -> None:
    completed = run_manage("test", "notes")
    assert completed.returncode == 0, completed.stderr
    assert "\nOK\n" in completed.stderr
    assert "Found 0 test" not in completed.stdout


def test_migrations_of_the_example_site_match_its_models(tmp_path: Path) -> None:
    check = (
        "from notes_site.settings import *\n"
        f"DATABASES = {{'default': {{'ENGINE': 'django.db.backends.sqlite3', 'NAME': {str(tmp_path / 'x')!r}}}}}\n"
    )
    (tmp_path / "checked_settings.py").write_text(check, encoding="utf-8")
    completed = run_manage(
        "makemigrations", "--check", "--dry-run", "--settings=checked_settings", f"--pythonpath={tmp_path}"
    )
    assert completed.returncode == 0, completed.stdout + completed.stderr
