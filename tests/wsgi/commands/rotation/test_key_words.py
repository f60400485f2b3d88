"""What ``secret-key`` prints."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from twod.inifile.key_place import KeyPlace
from twod.inifile.reading import IniOption
from twod.wsgi.commands.rotation.key_files import KeyFiles
from twod.wsgi.commands.rotation.key_options import KeyOptions
from twod.wsgi.commands.rotation.key_ring import KeyRing
from twod.wsgi.commands.rotation.key_words import describe_change, describe_state, describe_steps

OPTION = IniOption("SECRET_KEY", "", "/srv/prod.ini", 3, "app:main")


@pytest.fixture
def files(tmp_path: Path) -> KeyFiles:
    found = KeyFiles(tmp_path / "key", tmp_path / "key.fallbacks")
    for path in (found.key, found.prepared):
        path.touch(0o600)
        os.utime(path, (1764000000, 1764000000))
    return found


def test_the_state_is_told_by_places_and_times(files: KeyFiles) -> None:
    assert describe_state(files, KeyRing("s3cret")).splitlines() == [
        f"{files.key}: the key, since 2025-11-24 16:00",
        f"{files.fallbacks}: no former key",
    ]
    told = describe_state(files, KeyRing("s3cret", ("s3cret1", "s3cret2"), "s3cret3"))
    assert told.splitlines()[1:] == [
        f"{files.fallbacks}: 2 former keys",
        f"{files.prepared}: the next key, since 2025-11-24 16:00",
    ]
    assert "s3cret" not in told


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        (
            KeyRing("a"),
            KeyRing("a", (), "b"),
            [
                "Prepared the next key, in {0}.next.",
                "Reload all servers of the site, on each host. After that: twod secret-key x.ini --rotate",
            ],
        ),
        (
            KeyRing("a", (), "b"),
            KeyRing("a", (), "b"),
            [
                "The next key is prepared already, in {0}.next.",
                "Reload all servers of the site, on each host. After that: twod secret-key x.ini --rotate",
            ],
        ),
        (
            KeyRing("a"),
            KeyRing("b", ("a",)),
            [
                "Wrote a new key into {0}.",
                "Moved the former key to {0}.fallbacks; its signatures stay valid.",
                "Reload all servers of the site. When no signature of a former key is in use any more: "
                "twod secret-key x.ini --drop",
            ],
        ),
        (
            KeyRing("a", ("x", "y")),
            KeyRing("b"),
            [
                "Wrote a new key into {0}.",
                "Dropped the former key: all visitors have to sign in again.",
                "Dropped 2 former keys of 2.",
                "Reload all servers of the site.",
            ],
        ),
        (
            KeyRing("a", ("x", "y")),
            KeyRing("a", ("x",)),
            [
                "Dropped 1 former key of 2.",
                "Reload all servers of the site. When no signature of a former key is in use any more: "
                "twod secret-key x.ini --drop",
            ],
        ),
        (KeyRing("a"), KeyRing("a"), ["There is nothing to drop: no former key."]),
    ],
)
def test_a_change_is_told_with_what_to_do_next(files: KeyFiles, old: KeyRing, new: KeyRing, lines: list[str]) -> None:
    told = describe_change(files, old, new, "twod secret-key x.ini").splitlines()
    assert told == [line.format(files.key) for line in lines]


def test_a_key_that_everybody_can_read_is_told(files: KeyFiles) -> None:
    files.key.chmod(0o644)
    warning = f"Every user can access {files.key} (mode 0644); run chmod o= {files.key}"
    assert describe_state(files, KeyRing("a")).splitlines()[-1] == warning
    assert describe_change(files, KeyRing("a"), KeyRing("b"), "").splitlines()[-1] == warning
    files.key.chmod(0o640)
    assert warning not in describe_state(files, KeyRing("a"))


@pytest.mark.parametrize(
    ("place", "former", "named"),
    [
        (KeyPlace("env", "SHOP_KEY"), ["SHOP_KEY_FALLBACKS"], "SHOP_KEY_FALLBACKS"),
        (KeyPlace("env", "SHOP_KEY"), ["OLD_KEYS"], "OLD_KEYS"),
        (KeyPlace("env", "SHOP_KEY"), ["OLD_KEYS", "SHOP_KEY_FALLBACKS"], "SHOP_KEY_FALLBACKS"),
        (KeyPlace("cred", "shop-key"), ["shop-key.fallbacks"], "shop-key.fallbacks"),
    ],
)
def test_the_steps_name_where_keys_go_in_their_order(place: KeyPlace, former: list[str], named: str) -> None:
    places = tuple(KeyPlace(place.kind, name) for name in former)
    told = describe_steps(KeyOptions(OPTION, place, place, places))
    noun = {"env": "environment variable", "cred": "credential"}[place.kind]
    assert told.startswith(f"The key is in the {noun} {place.name}, which only you can change.")
    steps = [line for line in told.splitlines() if line[:2] in ("1.", "2.", "3.")]
    assert steps[0].startswith(f"1. Add a new key to {named}.")
    assert steps[1].startswith(
        f"2. Put the new key into {place.name}, and replace it in {named} by the key that was in "
    )
    assert steps[2].endswith(f", empty {named}.")
    assert "The ini names no place" not in told


def test_an_ini_without_a_place_for_former_keys_gets_a_line_that_names_one() -> None:
    place = KeyPlace("env", "SHOP_KEY")
    told = describe_steps(KeyOptions(OPTION, place, place, (KeyPlace("file", "/etc/key.fallbacks"),)))
    assert told.endswith("Add this line to it first: SECRET_KEY_FALLBACKS = ${env:SHOP_KEY_FALLBACKS:-}")
