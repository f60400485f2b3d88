"""A user's project has no error under mypy --strict and pyright, and its mistakes are found.

``tox -e user-types,user-types-stubs`` runs it without and with django-stubs, on what pip has installed.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent / "project"
HAS_STUBS = find_spec("mypy_django_plugin") is not None

#: mypy's own settings of a project, without stubs and with them.
PLAIN = """
[mypy]
strict = true
[mypy-django.*]
ignore_missing_imports = true
"""
WITH_STUBS = """
[mypy]
strict = true
plugins = mypy_django_plugin.main
[mypy.plugins.django-stubs]
django_settings_module = shop.settings
"""

Lines = set[tuple[str, int]]


def find_marked(*, django_is_typed: bool) -> Lines:
    """Return the file and number of each line that is marked as an error."""
    mark = re.compile("# error( with types of Django)?$" if django_is_typed else "# error$")
    return {
        (path.name, number)
        for path in PROJECT.rglob("*.py")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if mark.search(line)
    }


def run(*command: str | Path) -> str:
    done = subprocess.run([sys.executable, "-m", *command], cwd=PROJECT, text=True, capture_output=True, check=False)
    assert done.returncode in {0, 1}, done.stdout + done.stderr
    return done.stdout


def describe(lines: Lines, output: str) -> str:
    return f"{sorted(lines)} are not the lines that are marked:\n{output}"


@pytest.mark.timeout(600)
def test_mypy_finds_the_mistakes_and_no_others(tmp_path: Path) -> None:
    config = tmp_path / "mypy.ini"
    config.write_text(WITH_STUBS if HAS_STUBS else PLAIN, encoding="utf-8")
    output = run("mypy", "--config-file", config, "--cache-dir", tmp_path, "shop")
    found = {(Path(path).name, int(line)) for path, line in re.findall(r"^(\S+?):(\d+): error", output, re.MULTILINE)}
    assert found == find_marked(django_is_typed=HAS_STUBS), describe(found, output)


@pytest.mark.timeout(600)
def test_pyright_finds_the_mistakes_and_no_others() -> None:
    output = run("pyright", "--pythonpath", sys.executable, "--outputjson", ".")
    problems = json.loads(output)["generalDiagnostics"]
    found = {(Path(problem["file"]).name, problem["range"]["start"]["line"] + 1) for problem in problems}
    # Without stubs, pyright reads Django itself.
    assert found == find_marked(django_is_typed=True), describe(found, output)


def test_there_are_mistakes_to_find() -> None:
    assert len(find_marked(django_is_typed=True)) > len(find_marked(django_is_typed=False)) > 10
