"""The examples in the docstrings work, and each public name has one."""

from __future__ import annotations

import ast
import doctest
import inspect
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import twod.wsgi
from twod.wsgi.handler import TwodWSGIRequest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(twod.wsgi.__file__).parent
PARSER = doctest.DocTestParser()

#: These make settings of an ini; all others find some.
CONFIGURING = {"twod.wsgi.config.activation", "twod.wsgi.config.check", "twod.wsgi.loading"}


def find_examples() -> Iterator[doctest.DocTest]:
    """Give the examples of each docstring, by the name of its module."""
    for path in sorted(ROOT.rglob("*.py")):
        parts = path.relative_to(ROOT.parents[1]).with_suffix("").parts
        module = ".".join(part for part in parts if part != "__init__")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
                found = PARSER.get_doctest(ast.get_docstring(node) or "", {}, module, str(path), None)
                if found.examples:
                    yield found


EXAMPLES = list(find_examples())


def run(example: doctest.DocTest) -> None:
    said: list[str] = []
    example.globs = vars(import_module(example.name)).copy()
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    runner.run(example, out=said.append)
    assert runner.failures == 0, "".join(said)


@pytest.mark.usefixtures("django_settings")
@pytest.mark.parametrize("example", [e for e in EXAMPLES if e.name not in CONFIGURING], ids=lambda e: e.name)
def test_an_example_works(example: doctest.DocTest) -> None:
    run(example)


@pytest.mark.usefixtures("_unconfigured")
@pytest.mark.parametrize("example", [e for e in EXAMPLES if e.name in CONFIGURING], ids=lambda e: e.name)
def test_an_example_works_beside_its_ini(
    example: doctest.DocTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, number in ("dev.ini", "1"), ("prod.ini", "1st"):
        text = f"\n[app:main]\nuse = egg:twod.wsgi\nSECRET_KEY = of a test\nSITE_ID = {number}\n"
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    run(example)


@pytest.mark.usefixtures("django_settings")
@pytest.mark.parametrize("name", [*twod.wsgi.__all__, "TwodWSGIRequest"])
def test_each_public_name_has_an_example_that_begins_with_its_import(name: str) -> None:
    documented = TwodWSGIRequest if name == "TwodWSGIRequest" else getattr(twod.wsgi, name)
    imports = [
        example.source
        for example in PARSER.get_examples(inspect.getdoc(documented) or "")
        if example.source.startswith("from twod.wsgi")
    ]
    assert any(name in line.split(" import ")[1].strip().split(", ") for line in imports)
