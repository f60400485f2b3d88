"""``.env`` files as projects have them: each is in force as python-dotenv alone would have it."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from unittest import mock

import dotenv
import pytest

from kit.environs import make_environ
from kit.processes import run
from kit.sites import write_file
from twod.recipe.cfg.readers import read_assignments

FILES = sorted((Path(__file__).parent / "fixtures" / "environment_files").glob("*.env"))
#: Prints the variables of this process that the ini has put in force.
CODE = "import json, os; print(json.dumps(dict(os.environ)))"


def load_alone(file):
    """Return what python-dotenv loads into an empty environment."""
    with mock.patch.dict(os.environ, {}, clear=True):
        dotenv.load_dotenv(file)
        return dict(os.environ)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_file_is_in_force_as_it_is(file, tmp_path):
    head = f"[DEFAULT]\ndebug = no\ntwod.environment_file = {file}\n"
    ini = write_file(tmp_path / "prod.ini", f"{head}[app:main]\nuse = egg:twod.wsgi\nSECRET_KEY = for tests\n")
    twod = Path(sys.executable).with_name("twod")
    done = run([twod, "run", ini, "-c", CODE], cwd=tmp_path, environ=make_environ())
    assert (done.returncode, done.stderr) == (0, "")
    expected = load_alone(file)
    expected.pop("DJANGO_SETTINGS_MODULE", None)
    found = json.loads(done.stdout)
    assert {name: found.get(name) for name in expected} == expected


def test_how_many_are_in_force_at_once_and_how_many_fit_into_environment_vars():
    fitting = [file.stem for file in FILES if is_for_environment_vars(file)]
    assert (len(FILES), fitting) == (13, [])


def is_for_environment_vars(file):
    """Return whether the option that buildout.cfg had for variables takes the same text for the same variables."""
    text = file.read_text(encoding="utf-8")
    try:
        return dict(read_assignments(text)) == load_alone(file)
    except ValueError:
        return False
