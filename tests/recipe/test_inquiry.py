"""Questions to the site's eggs, of a Python with the eggs of these tests or with a twod.wsgi that a test writes."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from twod.inifile.problems import Place
from twod.recipe.recipe_error import RecipeError
from twod.recipe.scripts.inquiry import ask_site, describe_last_error
from twod.recipe.scripts.script_maker import ScriptBase

EGGS = Place("buildout.cfg", None, "site", "eggs")


class Maker:
    """Makes scripts with a search path.

    :param directory: where they run from.
    :param path: the search path.
    """

    def __init__(self, directory: Path, path: list[str]) -> None:
        self.directory = directory
        self.base = ScriptBase("", f"import sys\nsys.path[:0] = {path!r}\n", "", None)

    @contextmanager
    def make_temporary_directory(self) -> Iterator[Path]:
        yield self.directory

    def get_version(self, name: str) -> str:
        return f"1.9 ({name})"


def ask(directory: Path, path: list[str], subject: str, **question: object) -> dict[str, Any]:
    maker: Any = Maker(directory, path)
    return ask_site(maker, subject, question, EGGS, "The inis cannot be checked")


def write_wsgi(directory: Path, provisioning: str | None) -> list[str]:
    """Write a distribution with the package ``twod.wsgi`` and return a search path for it."""
    package = directory / "site" / "twod" / "wsgi"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("", encoding="utf-8")
    if provisioning is not None:
        (package / "provisioning.py").write_text(provisioning, encoding="utf-8")
    return [str(directory / "site")]


def ask_in_vain(directory: Path, path: list[str]) -> str:
    with pytest.raises(RecipeError) as raised:
        ask(directory, path, "check", inis=[])
    return str(raised.value)


def test_the_twod_wsgi_of_this_version_answers(tmp_path: Path) -> None:
    ini = {"path": "/srv/prod.ini", "text": "[app:main]\nuse = egg:twod.wsgi\nSITE_ID = x\n", "module": ""}
    (error,) = ask(tmp_path, sys.path, "check", inis=[ini], directories=[])["errors"]
    assert error["message"] == "expected an integer, got 'x'"


@pytest.mark.parametrize(
    "provisioning",
    [
        None,
        "import sys\ndef answer_standard_input():\n    open(sys.argv[2], 'w').write('{\"protocol\": 2}')\n",
    ],
    ids=["none", "protocol 2"],
)
def test_a_twod_wsgi_of_another_protocol_is_told_with_what_to_do(tmp_path: Path, provisioning: str | None) -> None:
    assert ask_in_vain(tmp_path, write_wsgi(tmp_path, provisioning)) == (
        f"[site] eggs: twod.wsgi 1.9 (twod.wsgi) and twod.recipe {version('twod.recipe')} are incompatible; pin "
        "both to the same version in [versions] (buildout.cfg)"
    )


def test_what_the_site_raises_is_told_with_its_place(tmp_path: Path) -> None:
    path = write_wsgi(tmp_path, "import json\njson.loads('x')\n")
    assert ask_in_vain(tmp_path, path) == (
        "The inis cannot be checked with the site's eggs: json.decoder.JSONDecodeError: Expecting value: line 1 column "
        f"1 (char 0) ({tmp_path}/site/twod/wsgi/provisioning.py, line 2)"
    )


def test_a_site_that_dies_silently_is_told_with_its_status(tmp_path: Path) -> None:
    path = write_wsgi(tmp_path, "import os\nos._exit(3)\n")
    assert ask_in_vain(tmp_path, path) == "The inis cannot be checked with the site's eggs: exit status 3"


def test_the_last_line_of_a_traceback_is_told_with_the_last_place_outside_the_standard_library() -> None:
    lines = [
        "Traceback (most recent call last):",
        '  File "/srv/site/manage", line 3, in <module>',
        f'  File "{os.__file__}", line 7, in x',
        '  File "<string>", line 1',
        "ValueError: no",
        "",
    ]
    assert describe_last_error("\n".join(lines)) == "ValueError: no (/srv/site/manage, line 3)"
    assert describe_last_error("no traceback\n") == "no traceback"
    assert describe_last_error("") == ""
