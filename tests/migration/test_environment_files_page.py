"""docs/how-to/from-environment-files.rst, command by command, with the libraries that it is about."""

from __future__ import annotations

import json
import os
import shlex
import sys
from importlib.metadata import requires
from pathlib import Path
from unittest import mock

import dotenv
import environ
import pytest
from decouple import Config, RepositoryEnv, UndefinedValueError
from django.core.exceptions import ImproperlyConfigured
from dynaconf import Dynaconf

from kit.environs import make_environ
from kit.processes import run
from kit.sites import write_file

PAGE = "docs/how-to/from-environment-files.rst"
TWOD = Path(sys.executable).with_name("twod")
#: What the values of the page's file are, whoever reads it.
VALUES = {"ALLOWED_HOSTS": ["shop.example.com", "www.example.com"], "EMAIL_PORT": 2525}
KEY = "a long text, for this example alone"


@pytest.fixture
def show(manual, tmp_path, monkeypatch):
    """Write a file that the page shows, by its caption; one of some name if so asked."""
    monkeypatch.chdir(tmp_path)
    blocks = {block.caption: block.text for block in manual(PAGE)}

    def show(caption, name=None):
        return write_file(tmp_path / (name or caption), blocks[caption])

    show(".env")
    write_file(tmp_path / "shop/__init__.py", "")
    return show


def call(command, **environ):
    """Run a command line of the page, and return what it printed."""
    program, *words = shlex.split(command)
    if program == "pip":
        assert words == ["install", "twod.wsgi[dotenv]"]
        return str([each for each in requires("twod.wsgi") or [] if "dotenv" in each])
    done = run([TWOD, *words], cwd=Path.cwd(), environ=make_environ(**environ))
    assert done.returncode == 0, done.stderr
    return done.stdout


def read(ini, names, **environ):
    """Return the values of settings."""
    reveal = [word for name in names for word in ("--reveal", name)]
    shown = json.loads(call(shlex.join(["twod", "settings", "--json", *reveal, ini, *names]), **environ))
    return {name: shown[name]["value"] for name in names}


@pytest.mark.parametrize("library", ["django-environ", "python-decouple", "dynaconf"])
def test_a_module_that_reads_variables_stays(show, library):
    show("prod.ini")
    show(f"shop/settings.py, with {library}", "shop/settings.py")
    names = [*VALUES, "SECRET_KEY"]
    assert read("prod.ini", names) == VALUES | {"SECRET_KEY": KEY}
    # The caller's variables win.
    given = read("prod.ini", names, EMAIL_PORT="26", ALLOWED_HOSTS="a.example.com")
    assert given == {"ALLOWED_HOSTS": ["a.example.com"], "EMAIL_PORT": 26, "SECRET_KEY": KEY}


def test_the_commands_print_what_the_page_shows(show, manual, follow):
    install, kept, moved = (block.text for block in manual(PAGE, "console"))
    show("prod.ini")
    show("shop/settings.py, with django-environ", "shop/settings.py")
    assert "python-dotenv" in call(install.removeprefix("$ "))
    follow(kept, call)
    write_file(Path("shop/settings.py"), "")
    show("prod.ini without a reader in the module", "prod.ini")
    follow(moved, call)


def test_both_ways_make_the_same_settings(show):
    show("prod.ini")
    show("shop/settings.py, with django-environ", "shop/settings.py")
    names = [*VALUES, "SECRET_KEY", "DATABASES"]
    kept = read("prod.ini", names)
    write_file(Path("shop/settings.py"), "")
    show("prod.ini without a reader in the module", "prod.ini")
    assert read("prod.ini", names) == kept


def test_dynaconf_s_own_object_is_refused(show):
    ini = show("prod.ini")
    write_file(Path("shop/settings.py"), "import dynaconf\nEMAIL_PORT = 25\ndynaconf.DjangoDynaconf(__name__)\n")
    done = run([TWOD, "settings", ini], cwd=Path.cwd(), environ=make_environ())
    assert done.returncode == 1
    assert "django_settings_module: shop/settings.py:3 raised ImproperlyConfigured" in done.stderr


def test_the_buildout_names_the_file(manual):
    (cfg,) = (block.text for block in manual(PAGE, "ini") if block.caption == "buildout.cfg")
    assert "environment-file =\n    .env\n    -.env.local\n" in cfg


def read_by_dotenv(path):
    return dotenv.dotenv_values(path)["A"]


def read_by_dynaconf(path):
    Dynaconf(load_dotenv=True, dotenv_path=path, envvar_prefix=False).to_dict()
    return os.environ["A"]


def read_by_environ(path):
    environ.Env.read_env(path)
    try:
        return environ.Env()("A")
    except ImproperlyConfigured as error:
        return "not found" if "A" not in os.environ else str(error)


def read_by_decouple(path):
    try:
        return Config(RepositoryEnv(path))("A")
    except UndefinedValueError:
        return "not found"


def read_table(page):
    """Return the rows of the page's last table, without the marks of code."""
    text = page.rpartition(".. list-table::")[2].partition("\n\n")[2].partition("\n\n")[0]
    rows = text.split("   * - ")[1:]
    return [[cell.strip().replace("``", "") for cell in row.split("\n     - ")] for row in rows]


def test_the_readers_differ_as_the_page_says(tmp_path):
    page = (Path(__file__).parents[2] / PAGE).read_text(encoding="utf-8")
    meanings = {"x, a tab, y": "x\ty", "the value of B": "b"}
    _, *rows = read_table(page)
    assert len(rows) == 6
    for line, *shown in rows:
        path = write_file(tmp_path / "env", f"B=b\n{line}\n")
        for readers, cell in zip(
            [(read_by_dotenv, read_by_dynaconf), (read_by_environ,), (read_by_decouple,)], shown, strict=True
        ):
            for reader in readers:
                with mock.patch.dict(os.environ, {}, clear=True):
                    found = reader(path)
                if cell == "error":
                    assert found.startswith("Set the {B} environment variable"), (line, found)
                else:
                    assert found == meanings.get(cell, cell), (line, reader)
