"""Pins for all machines, out of the files of a buildout."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twod.inifile.problems import Place
from twod.recipe.lock.pinned_versions import Pin, make_versions, read_buildout_options, read_pins
from twod.recipe.recipe_error import RecipeError

ROOT = Path(__file__).parents[2]


def write(directory: Path, **texts: str) -> Path:
    """Write configurations by their names without the ending; return the first one's path."""
    paths = [directory / f"{name}.cfg" for name in texts]
    for path, text in zip(paths, texts.values(), strict=True):
        path.write_text(text, encoding="utf-8")
    return paths[0]


def list_pins(path: Path) -> list[tuple[str, str, str]]:
    return [(pin.name, pin.version, pin.marker) for pin in read_pins(path)]


def test_a_condition_makes_two_pins_of_one(tmp_path: Path) -> None:
    path = write(tmp_path, versions="[versions]\nDjango = 6.1\nWebOb = 1.8\n[versions:python311]\nDjango = 5.2\n")
    assert list_pins(path) == [
        ("Django", "5.2", 'python_version < "3.12"'),
        ("Django", "6.1", 'python_version >= "3.12"'),
        ("WebOb", "1.8", ""),
    ]


def test_a_pin_for_some_machines_alone_has_their_marker(tmp_path: Path) -> None:
    path = write(tmp_path, versions="[versions:sys.version_info >= (3, 13)]\nlegacy-cgi = 2.6\n")
    assert list_pins(path) == [("legacy-cgi", "2.6", 'python_version >= "3.13"')]


def test_the_pins_of_extended_files_count_and_the_nearer_ones_win(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        buildout="[buildout]\nextends = a.cfg b.cfg\n[versions]\nwebob = 3\n",
        a="[buildout]\nextends = b.cfg\n[versions]\nWebOb = 1\nFlask = 1\n",
        b="[versions]\nWebOb = 2\nFlask = 2\nempty =\n",
    )
    assert list_pins(path) == [("Flask", "2", ""), ("webob", "3", "")]


def test_the_section_of_the_pins_may_have_another_name(tmp_path: Path) -> None:
    path = write(tmp_path, buildout="[buildout]\nversions = pins\n[pins]\nFlask = 2\n[versions]\nFlask = 1\n")
    assert list_pins(path) == [("Flask", "2", "")]


def test_the_pins_of_this_checkout_are_read() -> None:
    pins = {(pin.name, pin.marker) for pin in read_pins(ROOT / "versions.cfg")}
    assert {("Django", 'python_version < "3.12"'), ("legacy-cgi", 'python_version >= "3.13"'), ("Flask", "")} < pins


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[versions]\nFlask = >= 2\n", r"\[versions\] Flask: expected one version, such as 1.0, got '>= 2'"),
        ("[versions]\nFlask = ${base:flask}\n", r"got '\$\{base:flask\}'"),
        ("[versions:bits64]\nFlask = 2\n", r"NameError: .*; use Python versions or systems \(versions.cfg:1\)"),
        ("[buildout]\nextends = https://example.org/v.cfg\n", "download the file and extend the copy"),
        ("[buildout]\nextends = versions.cfg\n", "the file extends itself"),
        ("[buildout]\nextends = missing.cfg\n", "cannot be read: No such file or directory"),
        ("Flask = 2\n", "no section headers"),
    ],
)
def test_what_cannot_be_locked_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, versions=text)
    with pytest.raises(RecipeError, match=told):
        read_pins(Path("versions.cfg"))


def test_the_options_of_buildout_are_those_for_this_machine(tmp_path: Path) -> None:
    path = write(tmp_path, buildout="[buildout]\nindex = a\n[buildout:not python3]\nindex = b\n")
    assert read_buildout_options(path) == {"index": "a"}


NAMES = st.sampled_from(["Flask", "WebOb", "zc.buildout", "a-b"])
VERSIONS = st.sampled_from(["1.0", "2.0rc1", "3!4"])
MARKERS = st.sampled_from(["", 'python_version >= "3.13"', 'sys_platform == "linux" and python_version < "3.12"'])


@given(st.dictionaries(NAMES, st.tuples(VERSIONS, MARKERS), min_size=1))
def test_pins_survive_being_written(tmp_path_factory: pytest.TempPathFactory, pins: dict[str, tuple[str, str]]) -> None:
    text = make_versions(Pin(name, *pin, Place()) for name, pin in pins.items())
    path = write(tmp_path_factory.getbasetemp(), round_trip=text)
    read = {name: (version, set(marker.split(" and "))) for name, version, marker in list_pins(path)}
    assert read == {name: (version, set(marker.split(" and "))) for name, (version, marker) in pins.items()}
