"""The questions to the site's eggs, and the answers."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from twod.inifile.problems import Place, Problem
from twod.recipe.scripts.script_maker import ScriptBase
from twod.recipe.scripts.site_check import check_inis, describe_ini, run_deployment_check


def test_an_ini_is_asked_about_before_it_is_written() -> None:
    assert describe_ini(Path("/srv/prod.ini"), "[app:main]\n", "mysite.settings") == {
        "path": "/srv/prod.ini",
        "text": "[app:main]\n",
        "module": "mysite.settings",
        "imports": False,
    }


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


def test_the_answer_is_what_the_recipe_understands(tmp_path: Path) -> None:
    """Both halves of this version: what the recipe asks, and what twod.wsgi answers."""
    text = "[app:main]\nuse = egg:twod.wsgi\nSITE_ID = x\nemail_port = 25\n[server:main]\nuse = egg:waitress#man\n"
    inis = [describe_ini(tmp_path / "prod.ini", text, "nowhere.settings")]
    maker: Any = Maker(tmp_path, sys.path)
    report = check_inis(maker, inis, [tmp_path], Place())
    file = str(tmp_path / "prod.ini")
    assert report.errors_as_found == (
        Problem(file, 3, "app:main", "SITE_ID", "expected an integer, got 'x'"),
        Problem(
            file,
            None,
            "DEFAULT",
            "django_settings_module",
            "there is no module 'nowhere'; correct the name or install it",
        ),
        Problem(file, 6, "server:main", "use", "waitress has no suitable entry point 'man'; it has: main"),
    )
    assert report.warnings == (Problem(file, 4, "app:main", "email_port", "not a setting; did you mean EMAIL_PORT?"),)


def write_script(path: Path, body: str) -> Path:
    path.write_text(f"#!{sys.executable}\nimport json, sys\n{body}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def test_a_good_deployment_is_told_with_what_django_says(tmp_path: Path) -> None:
    body = "print(json.dumps(sys.argv[1:])); print('2 issues', file=sys.stderr)"
    is_good, told = run_deployment_check(write_script(tmp_path / "manage", body))
    assert is_good
    arguments, issues = told.splitlines()
    assert json.loads(arguments) == ["check", "--deploy", "--no-color"]
    assert issues == "2 issues"


def test_a_bad_deployment_is_told_with_what_django_says(tmp_path: Path) -> None:
    script = write_script(tmp_path / "manage", "print('ERRORS: 1', file=sys.stderr); sys.exit(1)")
    assert run_deployment_check(script) == (False, "ERRORS: 1")


def test_a_traceback_is_told_by_its_last_line(tmp_path: Path) -> None:
    script = write_script(tmp_path / "manage", "raise ValueError('no settings')")
    assert run_deployment_check(script) == (
        False,
        f"Django's check failed with ValueError: no settings ({script}, line 3)",
    )
