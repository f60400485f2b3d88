"""The command moves a buildout of djangorecipe, and buildout provisions it: docs/how-to/from-djangorecipe.rst."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kit.environs import make_environ, make_python_environ
from kit.processes import run

from .test_manual import write_wheel

if TYPE_CHECKING:
    from subprocess import CompletedProcess

    from .conftest import Project

PAGE = "docs/how-to/from-djangorecipe.rst"

SETTINGS = "SECRET_KEY = 'for tests alone'\nINSTALLED_APPS = []\nMIDDLEWARE = []\nROOT_URLCONF = 'movedsite.urls'\n"
SITE = {
    "movedsite/__init__.py": "",
    "movedsite/urls.py": "urlpatterns = []\n",
    "movedsite/development.py": f"{SETTINGS}NAME = __name__\nDEBUG = True\n",
    "movedsite/production.py": f"{SETTINGS}NAME = __name__\n",
    "movedsite/test_name.py": (
        "from django.conf import settings\n\n\ndef test_name(): assert settings.NAME == 'movedsite.development'\n"
    ),
}


def write_site(project: Project, cfg: str, wheels: Path) -> None:
    """Write a buildout.cfg whose eggs can be had.

    Its site has another name than on the page: tests share a directory of eggs, and others have another ``mysite``.
    """
    cfg = cfg.replace("mysite", "movedsite")
    wheels.mkdir()
    write_wheel(wheels, "movedsite", SITE)
    for name, text in SITE.items():
        project.write(name, text)
    settings = project.buildout.settings().replace("find-links = ", f"find-links = {wheels}\n    ")
    cfg = cfg.replace("[buildout]\n", f"[buildout]\n{settings}allow-picked-versions = true\n", 1)
    project.write("buildout.cfg", cfg)


def run_as_shown(project: Project, command: str) -> CompletedProcess[str]:
    """Run a command of the page."""
    name, *arguments = command.replace("mysite", "movedsite").split()
    if name == "bin/buildout":
        return project.run(*arguments)
    program = "from twod.recipe.migrate.migrate_buildout import run_migrate_buildout as run; run()"
    is_ours = name == "migrate-buildout"
    words = [sys.executable, "-c", program] if is_ours else [str(project.directory / name)]
    environ = make_python_environ() if is_ours else make_environ()
    return run([*words, *arguments], cwd=project.directory, environ=environ)


def test_the_buildout_of_the_page_is_moved_and_runs(manual: Any, project: Project, tmp_path: Path) -> None:
    (before,) = (block.text for block in manual(PAGE, "ini") if block.caption == "buildout.cfg, before")
    # Its recipe is nobody's here.
    write_site(project, before.replace("    supervisor\n", ""), tmp_path / "wheels")
    commands = [line.removeprefix("$ ") for block in manual(PAGE, "console") for line in block.text.splitlines()]
    for command in commands:
        done = run_as_shown(project, command)
        assert done.returncode == 0, f"{done.stdout}{done.stderr}"
        if "--prove" in command:
            for name in ("development", "production"):
                assert f" settings of movedsite.{name} are the same as before\n" in done.stdout
    code = "from django.conf import settings; print(settings.NAME)"
    for name, module in (("django", "movedsite.development"), ("django-prod", "movedsite.production")):
        assert project.call(name, "shell", "--verbosity=0", "-c", code) == f"{module}\n"
    assert {"bin/prod.wsgi", "bin/gunicorn-prod", "bin/django", "bin/django-prod"} < {*project.list_files()}


def test_two_sites_of_a_buildout_share_its_bin(manual: Any, project: Project, tmp_path: Path) -> None:
    (cfg,) = (block.text for block in manual(PAGE, "ini") if block.caption == "buildout.cfg")
    write_site(project, cfg, tmp_path / "wheels")
    project.provision()
    made = {*project.list_files()}
    assert {"bin/paster", "bin/paster-shop", "bin/twod", "bin/twod-shop", "bin/manage", "bin/shop"} < made
