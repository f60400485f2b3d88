"""A script that runs pytest with the settings of an ini."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest
from zc.buildout import UserError

from twod.recipe.parts.pytest_part import Test

from .conftest import MakeBuildout


def make(buildout: Any, **options: str) -> dict[str, str]:
    own = {"recipe": "twod.recipe:test", "eggs": "", "config-uri": "prod.ini"}
    own |= {name.replace("_", "-"): text for name, text in options.items()}
    Test(buildout, "check", own).install()
    return own


def read(directory: Path) -> str:
    script = directory / "bin" / "check"
    assert script.stat().st_mode & 0o700 == 0o700
    text = script.read_text(encoding="utf-8")
    ast.parse(text)
    return text


def test_the_script_is_made_and_recorded(make_site_buildout: MakeBuildout, tmp_path: Path) -> None:
    options = make(make_site_buildout(""), arguments="-q 'a b'", environment_vars="GREETING = hello")
    assert options["files"] == "bin/check"
    text = read(tmp_path)
    assert f"sys.argv[1:1] = ['--paste-config', '{tmp_path}/prod.ini', '-q', 'a b']" in text
    assert "os.environ.setdefault('GREETING', 'hello')" in text


def test_a_secret_among_the_variables_is_not_recorded(make_site_buildout: MakeBuildout, tmp_path: Path) -> None:
    options = make(make_site_buildout(""), environment_vars="TWILIO_AUTH = hunter2")
    assert "hunter2" not in str(options)
    assert "os.environ.setdefault('TWILIO_AUTH', 'hunter2')" in read(tmp_path)


def test_another_application_can_be_named(make_site_buildout: MakeBuildout, tmp_path: Path) -> None:
    make(make_site_buildout(""), **{"config-uri": "prod.ini#shop"})
    assert f"'{tmp_path}/prod.ini' + '#shop'" in read(tmp_path)


@pytest.mark.parametrize(("of_buildout", "of_part"), [("true", None), ("false", "true")])
def test_the_script_can_be_moved_with_the_tree(
    make_site_buildout: MakeBuildout, tmp_path: Path, of_buildout: str, of_part: str | None
) -> None:
    buildout = make_site_buildout(f"relative-paths = {of_buildout}\n")
    make(buildout, **({"relative-paths": of_part} if of_part else {}))
    assert "'--paste-config', join(base, 'prod.ini')" in read(tmp_path)


def test_a_script_of_somebody_else_stays(make_site_buildout: MakeBuildout, tmp_path: Path) -> None:
    buildout = make_site_buildout("")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "check").write_text("mine", encoding="utf-8")
    with pytest.raises(UserError, match=r"^\[check\]: .*/bin/check exists and was not made by buildout"):
        make(buildout)
