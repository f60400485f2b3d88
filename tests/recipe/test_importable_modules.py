"""The modules that servers import."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twod.recipe.cfg.configuration import read_environments, read_part
from twod.recipe.disk.layout import Layout
from twod.recipe.parts.importable_modules import make_importable_modules
from twod.recipe.scripts.script_maker import ScriptBase

from .conftest import MakeBuildout

SECTIONS = "[dev]\n[prod-eu]\nenvironment-vars = GREETING = hello\n"
BASE = ScriptBase("#!python\n", "\nimport os\n", "", None)


def make(make_buildout: MakeBuildout, **options: str) -> dict[str, str]:
    buildout = make_buildout(SECTIONS)
    texts = {"recipe": "twod.recipe", "eggs": "", "environments": "dev prod-eu"}
    part = read_part(buildout, "site", texts | options)
    return dict(make_importable_modules(part, read_environments(buildout, part), BASE))


@pytest.mark.parametrize(
    ("options", "names"),
    [
        ({}, []),
        ({"wsgi": "true"}, ["dev_wsgi.py", "dev.wsgi", "prod_eu_wsgi.py", "prod-eu.wsgi"]),
        ({"asgi": "true"}, ["dev_asgi.py", "prod_eu_asgi.py"]),
    ],
)
def test_each_environment_has_the_modules_that_are_asked_for(
    make_buildout: MakeBuildout, options: dict[str, str], names: list[str]
) -> None:
    assert list(make(make_buildout, **options)) == names


def test_a_module_has_the_application_of_its_ini_and_the_variables_of_its_environment(
    make_buildout: MakeBuildout, tmp_path: Path
) -> None:
    texts = make(make_buildout, asgi="true", wsgi="true")
    for name, loader in (("prod_eu_asgi.py", "asgi"), ("prod_eu_wsgi.py", "wsgi"), ("prod-eu.wsgi", "wsgi")):
        ast.parse(texts[name])
        first, *lines = texts[name].splitlines()
        assert first == "import os"
        assert "os.environ.setdefault('GREETING', 'hello')" in lines
        ini = f"{tmp_path}/parts/site/prod-eu.ini"
        assert lines[-1] == f"application = twod.wsgi.commands.server_modules.load_{loader}_module({ini!r})"
    assert "GREETING" not in texts["dev_asgi.py"]


@given(st.text(min_size=1).filter(lambda name: "/" not in name and "\0" not in name))
def test_every_environment_has_a_module_that_python_can_import(name: str) -> None:
    layout = Layout(Path("/site"), Path("/site/bin"), Path("/site/parts"), Path("/site/var"), "manage", False)
    path = layout.get_module(name, "asgi")
    assert path.stem.isidentifier()
    assert (path.parent, path.suffix) == (layout.bin_directory, ".py")
