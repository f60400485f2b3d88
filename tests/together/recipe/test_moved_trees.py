"""A tree with ``relative-paths = true`` works where it is moved to: for another user, without a home, read-only."""

from __future__ import annotations

import json
import shutil
import signal
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from kit.environs import make_environ
from kit.processes import PROVISIONING, run, running
from kit.users import NEEDS_ROOT, User

from .serving import find_free_port, get, wait_for_server

if TYPE_CHECKING:
    from conftest import Block  # noqa: F401

    from .conftest import Project

pytestmark = [pytest.mark.slow, NEEDS_ROOT]

STRANGER = User(60003)

FLAT = """\
from setuptools import setup

setup(name="{name}", version="1.0", packages=["{name}"]{more})
"""

SECTIONS = """\
environments = prod
wsgi = true
asgi = true
interpreter = py
[prod]
secret-key = generate
ALLOWED_HOSTS = *
INSTALLED_APPS =
    django.contrib.staticfiles
    plain
    odd
STATIC_URL = {here}/static/
STATIC_ROOT = ${{twod:location}}/static
STATICFILES_DIRS = ${{buildout:directory}}/assets
MEDIA_ROOT = ${{twod:var}}/media
DATABASES.default = sqlite:///${{buildout:directory}}/var/twod/db.sqlite3
TEMPLATES = [{{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": ["${{buildout:directory}}/t"]}}]
PLACES = ${{buildout:directory}}, ${{buildout:directory}}-old, /backup${{buildout:directory}}
READ = $${{file:${{buildout:directory}}/assets/a.txt}}
http-address = {port}
event-log = var/log/event.log
access-log = ${{buildout:directory}}/var/log/access.log
environment-vars =
    DATA = ${{buildout:directory}}/data
"""

SHOW_SETTINGS = (
    "import json, os, odd, plain; from django.conf import settings;"
    "shown = {name: getattr(settings, name) for name in dir(settings) if name.isupper()};"
    "shown |= {'modules': [odd.__file__, plain.__file__], 'DATA': os.environ['DATA']};"
    "print(json.dumps(shown, default=repr))"
)


@pytest.fixture
def tree(project: Project) -> Project:
    """A project with its Python, eggs and develop eggs below its directory."""
    root = project.directory
    # Without what another run is about to put there.
    shutil.copytree(project.buildout.eggs, root / "eggs", ignore=shutil.ignore_patterns("tmp*"))
    shutil.copytree(project.buildout.home / ".venv", root / ".venv", symlinks=True)
    for name, folder in (("plain", "plain"), ("odd", "code")):
        more = "" if folder == name else f", package_dir={{'{name}': '{folder}'}}"
        project.write(f"src-{name}/setup.py", FLAT.format(name=name, more=more))
        project.write(f"src-{name}/{folder}/__init__.py", "")
    project.write("assets/a.txt", "an asset")
    return project


def provision(project: Project, port: int) -> None:
    root = project.directory
    project.configure(
        SECTIONS.format(here=root, port=port),
        f"eggs-directory = {root}/eggs\ndevelop = src-plain src-odd\n",
        "relative-paths = true\neggs =\n    plain\n    odd",
    )
    python = root / ".venv/bin/python"
    environ = project.buildout.environ(PIP_NO_BUILD_ISOLATION="0")
    done = run(
        [python, "-P", find_program(project), "-N"], cwd=root, environ=environ, merged=True, patience=PROVISIONING
    )
    assert done.returncode == 0, done.stdout


def find_program(project: Project) -> Path:
    """Return what the test's ``bin/buildout`` runs."""
    script = project.buildout.program.read_text(encoding="utf-8")
    named = [line.partition("=")[2] for line in script.splitlines() if line.startswith("program=")]
    program = Path(named[0].strip("'\""))
    return program if program.is_file() else project.buildout.home / ".venv/bin/buildout"


def read_settings(project: Project, command: list[str | Path] | None = None) -> Any:
    script = [project.directory / "bin/manage-prod", "shell", "--verbosity=0", "-c", SHOW_SETTINGS]
    done = run([*(command or ()), *script], cwd=Path("/"), environ=make_environ(HOME="/nonexistent"))
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def make_read_only(directory: Path) -> None:
    for path in [directory, *directory.rglob("*")]:
        if not path.is_symlink():
            path.chmod(stat.S_IMODE(path.stat().st_mode) & ~0o222 | (0o555 if path.is_dir() else 0o444))


def list_named(trace: Path, directory: Path) -> list[str]:
    """Return the system calls on files below a directory."""
    return [line for line in trace.read_text(errors="replace").splitlines() if f'"{directory}' in line]


def test_a_moved_tree_serves_another_user_without_a_home_from_read_only_files(tree: Project) -> None:
    port = find_free_port()
    provision(tree, port)
    old = tree.directory
    run([old / "bin/manage-prod", "collectstatic", "--noinput"], cwd=old, environ=make_environ())
    before = read_settings(tree)
    assert before["MEDIA_ROOT"] == f"{old}/var/twod/media"
    assert before["READ"] == "an asset"
    # As rsync would.
    new = old.parent / "srv" / "the shop"
    shutil.copytree(old, new / "releases/1", symlinks=True)
    shutil.rmtree(old)
    (new / "current").symlink_to("releases/1")
    tree.directory = root = new / "releases/1"
    make_read_only(root)
    for path in (root / "var").rglob("*"):
        path.chmod(0o777)
    for name in ("DATA", "modules", "STATIC_ROOT"):
        assert str(old) in json.dumps(before[name])
    moved = json.loads(json.dumps(before).replace(f"{old}/", f"{root}/").replace(f'"{old}"', f'"{root}"'))
    moved |= {"STATIC_URL": before["STATIC_URL"], "PLACES": before["PLACES"].replace(f"{old},", f"{root},", 1)}
    stranger = STRANGER.make_command(root)
    assert read_settings(tree, stranger) == moved
    trace = new.parent / "trace"
    traced = ["strace", "-f", "-e", "trace=%file", "-o", trace] if shutil.which("strace") else []
    environ = {name: value for name, value in make_environ().items() if name != "HOME"}
    for script in ("current/bin/serve-prod", "current/bin/paster"):
        arguments = ["serve", root / "parts/twod/prod.ini"] if script.endswith("paster") else []
        command = [*traced, *stranger, new / script, *arguments]
        with running(command, cwd=Path("/"), environ=environ, end_by=signal.SIGTERM) as process:
            wait_for_server(process, port)
            assert get(port, "/") == "/"
            assert get(port, "/static/a.txt".replace("/static/", before["STATIC_URL"])) == "an asset"
        if traced:
            assert list_named(trace, old) == []
            assert list_named(trace, root) != []
            trace.unlink()
    code = f"import runpy, os; made = runpy.run_path({str(root / 'bin/prod_wsgi.py')!r}); print(made['application'])"
    for name in ("py", "python-prod"):
        done = run([*stranger, new / "current/bin" / name, "-c", code], cwd=Path("/"), environ=environ)
        assert "DjangoApplication" in done.stdout or "object" in done.stdout, done.stderr
