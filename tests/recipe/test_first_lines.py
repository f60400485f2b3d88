"""The first lines of a script start Python, whatever its path is like and wherever the script has been moved to."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from twod.recipe.scripts.first_lines import VERSION_CHECK, fix_shebang, make_movable_lines

VERSION = f"{sys.version_info[0]}.{sys.version_info[1]}"

SHOW = "import sys\nprint(sys.executable, *sys.argv[1:])\n"


def write_script(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
    return path


def call(
    *command: str | Path, path: Path | str = "/nowhere", cwd: Path | None = None, **environ: str
) -> tuple[int, str, str]:
    environ = {"PATH": f"{path}:/usr/bin:/bin"} | environ
    done = subprocess.run(command, env=environ, cwd=cwd, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


def write_python(path: Path, name: str = "") -> Path:
    """Write a Python that says which one it is."""
    text = f'#!/bin/sh\nwhich={name or path} exec {sys.executable} "$@"\n'
    return write_script(path, text)


WHICH = "import os, sys\nprint(os.environ['which'], *sys.argv[1:])\n"


def test_a_first_line_that_linux_accepts_stays() -> None:
    text = "#!/usr/bin/python3\nimport sys\n"
    assert fix_shebang(text) == text
    assert fix_shebang("import sys\n") == "import sys\n"


@pytest.mark.parametrize("name", ["with blank", "l" * 150, "quo'te and blank"])
def test_a_python_with_a_path_that_linux_does_not_accept_is_started_by_the_shell(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    python = tmp_path / name / "python"
    python.symlink_to(sys.executable)
    script = write_script(tmp_path / "script", fix_shebang(f"#!{python}\n{SHOW}"))
    assert call(script, "a b") == (0, f"{python} a b\n", "")


@pytest.mark.parametrize("name", ["shop", "the shop", "it's", "$HOME `x`", "-n"])
def test_a_script_finds_the_python_of_its_tree_through_links(tmp_path: Path, name: str) -> None:
    tree = tmp_path / name
    write_python(tree / ".venv/bin/python", "of-the-tree")
    script = write_script(tree / "bin/deep/x", make_movable_lines(Path("/a/bin/deep"), Path("/a"), None) + WHICH)
    expected = (0, "of-the-tree a  b\n", "")
    assert call(script, "a  b") == expected
    assert call("./x", "a  b", cwd=script.parent) == expected
    assert call("sh", "x", "a  b", cwd=script.parent) == expected
    (tmp_path / "current").symlink_to(name)
    assert call(tmp_path / "current/bin/deep/x", "a  b") == expected
    (tmp_path / "scripts").symlink_to(tree / "bin/deep")
    assert call(tmp_path / "scripts/x", "a  b") == expected
    (tmp_path / "link").symlink_to("current/bin/deep/x")
    (tmp_path / "link of link").symlink_to("link")
    assert call("link of link", "a  b", path=tmp_path, cwd=tmp_path) == expected
    assert call(sys.executable, script, which="of-mine") == (0, "of-mine\n", "")


def test_the_variable_wins_over_the_tree_and_that_over_the_path(tmp_path: Path) -> None:
    lines = make_movable_lines(Path("/a/bin"), Path("/a"), Path("/a/own python/python"))
    script = write_script(tmp_path / "tree/bin/x", lines + WHICH)
    in_path = write_python(tmp_path / "path" / f"python{VERSION}")
    assert call(script, path=in_path.parent) == (0, f"{in_path}\n", "")
    venv = write_python(tmp_path / "tree/.venv/bin/python")
    assert call(script, path=in_path.parent) == (0, f"{venv}\n", "")
    write_python(tmp_path / "tree/own python/python", "own")
    assert call(script, path=in_path.parent) == (0, "own\n", "")
    given = write_python(tmp_path / "given/python")
    assert call(script, TWOD_PYTHON=str(given)) == (0, f"{given}\n", "")
    assert call(script, TWOD_PYTHON="python", path=given.parent) == (0, f"{given}\n", "")


def test_the_python_that_made_the_eggs_is_taken_while_it_is_there(tmp_path: Path) -> None:
    python = write_python(tmp_path / "it's/python", "outside")
    script = write_script(tmp_path / "tree/bin/x", make_movable_lines(Path("/a/bin"), Path("/a"), python) + WHICH)
    assert call(script) == (0, "outside\n", "")


def test_a_script_without_a_python_says_what_it_looked_for(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    # The Python of a virtual environment whose own is on another machine.
    (tree / ".venv/bin").mkdir(parents=True)
    (tree / ".venv/bin/python").symlink_to("/nowhere/python")
    script = write_script(tree / "bin/x", make_movable_lines(Path("/a/bin"), Path("/a"), Path("/gone/python")) + SHOW)
    looked = f"/gone/python {tree}/.venv/bin/python python{VERSION}"
    cure = f"set TWOD_PYTHON to a Python {VERSION}"
    assert call("/bin/sh", script, PATH="/nowhere") == (
        127,
        "",
        f"{script}: found no Python (tried {looked}); {cure}\n",
    )
    told = f"{script}: found no Python (tried /no/python); {cure}\n"
    assert call(script, TWOD_PYTHON="/no/python") == (127, "", told)
    assert call(script, TWOD_PYTHON=str(tmp_path))[0] == 127


def test_a_python_of_another_version_is_told_before_an_egg_fails_on_it(tmp_path: Path) -> None:
    script = write_script(tmp_path / "x", f"#!{sys.executable}\nimport sys\n{VERSION_CHECK}{SHOW}")
    assert call(script)[0] == 0
    wrong = VERSION_CHECK.replace(f"{sys.version_info[:2]}", "(2, 7)")
    write_script(script, f"#!{sys.executable}\nimport sys\n{wrong}{SHOW}")
    told = f"{script}: its eggs are for Python {VERSION}, not {sys.executable}; set TWOD_PYTHON\n"
    assert call(script) == (1, "", told)
