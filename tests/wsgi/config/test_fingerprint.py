"""A fingerprint is the same where the settings are, differs where they differ, and discloses nothing."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from twod.wsgi.config.fingerprint import make_fingerprint, make_setting_fingerprints
from twod.wsgi.config.loaded import Loaded
from twod.wsgi.config.survey import load_uri

#: Django 6.1 has deprecated EMAIL_HOST, EMAIL_PORT and the like, which any version of these inis may set.
pytestmark = pytest.mark.filterwarnings("ignore:.*MAILERS")

Write = Callable[[str, str], Path]

#: A text that looks like a number, or like none or true, would make a warning.
_TEXTS = st.text(st.sampled_from("ghjkmpqrw"), min_size=1, max_size=20)


def load(write: Write, *options: str, key: str = "of tests alone") -> Loaded:
    lines = ["[app:main]", "use = egg:twod.wsgi", *([f"SECRET_KEY = {key}"] if key else []), *options]
    return load_uri(write("x.ini", "\n".join(lines) + "\n"), environ={})


def test_the_order_of_the_options_makes_no_difference(write: Write) -> None:
    one, other = load(write, "SITE_ID = 1", "USE_TZ = no"), load(write, "USE_TZ = false", "SITE_ID = 1")
    assert make_fingerprint(one) == make_fingerprint(other)
    assert make_setting_fingerprints(one) == make_setting_fingerprints(other)


@pytest.mark.parametrize(
    "options",
    [("SITE_ID = 2",), ("SITE_ID = 1", "USE_TZ = no"), (), ("SITE_ID = 1", "ADMINS = a@example.com")],
)
def test_another_value_and_another_setting_make_another_fingerprint(write: Write, options: tuple[str, ...]) -> None:
    assert make_fingerprint(load(write, *options)) != make_fingerprint(load(write, "SITE_ID = 1"))


def test_what_the_ini_chooses_of_the_faster_pieces_counts(write: Write) -> None:
    off = load(write, "SITE_ID = 1", "set twod.fast = none")
    assert make_fingerprint(off) != make_fingerprint(load(write, "SITE_ID = 1"))


def test_only_the_settings_that_differ_have_other_fingerprints(write: Write) -> None:
    one = make_setting_fingerprints(load(write, "SITE_ID = 1", "TIME_ZONE = UTC"))
    other = make_setting_fingerprints(load(write, "SITE_ID = 2", "TIME_ZONE = UTC"))
    assert {name for name in one if one[name] != other[name]} == {"SITE_ID"}


def test_without_a_secret_key_there_is_none(write: Write) -> None:
    loaded = load(write, "SITE_ID = 1", key="")
    assert make_fingerprint(loaded) is None
    assert make_setting_fingerprints(loaded) == {}


def test_whoever_has_another_key_cannot_try_out_guesses(write: Write) -> None:
    option = "EMAIL_HOST_PASSWORD = guess"
    mine, theirs = load(write, option), load(write, option, key="another")
    names = make_setting_fingerprints(mine)
    assert {name for name in names if names[name] == make_setting_fingerprints(theirs)[name]} == set()


def test_two_settings_of_one_value_cannot_be_recognized_as_such(write: Write) -> None:
    found = make_setting_fingerprints(load(write, "EMAIL_HOST_USER = same", "EMAIL_HOST_PASSWORD = same"))
    assert len(set(found.values())) == len(found)


@given(value=_TEXTS, other=_TEXTS)
def test_no_value_is_in_a_fingerprint_and_each_has_its_own(write: Write, value: str, other: str) -> None:
    assume(value != other)
    one, two = load(write, f"SHOP = {value}"), load(write, f"SHOP = {other}")
    first, second = make_setting_fingerprints(one)["SHOP"], make_setting_fingerprints(two)["SHOP"]
    assert first != second
    assert len(first) == 16
    assert value not in first


def test_each_process_comes_to_the_same(write: Write) -> None:
    loaded = load(write, "CSRF_TRUSTED_ORIGINS = https://a https://b", "DISALLOWED_USER_AGENTS = ^BadBot/")
    code = (
        "import sys; from twod.wsgi.config.survey import load_uri;"
        "from twod.wsgi.config.fingerprint import make_fingerprint; print(make_fingerprint(load_uri(sys.argv[1])))"
    )
    arguments = [sys.executable, "-c", code, str(loaded.files[0])]
    environ = {"PYTHONPATH": ":".join(sys.path), "PYTHONHASHSEED": "7"}
    assert subprocess.check_output(arguments, env=environ, text=True).strip() == make_fingerprint(loaded)
