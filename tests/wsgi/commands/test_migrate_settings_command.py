"""``twod migrate-settings``: settings modules become environments, compared one by one."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from unittest import mock

import pytest

from twod.wsgi.commands import migrate_settings_command
from twod.wsgi.commands.command import run_command
from twod.wsgi.commands.migrate_settings_command import MigrateSettingsCommand
from twod.wsgi.migration.transcription.module_environment import answer_task

FILES = {
    "conf/__init__.py": "",
    "conf/base.py": "DEBUG = False\nINSTALLED_APPS = ['a']\nSECRET_KEY = 'base'\nKIND = None\n",
    "conf/dev.py": "from .base import *\nDEBUG = True\n",
    "conf/prod.py": (
        "from .base import *\nINSTALLED_APPS += ['b']\nSECRET_KEY = 'hunter2'\nKIND = print\n"
        "LANGUAGES = (('en', 'English'),)\n"
    ),
}


@pytest.fixture(autouse=True)
def _site(write, tmp_path, monkeypatch):
    """A site with three settings modules, whose processes are this one with its modules forgotten."""
    for name, text in FILES.items():
        write(name, text)
    monkeypatch.chdir(tmp_path)
    known = sys.modules.copy()

    def ask(task):
        monkeypatch.setattr(sys, "path", task["python_path"][:])
        monkeypatch.setattr(sys, "modules", known.copy())
        with mock.patch.dict(os.environ):
            return answer_task(task)

    monkeypatch.setattr(migrate_settings_command, "ask_apart", ask)


@pytest.fixture
def migrate(capsys):
    def migrate(*arguments):
        status = run_command(MigrateSettingsCommand("twod"), arguments)
        return status, *capsys.readouterr()

    return migrate


def test_ini_is_printed_and_whatever_is_to_be_known_is_told(migrate):
    status, out, err = migrate("conf.prod", "--base", "conf.base")
    assert status == 0
    assert "\nINSTALLED_APPS.append = b\n" in out
    assert "hunter2" not in out + err
    assert err.splitlines() == [
        "prod: left in the module: KIND: a callable, print",
        "prod: note: LANGUAGES: written with a list for a tuple, or a tuple for a list",
        "prod: set the environment variable SECRET_KEY",
        "prod: 3 settings equal, 1 in another type, 1 left in the module",
    ]


def test_variables_that_the_module_reads_from_a_file_are_named(migrate, write):
    write("conf/base.py", "import os\nos.environ.setdefault('EMAIL_HOST', 'mx')\n")
    write("conf/prod.py", "import os\nfrom .base import *\nEMAIL_HOST = os.environ['EMAIL_HOST']\n")
    status, out, err = migrate("conf.prod", "--base", "conf.base")
    assert (status, "EMAIL_HOST = ${env:EMAIL_HOST}\n" in out) == (0, True)
    cure = "name the file in twod.environment_file (with buildout, environment-file): EMAIL_HOST"
    assert f"prod: note: the module reads these variables from a file; {cure}\n" in err


def test_whole_module_is_written_without_a_base(migrate, write):
    write("conf/settings.py", "from pathlib import Path\nBASE_DIR = Path(__file__).parent.parent\nSITE = {'a': (1,)}\n")
    status, out, err = migrate("conf.settings", "--write", "site.ini")
    assert (status, out) == (0, "")
    text = Path("site.ini").read_text()
    assert "django_settings_module" not in text
    assert "\ntwod.types =\n    BASE_DIR:path\n    SITE:literal\n" in text
    assert "\nBASE_DIR = %(here)s\n" in text
    assert '\nSITE = {"a": (1,)}\n' in text
    assert err == "conf: 2 settings equal\nsite.ini: written\n"


def test_secrets_in_a_literal_are_references(migrate, write):
    write("conf/settings.py", "SEARCH = {1: {'auth_password': ('elastic', 'lento%s')}}\n")
    status, _, err = migrate("conf.settings", "--write", "site.ini")
    assert status == 0
    assert "lento" not in Path("site.ini").read_text()
    assert "conf: 1 settings equal\n" in err


def test_several_modules_are_written_to_a_directory(migrate, tmp_path: Path):
    (tmp_path / "etc").mkdir()
    status, out, _ = migrate("conf.dev", "conf.prod", "--base", "conf.base", "--write", "etc")
    assert (status, out) == (0, "")
    assert (tmp_path / "etc" / "dev.ini").read_text().startswith("[DEFAULT]\ndebug = true\n")
    assert "twod.pythonpath = ..\n" in (tmp_path / "etc" / "prod.ini").read_text()


def test_several_modules_are_printed_with_their_names(migrate):
    _, out, _ = migrate("conf.dev", "conf.prod", "--base", "conf.base")
    assert out.startswith("# dev.ini\n[DEFAULT]\n")
    assert "\n# prod.ini\n[DEFAULT]\n" in out


def test_sections_of_buildout_go_to_one_file(migrate, tmp_path: Path):
    status, _, _ = migrate(
        "conf.dev", "conf.prod", "--base", "conf.base", "--as-buildout", "--write", "environments.cfg"
    )
    assert status == 0
    text = (tmp_path / "environments.cfg").read_text()
    assert text.startswith("[dev]\ndebug = true\nsettings = conf.base\n\n[prod]\n")
    assert "SECRET_KEY = $${env:SECRET_KEY}\n" in text


def test_file_that_is_there_stays(migrate, write):
    path = write("prod.ini", "mine")
    status, _, err = migrate("conf.prod", "--base", "conf.base", "--write", "prod.ini")
    assert (status, path.read_text()) == (1, "mine")
    assert (
        "twod migrate-settings: nothing was written: File exists: prod.ini; choose another name, or delete the file\n"
        in err
    )


def test_none_is_written_when_one_is_there(migrate, write, tmp_path: Path):
    (tmp_path / "etc").mkdir()
    write("etc/prod.ini", "mine")
    status, _, err = migrate("conf.dev", "conf.prod", "--base", "conf.base", "--write", "etc")
    assert (status, list((tmp_path / "etc").iterdir())) == (1, [tmp_path / "etc" / "prod.ini"])
    assert "nothing was written: File exists: etc/prod.ini; choose another name, or delete the file\n" in err


@pytest.mark.parametrize("arguments", [["--write", "."], ["--as-buildout"], []])
def test_modules_whose_environments_would_have_one_name_are_refused(migrate, tmp_path: Path, arguments):
    before = sorted(tmp_path.iterdir())
    status, out, err = migrate("conf.prod", "conf.settings_prod", "--base", "conf.base", *arguments)
    assert (status, out, sorted(tmp_path.iterdir())) == (1, "", before)
    message = "conf.prod and conf.settings_prod would both become 'prod'; run the command once for each module"
    assert err == f"twod migrate-settings: {message}\n"


@pytest.mark.parametrize("name", ["conf/prod.py", "./conf/prod.py", "conf.prod.py", "conf/prod"])
def test_path_in_the_place_of_a_module_is_told_the_name(migrate, name: str):
    status, _, err = migrate(name, "--base", "conf.base")
    cure = "expected the name of a module, got a file; write conf.prod\n"
    assert (status, err) == (1, f"twod migrate-settings: {name}: {cure}")


def test_setting_that_comes_out_differently_is_an_error(migrate, write):
    write("conf/base.py", "import os\nA = os.environ.get('TWOD_TEST_FIRST', 'no')\n")
    write("conf/prod.py", "import os\nos.environ['TWOD_TEST_FIRST'] = 'yes'\nfrom .base import *\n")
    status, _, err = migrate("conf.prod", "--base", "conf.base")
    assert status == 1
    assert "prod: error: A: differs between prod.ini and a plain import of conf.prod\n" in err


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        ([], 2, "twod migrate-settings: no settings module given (twod migrate-settings MODULE... [--base MODULE])"),
        (["conf.base", "--base", "conf.base"], 1, "conf.base is the module of --base"),
        (["conf.prd", "--base", "conf.base"], 1, "there is no module 'conf.prd'; run the command in the directory"),
    ],
)
def test_command_line_that_cannot_be_done_is_told(migrate, arguments, status, message):
    got, out, err = migrate(*arguments)
    assert (got, out) == (status, "")
    assert message in err


def test_module_that_raises_is_one_located_message(migrate, write):
    write("conf/prod.py", "from .base import *\nimport os\nKEY = os.environ['TWOD_TEST_MISSING']\n")
    status, out, err = migrate("conf.prod", "--base", "conf.base")
    assert (status, out, err.count("\n")) == (1, "", 1)
    assert "conf/prod.py:3 raised KeyError: 'TWOD_TEST_MISSING'" in err
    assert "set the environment variable TWOD_TEST_MISSING" in err
