"""The checkout says the same in each place that says it; its files are small and in their form."""

from __future__ import annotations

import re
import runpy
import subprocess
import tomllib
from configparser import ConfigParser
from pathlib import Path

import pytest
import yaml

from twod.inifile.problems import Report
from twod.recipe.lock.agreement import find_disagreements, read_locked_pins
from twod.recipe.lock.checkout import Project
from twod.recipe.lock.lock_file import list_files, read_packages

ROOT = Path(__file__).parents[1]
CI = ROOT / ".ci"
SITE = ROOT / "twod" / "wsgi" / "templates" / "site"

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
FRAGMENTS = sorted(path for path in (ROOT / "news").glob("*.rst") if path.name != "template.rst")

#: The most words that a reader of CHANGES.rst takes in at once.
LONGEST_SENTENCE = 25
LARGEST_FILE = 200_000


def read_pins(path: Path) -> dict[str, dict[str, str]]:
    """Return the sections of a versions.cfg that have pins."""
    parser = ConfigParser(interpolation=None)
    parser.read(path, encoding="utf-8")
    return {name: dict(parser[name]) for name in parser.sections() if name.startswith("versions")}


def read_group(name: str) -> set[str]:
    """Return what a dependency group has, with what it includes."""
    found = set()
    for entry in PYPROJECT["dependency-groups"][name]:
        found |= {entry} if isinstance(entry, str) else read_group(entry["include-group"])
    return found


def test_the_version_is_the_same_wherever_it_stands() -> None:
    found = runpy.run_path(str(CI / "release.py"))["read_versions"](ROOT)
    assert len(set.union(*found.values())) == 1, found


def test_a_release_writes_the_version_wherever_it_stands(tmp_path: Path) -> None:
    release = runpy.run_path(str(CI / "release.py"))
    for name in release["PLACES"]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    release["write_version"](tmp_path, "10.20.30")
    assert set.union(*release["read_versions"](tmp_path).values()) == {"10.20.30"}


def test_constraints_are_the_pins_of_versions_cfg() -> None:
    pins = runpy.run_path(str(CI / "pins.py"))
    for name, first in pins["CONSTRAINTS"].items():
        written = (CI / name).read_text(encoding="utf-8")
        assert written == pins["make_constraints"](*first), "run: python .ci/pins.py write"


def test_everything_in_the_dependency_groups_has_a_pin() -> None:
    pins = runpy.run_path(str(CI / "pins.py"))
    pinned = set(map(pins["normalise"], pins["read_pins"]()))
    wanted = set.union(*map(read_group, PYPROJECT["dependency-groups"]))
    assert {name for name in wanted if pins["normalise"](name) not in pinned} == set()


def test_the_lock_names_the_pins_of_versions_cfg() -> None:
    report = Report()
    find_disagreements(Project(ROOT / "buildout.cfg").pins, read_locked_pins(ROOT / "pylock.toml"), report)
    assert report.errors == (), "run: bin/lock write"


def test_the_lock_names_files_of_pypi_alone() -> None:
    files = [file for package, _ in read_packages(ROOT / "pylock.toml") for file in list_files(package)]
    assert len(files) > 1000
    assert [
        file.url for file in files if not (file.url or "").startswith("https://files.pythonhosted.org/packages/")
    ] == []


def test_hooks_have_the_pins_of_versions_cfg() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"][0]["hooks"]
    used = {line for hook in hooks for line in hook.get("additional_dependencies", ())}
    pins = read_pins(ROOT / "versions.cfg")["versions"]
    assert used == {f"{name}=={pins[name]}" for name in ("ruff", "pre-commit-hooks")}


def test_buildout_and_tox_run_the_tests_with_the_same_distributions() -> None:
    parser = ConfigParser(interpolation=None)
    parser.read(ROOT / "test.cfg", encoding="utf-8")
    eggs = set(parser["test-requirements"]["eggs"].split())
    assert {egg for egg in eggs if not egg.startswith("twod.")} == read_group("tests")


def test_bootstrap_and_tox_make_a_buildout_of_the_same_distributions() -> None:
    assert read_group("bootstrap") == set(runpy.run_path(str(ROOT / "bootstrap.py"))["REQUIRED"])


def test_the_service_runs_each_part_of_ci() -> None:
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8"))
    (parts,) = re.findall(r"^parts=\((.*)\)$", (CI / "run").read_text(encoding="utf-8"), re.MULTILINE)
    jobs = [part for job in workflow["jobs"].values() for part in job["strategy"]["matrix"]["part"]]
    assert sorted(jobs) == sorted(parts.split())


def test_a_new_site_has_the_bootstrap_of_the_checkout() -> None:
    text = (SITE / "bootstrap.py_tmpl").read_bytes()
    assert text == (ROOT / "bootstrap.py").read_bytes()
    # What a template would replace.
    assert b"{{" not in text


def test_a_new_site_has_the_pins_of_the_checkout() -> None:
    ours = read_pins(ROOT / "versions.cfg")
    theirs = read_pins(SITE / "versions.cfg")
    assert theirs == {
        section: {name: ours[section].get(name, f"no pin of {name}") for name in pins}
        for section, pins in theirs.items()
    }
    assert set(theirs) == set(ours)


def test_the_distributions_have_the_licence_of_the_checkout() -> None:
    for folder in ("inifile", "recipe"):
        assert (ROOT / folder / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()


def test_news_are_one_sentence_for_users_each(subtests: pytest.Subtests) -> None:
    kinds = "|".join(kind["directory"] for kind in PYPROJECT["tool"]["towncrier"]["type"])
    for path in FRAGMENTS:
        with subtests.test(fragment=path.name):
            assert re.fullmatch(rf"[a-z0-9-]+\.({kinds})\.rst", path.name)
            text = path.read_text(encoding="utf-8")
            assert len(text.split()) <= LONGEST_SENTENCE
            # A name of twod's own begins a sentence as it is written.
            assert re.match(r"[A-Z`]|twod\b", text)
            assert re.findall(r"[.!?](?=\s)", text) == ["."]
            assert text.endswith(".\n")


def test_no_tracked_file_is_large_but_the_lock_and_pictures_of_the_manual() -> None:
    tracked = subprocess.check_output(["git", "ls-files", "-z"], cwd=ROOT, text=True).split("\0")
    sizes = {name: (ROOT / name).stat().st_size for name in tracked if (ROOT / name).is_file()}
    large = {name for name, size in sizes.items() if size > LARGEST_FILE}
    assert {name for name in large if not name.startswith("docs/images/")} == {"pylock.toml"}
