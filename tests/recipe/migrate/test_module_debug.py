"""DEBUG of a settings module, read from its text."""

from __future__ import annotations

from pathlib import Path

import pytest

from twod.recipe.migrate.module_debug import find_debug
from twod.recipe.migrate.old_buildout import OldBuildout
from twod.recipe.migrate.old_parts import find_old_parts

TEXT = """\
[buildout]
parts = django
develop = lib/*
[django]
recipe = djangorecipe
project = mysite
settings = conf.live
eggs = mysite
extra-paths = more
"""


def find(cfg, text: str | None, folder: str = ".", base: str = "DEBUG = True\n") -> bool | None:
    path: Path = cfg(TEXT)
    package = path.parent / folder / "mysite" / "conf"
    package.mkdir(parents=True)
    (package / "base.py").write_text(base)
    (package / "__init__.py").write_text("")
    if text is not None:
        (package / "live.py").write_text(text)
    buildout = OldBuildout(path)
    (part,) = find_old_parts(buildout)
    return find_debug(buildout, part, part.settings)


@pytest.mark.parametrize(
    ("text", "debug"),
    [
        ("DEBUG = True\n", True),
        ("DEBUG = TEMPLATE_DEBUG = True\nDEBUG = False\n", False),
        ("X = 1\n", False),
        ("from .base import *\n", True),
        ("from mysite.conf.base import *\nDEBUG = False\n", False),
        ("from ..conf.base import DEBUG\n", True),
        ("DEBUG = True\nfrom nowhere import *\n", None),
        ("DEBUG = os.environ.get('DEBUG')\n", None),
        ("DEBUG = False\nif X:\n    DEBUG = True\n", None),
        ("from .live import *\n", None),
        ("DEBUG = \n", None),
        (None, None),
    ],
)
def test_debug_is_told_where_the_text_tells_it(cfg, text: str | None, debug: bool | None) -> None:
    assert find(cfg, text) is debug


@pytest.mark.parametrize("folder", ["more", "lib/mysite", "lib/mysite/src", "src"])
def test_a_module_is_found_where_the_part_finds_it(cfg, folder: str) -> None:
    assert find(cfg, "DEBUG = True\n", folder) is True


@pytest.mark.parametrize("develop", [".", "./lib/one", "lib/*", "*/", "none/such", "HERE/lib/one", "HERE"])
def test_develop_names_directories_as_buildout_reads_them(cfg, tmp_path: Path, develop: str) -> None:
    path: Path = cfg(TEXT.replace("lib/*", develop.replace("HERE", str(tmp_path))))
    folder = path.parent / "lib" / "one" if "lib" in develop else path.parent / "src"
    package = folder / "mysite" / "conf"
    package.mkdir(parents=True)
    (package / "live.py").write_text("DEBUG = True\n")
    buildout = OldBuildout(path)
    (part,) = find_old_parts(buildout)
    assert find_debug(buildout, part, part.settings) is True
