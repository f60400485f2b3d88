"""The site's scripts, made by zc.recipe.egg without being put in their place."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twod.inifile.problems import Report
from twod.recipe.cfg.configuration import PartOptions
from twod.recipe.cfg.environments import read_values
from twod.recipe.cfg.part_options import EGG_OPTIONS
from twod.recipe.recipe_error import RecipeError
from twod.recipe.scripts.script_maker import ScriptBase, ScriptMaker, make_script_maker, read_umask

from .conftest import MakeBuildout, write_develop_egg, write_options

GREETER = "def main():\n    print('hello')\n"


def make_maker(buildout: Any, *, relative: bool = False, **texts: str) -> ScriptMaker:
    """Return what makes the scripts of a part; the recipe's own need greeter."""
    directory = Path(buildout["buildout"]["directory"])
    if not (directory / "src").exists():
        write_develop_egg(directory, "greeter", scripts="greet = greeter:main", module=GREETER)
    written = write_options("site", {"recipe": "twod.recipe", "eggs": ""} | texts)
    part = PartOptions("site", read_values(written, EGG_OPTIONS, Report()), written)
    return make_script_maker(
        buildout,
        part,
        EGG_OPTIONS,
        ["greeter"],
        bin_directory=Path(buildout["buildout"]["bin-directory"]),
        has_relative_paths=relative,
    )


def run(script: Path, text: str, **environ: str) -> str:
    script.parent.mkdir(parents=True, exist_ok=True)
    script.write_text(text, encoding="utf-8")
    script.chmod(0o755)
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run([script], env=clean | environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_script_runs_python_with_the_environments_variables(make_buildout: MakeBuildout, tmp_path: Path) -> None:
    base = make_maker(make_buildout("")).base
    script = base.make_script("\nprint(os.environ['GREETING'])\n", (("GREETING", "hel'lo"),))
    assert run(tmp_path / "bin" / "x", script) == "hel'lo\n"
    assert run(tmp_path / "bin" / "x", script, GREETING="hi") == "hi\n"
    assert base.make_module("").partition("\n")[0] == ""


def test_the_users_own_lines_run_after_the_variables_are_set(make_buildout: MakeBuildout, tmp_path: Path) -> None:
    maker = make_maker(make_buildout(""), initialization="import os\nprint(os.environ['GREETING'])")
    assert run(tmp_path / "bin" / "x", maker.base.make_script("", (("GREETING", "hello"),))) == "hello\n"


def test_a_script_has_the_marker_of_its_part(make_buildout: MakeBuildout) -> None:
    assert "\n# Made by twod.recipe for the part [site] of buildout.cfg;" in make_maker(make_buildout("")).base.prelude


def test_a_script_finds_nothing_of_buildouts_own_environment(make_buildout: MakeBuildout, tmp_path: Path) -> None:
    body = "\nprint([path for path in sys.path if '-packages' in path])\n"
    assert run(tmp_path / "bin" / "x", make_maker(make_buildout("")).base.make_script(body)) == "[]\n"


def test_the_scripts_of_eggs_are_made_and_nothing_is_written(
    make_buildout: MakeBuildout, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    buildout = make_buildout("")
    capsys.readouterr()
    maker = make_maker(buildout, eggs="greeter", interpreter="py")
    scripts = maker.make_egg_scripts()
    assert sorted(scripts) == ["greet", "py"]
    assert [maker.get_version(name) for name in ("greeter", "Greeter")] == ["1.5", "1.5"]
    assert maker.find_console_scripts(["greet", "absent"]) == {"greet": ("greeter", "main")}
    assert not (tmp_path / "bin").exists()
    assert "Generated" not in capsys.readouterr().out
    assert run(tmp_path / "bin" / "greet", scripts["greet"]) == "hello\n"


def test_distributions_of_the_recipes_own_get_no_scripts(make_buildout: MakeBuildout, tmp_path: Path) -> None:
    maker = make_maker(make_buildout(""))
    assert maker.make_egg_scripts() == {}
    assert maker.get_version("greeter") == "1.5"
    assert run(tmp_path / "bin" / "x", maker.base.make_script("\nimport greeter\ngreeter.main()\n")) == "hello\n"


def test_with_relative_paths_the_tree_can_be_moved(make_buildout: MakeBuildout, tmp_path: Path) -> None:
    (tmp_path / ".twod-recipe-of-a-killed-run").mkdir()
    base = make_maker(make_buildout("bin-directory = bin/deep\n"), relative=True).base
    assert not list(tmp_path.glob(".twod-recipe-*"))
    body = f"\nprint({base.make_path(tmp_path / 'parts' / 'x.ini')}, {base.make_path(Path('/srv/x'))})\n"
    script = base.make_script(body)
    assert str(tmp_path) not in script
    assert run(tmp_path / "bin/deep/x", script) == f"{tmp_path}/parts/x.ini /srv/x\n"
    (tmp_path / "bin").rename(tmp_path / "moved")
    assert run(tmp_path / "moved/deep/x", script) == f"{tmp_path}/parts/x.ini /srv/x\n"


def test_scripts_outside_the_buildout_cannot_be_moved_with_it(make_buildout: MakeBuildout, tmp_path: Path) -> None:
    buildout = make_buildout("bin-directory = /srv/elsewhere\n")
    with pytest.raises(RecipeError) as raised:
        make_maker(buildout, relative=True)
    assert str(raised.value) == (
        "[site] relative-paths: the scripts' directory /srv/elsewhere is outside the buildout's (buildout.cfg)"
    )


def test_a_distribution_that_cannot_be_had_is_told_by_the_option_that_wants_it(make_buildout: MakeBuildout) -> None:
    buildout = make_buildout("")
    with pytest.raises(RecipeError) as raised:
        make_maker(buildout, eggs="no-such-distribution-here")
    assert str(raised.value).startswith("[site] eggs: ")
    assert "no-such-distribution-here" in str(raised.value)


def test_absolute_paths_stay_what_they_are() -> None:
    base = ScriptBase("", "", "", None)
    assert base.make_path(Path("/srv/it's/x")) == '"/srv/it\'s/x"'
    assert base.make_text("/srv/it's/x") == '"/srv/it\'s/x"'


@given(st.lists(st.sampled_from(["/srv/shop", "/a", "'", '"', ":", " ", "=", "x", "/var"])).map("".join))
def test_a_text_in_a_script_is_the_one_that_was_written_until_the_tree_is_moved(text: str) -> None:
    base = ScriptBase("", "", "", Path("/srv/shop"))
    assert eval(base.make_text(text), {"base": "/srv/shop"}) == text
    moved = eval(base.make_text(f"/srv/shop/x;{text}"), {"base": "/b"})
    assert moved.startswith("/b/x;")


def test_variables_of_a_moved_tree_name_it(make_buildout: MakeBuildout, tmp_path: Path) -> None:
    base = make_maker(make_buildout(""), relative=True).base
    variables = (("DATA", f"{tmp_path}/var:/usr/lib"), ("BASE_URL", f"{tmp_path}/"), ("LOG", f"file:{tmp_path}"))
    body = "\nprint(*[os.environ[name] for name in ('DATA', 'BASE_URL', 'LOG')])\n"
    expected = f"{tmp_path}/var:/usr/lib {tmp_path}/ file:{tmp_path}\n"
    assert run(tmp_path / "bin" / "x", base.make_script(body, variables)) == expected
    script = tmp_path.parent / "moved" / "bin" / "x"
    moved = run(script, base.make_script(body, variables), TWOD_PYTHON=sys.executable)
    assert moved == f"{tmp_path.parent}/moved/var:/usr/lib {tmp_path}/ file:{tmp_path.parent}/moved\n"


def test_the_umask_is_read_and_left_alone() -> None:
    before = os.umask(0o027)
    try:
        assert [read_umask(), read_umask()] == [0o027, 0o027]
    finally:
        os.umask(before)
