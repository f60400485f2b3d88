"""The methods that zc.buildout calls of each recipe."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from zc.buildout import UserError

from twod.inifile.problems import Place
from twod.recipe.disk.generated import Generated
from twod.recipe.parts.part_recipe import PartRecipe
from twod.recipe.parts.plan import Plan
from twod.recipe.recipe_error import RecipeError


class Greeting(PartRecipe):
    """Writes a file."""

    def make_plan(self, buildout: Any, name: str, options: Any) -> Plan:
        if "text" not in options:
            raise RecipeError.at(Place(section=name), "says nothing")
        path = Path(buildout["buildout"]["directory"], "bin", name)
        return Plan(scripts=[Generated(path, options["text"].encode(), 0o644)] if options["text"] else ())


class Buildout(dict[str, Any]):
    """Stands for zc.buildout's object, which knows where nothing was written."""

    _annotated: dict[str, Any] = {}


def make(directory: Path, options: dict[str, str]) -> Greeting:
    return Greeting(Buildout(buildout={"directory": str(directory)}), "hello", options)


def test_the_constructor_plans_and_the_method_writes(tmp_path: Path) -> None:
    recipe = make(tmp_path, options := {"text": "hi"})
    assert options["files"] == "bin/hello"
    assert list(tmp_path.iterdir()) == []
    assert recipe.install() == ()
    assert (tmp_path / "bin" / "hello").read_bytes() == b"hi"
    assert recipe.update() == ()


def test_a_part_without_files_records_none(tmp_path: Path) -> None:
    make(tmp_path, options := {"text": ""}).install()
    assert options == {"text": ""}


def test_no_recipe_records_a_secret_or_writes_it_unwarned(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    text = "https://shop:hunter2@x.org/"
    recipe = make(tmp_path, options := {"text": "hi", "index": text, "greeting": text})
    assert options == {"text": "hi", "files": "bin/hello"}
    recipe.install()
    assert [message.partition(";")[0] for message in caplog.messages] == [
        "[hello] greeting: a secret in clear text, in files that everybody can read"
    ]


def test_a_mistake_is_zc_buildouts_error(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"^\[hello\]: says nothing$"):
        make(tmp_path, {})


def test_what_cannot_be_written_is_zc_buildouts_error(tmp_path: Path) -> None:
    (tmp_path / "bin").write_text("", encoding="utf-8")
    with pytest.raises(UserError, match=f"{tmp_path}/bin"):
        make(tmp_path, {"text": "hi"}).install()
