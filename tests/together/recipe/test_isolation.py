"""The site's scripts have the site's eggs on their path and nothing of buildout's, whatever the project looks like."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING

import pytest

from kit.processes import run
from twod.recipe.scripts.first_lines import fix_shebang

from .serving import find_free_port, get, serve

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Project

ONE = """\
environments = prod
interpreter = py
wsgi = true
[prod]
"""

SHOW_PATH = "import sys; print(*sys.path, sep='\\n')"

FLAT = """\
from setuptools import setup

setup(name="flatsite", version="1.0", packages=["flatpages"]{more})
"""


@pytest.mark.slow
def test_no_script_has_anything_of_buildouts_own_environment(project: Project) -> None:
    project.configure(ONE)
    project.provision()
    paths = project.call("py", "-c", SHOW_PATH).split("\n")
    paths += project.call("manage", "shell", "--verbosity=0", "-c", SHOW_PATH).split("\n")
    assert [path for path in paths if "-packages" in path or "buildout0/.venv" in path] == []
    for name in ("zc", "pip", "twod.recipe"):
        code = f"import importlib.util as u; print(u.find_spec({name!r}))"
        assert project.call("py", "-c", code).strip() == "None", name
    for name in ("setuptools", "packaging"):  # buildout has them as well, the site needs its own
        code = f"import {name}; print({name}.__file__)"
        assert str(project.buildout.eggs) in project.call("py", "-c", code), name


def test_the_wsgi_module_takes_the_path_of_its_process_away_as_well(project: Project) -> None:
    project.configure(ONE)
    project.provision()
    assert load_wsgi_module(project) == "True []\n"


def load_wsgi_module(project: Project) -> str:
    """Load ``bin/prod.wsgi`` as mod_wsgi does, and return what tells whether that was well."""
    code = (
        "import runpy, sys; made = runpy.run_path('bin/prod.wsgi')['application'];"
        "print(callable(made), [path for path in sys.path if '-packages' in path])"
    )
    python = project.buildout.home / ".venv" / "bin" / "python"
    environ = project.buildout.environ()
    done = run([python, "-c", code], cwd=project.directory, environ=environ)
    assert done.returncode == 0, done.stderr
    return done.stdout


#: Imports the module by its name, as an ASGI server does, and lets it answer a request.
ASK_BY_ASGI = """
import asyncio, sys
sys.path.insert(0, "bin")
from prod_asgi import application

async def ask():
    sent = []
    scope = {"type": "http", "method": "GET", "path": "/", "headers": [(b"host", b"localhost")]}
    received = iter([{"type": "http.request"}])
    never = asyncio.Event()

    async def receive():
        return next(received, None) or await never.wait()

    async def send(message):
        sent.append(message)

    await application(scope, receive, send)
    return sent

start, body = asyncio.run(ask())
print(start["status"], body["body"].decode(), [path for path in sys.path if "-packages" in path])
"""


@pytest.mark.slow
def test_the_asgi_module_is_imported_by_its_name_and_answers(project: Project) -> None:
    project.configure(ONE.replace("[prod]", "asgi = true\n[prod]", 1))
    project.provision()
    python = project.buildout.home / ".venv" / "bin" / "python"
    done = run([python, "-c", ASK_BY_ASGI], cwd=project.directory, environ=project.buildout.environ())
    assert (done.returncode, done.stdout) == (0, "200 / []\n"), done.stderr
    project.provision("prod:INSTALLED_APPS=no.such.app")
    done = run([python, "-c", ASK_BY_ASGI], cwd=project.directory, environ=project.buildout.environ())
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("parts/twod/prod.ini:")
    assert done.stderr.count("\n") == 1


def test_what_pythonpath_names_stays_on_the_path(project: Project) -> None:
    project.configure(ONE)
    project.provision()
    assert "/named/by/hand" in project.call("py", "-c", SHOW_PATH, PYTHONPATH="/named/by/hand").split("\n")


@pytest.mark.slow
@pytest.mark.parametrize("directory", [".", "backend", "website"])
def test_a_package_beside_setup_py_is_found_whatever_its_directory_is_called(project: Project, directory: str) -> None:
    project.write(f"{directory}/setup.py", FLAT.format(more=""))
    shutil.copytree(project.directory / "pages", project.directory / directory / "flatpages")
    project.configure(
        ONE,
        f"develop = {directory}\n",
        "eggs = flatsite\nextra-paths =\nsettings = flatpages.settings\n",
    )
    provision_with_develop(project)
    assert project.call("py", "-c", "import flatpages; print(flatpages.__file__)").startswith(
        str((project.directory / directory).resolve())
    )
    code = "from django.conf import settings; print(settings.ROOT_URLCONF)"
    assert project.call("manage", "shell", "--verbosity=0", "-c", code) == "pages.urls\n"


@pytest.mark.slow
def test_a_package_with_another_name_than_its_directory_is_found(project: Project) -> None:
    project.write("odd/setup.py", FLAT.format(more=", package_dir={'flatpages': 'code'}"))
    shutil.copytree(project.directory / "pages", project.directory / "odd" / "code")
    project.configure(ONE, "develop = odd\n", "eggs = flatsite\nextra-paths =\nsettings = flatpages.settings\n")
    provision_with_develop(project)
    assert project.call("py", "-c", "import flatpages.settings as s; print(s.__file__)").strip() == str(
        project.directory / "odd" / "code" / "settings.py"
    )


def provision_with_develop(project: Project) -> None:
    # The build of a develop egg would else fetch setuptools; buildout's own environment has it.
    project.provision(PIP_NO_BUILD_ISOLATION="0")


def test_variables_of_an_environment_are_set_unless_the_caller_has_set_them(project: Project) -> None:
    project.configure('environments = prod\n[prod]\nenvironment-vars =\n    COLOUR = it\'s "blue"\n    SIZE = 1 = 2\n')
    project.provision()
    code = "import os; print(os.environ['COLOUR'], os.environ['SIZE'])"
    shell = ["shell", "--verbosity=0", "-c", code]
    assert project.call("manage-prod", *shell) == 'it\'s "blue" 1 = 2\n'
    assert project.call("manage-prod", *shell, COLOUR="red") == "red 1 = 2\n"


def test_a_file_of_variables_is_in_force_in_each_script_and_its_reader_is_installed(project: Project) -> None:
    assert "twod: [prod] environment-file: cannot read" in provision_with_variables(project)
    (project.directory / ".env").write_text("# ours\nexport COLOUR='light blue'\nKEY=hunter2 # secret\n")
    code = "import os; print(os.environ['COLOUR'])"
    assert project.call("manage-prod", "shell", "--verbosity=0", "-c", code) == "light blue\n"
    assert project.call("python-prod", "-c", code, COLOUR="red") == "red\n"
    shown = project.call("twod", "settings", str(project.directory / "parts/twod/prod.ini"), "SECRET_KEY")
    assert f"environment variable KEY of {project.directory}/.env:3" in shown
    assert "hunter2" not in shown


def provision_with_variables(project: Project) -> str:
    project.configure("environments = prod\n[prod]\nenvironment-file = .env\nSECRET_KEY = $${env:KEY}\n")
    return project.provision()


@pytest.mark.slow
def test_a_moved_tree_with_relative_paths_still_runs(project: Project) -> None:
    port = find_free_port()
    eggs = project.directory / "eggs"
    # Without what another run is about to put there.
    shutil.copytree(project.buildout.eggs, eggs, ignore=shutil.ignore_patterns("tmp*"))
    project.configure(
        f"{ONE}secret-key = generate\nDATABASES.default = sqlite:///%(here)s/db.sqlite3\n"
        f"ALLOWED_HOSTS = *\nhttp-address = {port}\nevent-log = var/event.log\n",
        f"eggs-directory = {eggs}\n",
        "relative-paths = true",
    )
    project.provision()
    assert [path.name for path in project.directory.iterdir() if path.name.startswith(".twod-recipe")] == []
    before = project.list_files()
    project.provision()
    assert project.list_files() == before
    moved = project.directory.parent / "moved"
    project.directory.rename(moved)
    project.directory = moved
    assert len(project.get_setting("SECRET_KEY")) >= 50
    assert project.get_setting("DATABASES['default']['NAME']") == str(moved / "parts/twod/db.sqlite3")
    with serve(project, port):
        assert get(port, "/") == "/"
    assert "waitress" in (moved / "var/event.log").read_text()
    paths = project.call("py", "-c", SHOW_PATH).split("\n")
    assert [path for path in paths if "/project/" in path] == []
    assert load_wsgi_module(project) == "True []\n"


@pytest.mark.slow
@pytest.mark.parametrize("name", ["with space", "100% there"])
def test_a_directory_with_a_blank_or_a_percent_sign_works(project: Project, name: str, tmp_path: Path) -> None:
    project.directory = project.directory.rename(tmp_path / name)
    port = find_free_port()
    served = f"ALLOWED_HOSTS = *\nhttp-address = {port}\nevent-log = var/event.log\n"
    project.configure(f"{ONE}STATIC_ROOT = %(here)s/static\nsecret-key = generate\n{served}")
    project.provision()
    with serve(project, port):
        assert get(port, "/") == "/"
    assert "waitress" in (project.directory / "var" / "event.log").read_text()
    assert project.get_setting("STATIC_ROOT") == str(tmp_path / name / "parts" / "twod" / "static")
    assert len(project.get_setting("SECRET_KEY")) >= 50


def test_a_python_with_a_blank_in_its_path_starts_the_scripts(project: Project, tmp_path: Path) -> None:
    python = tmp_path / "own python" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    project.configure(ONE)
    project.provision()
    script = project.directory / "bin" / "py"
    text = script.read_text()
    script.write_text(fix_shebang(f"#!{python}\n" + text.partition("\n")[2]))
    assert project.call("py", "-c", "print(6 * 7)") == "42\n"
