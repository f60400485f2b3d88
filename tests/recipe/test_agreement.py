"""Pins and locks, compared."""

from __future__ import annotations

from pathlib import Path

import pytest

from twod.inifile.problems import Place, Report
from twod.recipe.lock.agreement import find_disagreements, read_locked_pins
from twod.recipe.lock.pinned_versions import Pin
from twod.recipe.recipe_error import RecipeError

from .conftest import describe

LOCKS = Path(__file__).parent / "locks"


def compare(pins: dict[tuple[str, str], str], locked: dict[tuple[str, str], str]) -> list[str]:
    """Return what is reported of versions by name and marker."""
    report = Report()
    find_disagreements(
        *([Pin(*key, marker, Place()) for key, marker in group.items()] for group in (pins, locked)), report
    )
    return describe(report)


def test_what_a_foreign_lock_names_is_read_as_pins() -> None:
    pins = read_locked_pins(LOCKS / "pylock.uv-compile.toml")
    assert [(pin.name, pin.version, pin.marker) for pin in pins] == [
        ("iniconfig", "2.3.1", ""),
        ("legacy-cgi", "2.6.4", 'python_full_version >= "3.13"'),
        ("pastedeploy", "3.0.1", 'python_full_version >= "3.12"'),
        ("pastedeploy", "3.1.0", 'python_full_version < "3.12"'),
    ]
    assert [pin.name for pin in read_locked_pins(LOCKS / "pylock.pip-lock.toml")] == ["sqlparse"]


def test_what_is_for_an_extra_alone_cannot_be_pinned(tmp_path: Path) -> None:
    path = tmp_path / "pylock.toml"
    text = (LOCKS / "pylock.uv-compile.toml").read_text(encoding="utf-8")
    path.write_text(text.replace("python_full_version < '3.12'", "'fast' in extras"), encoding="utf-8")
    with pytest.raises(RecipeError, match=r"pastedeploy is only for an extra or a group \(\"fast\" in extras\)"):
        read_locked_pins(path)


def test_the_same_versions_agree_however_their_markers_are_written() -> None:
    pins = {("A.b", "1"): 'python_version < "3.12"', ("A.b", "2"): 'python_version >= "3.12"', ("c", "3"): ""}
    locked = {
        ("a-b", "1"): 'python_full_version < "3.12"',
        ("a-b", "2"): 'python_full_version >= "3.12"',
        ("c", "3"): "",
    }
    assert compare(pins, locked) == []


def test_a_difference_is_told_with_the_machine() -> None:
    (told,) = compare({("a", "1"): ""}, {("a", "2"): ""})
    assert told == "a is pinned to 1 and locked to 2 for Python 3.11 on darwin; run bin/lock write"
    (told,) = compare({("a", "1"): ""}, {("a", "1"): 'python_version < "3.13"'})
    assert told == "a is pinned to 1 and locked to nothing for Python 3.13 on darwin; run bin/lock write"


@pytest.mark.parametrize("marker", ['platform_machine == "x86_64"', 'python_full_version >= "3.11.4"'])
def test_a_marker_that_no_pin_can_have_is_told(marker: str) -> None:
    (told,) = compare({("a", "1"): ""}, {("a", "1"): marker})
    assert told.startswith("a has a marker that cannot be compared with the pins: ")
    assert told.endswith("; run bin/lock write")


def test_what_is_on_one_side_alone_is_told() -> None:
    assert compare({("a", "1"): ""}, {}) == ["a is pinned but not in the lock; run bin/lock write"]
    assert compare({}, {("a", "1"): ""}) == ["a is in the lock but not pinned; run bin/lock write, or pin it"]
