"""The manual says what the code does."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from twod.recipe.cfg.foreign_options import FOREIGN_OPTIONS

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def tables() -> ModuleType:
    """The module that writes the tables; it is no part of a package."""
    path = ROOT / "docs" / "make_option_tables.py"
    spec = importlib.util.spec_from_file_location("make_option_tables", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    "name",
    [
        "docs/how-to/bundle.rst",
        "docs/how-to/containers.rst",
        "docs/how-to/from-djangorecipe.rst",
        "docs/how-to/proxies.rst",
        "docs/reference/recipe.rst",
        "recipe/README.rst",
    ],
)
def test_the_tables_of_options_are_those_of_the_code(tables: ModuleType, name: str) -> None:
    """``bin/py docs/make_option_tables.py`` makes them anew."""
    text = (ROOT / name).read_text(encoding="utf-8")
    assert ROOT / name in tables.FILES
    assert text == tables.fill_in(text)
    assert text.count("\n``environments``\n") == (
        name in ("docs/how-to/bundle.rst", "docs/reference/recipe.rst", "recipe/README.rst")
    )
    for recipe in {option.recipe for option in FOREIGN_OPTIONS}:
        assert text.count(f"\n.. The options of the {recipe} begin.\n") == (name == "docs/how-to/from-djangorecipe.rst")
    assert text.count("\n``stats-socket``\n") == (name == "docs/how-to/proxies.rst")
