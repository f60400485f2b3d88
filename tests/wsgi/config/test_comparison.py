"""Many configurations side by side show what differs between any two, and no secret."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from twod.wsgi.config.comparison import compare_all
from twod.wsgi.config.difference import find_differences
from twod.wsgi.config.loaded import Loaded
from twod.wsgi.config.survey import load_uri

Write = Callable[[str, str], Path]


def load(write: Write, name: str, *options: str) -> Loaded:
    return load_uri(write(f"{name}.ini", "\n".join(["[app:main]", "use = egg:twod.wsgi", *options]) + "\n"), environ={})


def test_each_side_has_its_value_and_its_place(write: Write) -> None:
    dev, test, prod = (
        load(write, "dev", "SITE_ID = 1", "USE_TZ = no"),
        load(write, "test", "SITE_ID = 1", "USE_TZ = no"),
        load(write, "prod", "SITE_ID = 2", "USE_TZ = no"),
    )
    (row,) = compare_all([dev, test, prod])
    assert row.key == "SITE_ID"
    assert [side.values for side in row.sides] == [(1,), (1,), (2,)]
    assert [side.place.rpartition("/")[2] for side in row.sides] == [
        "dev.ini:3 [app:main]",
        "test.ini:3 [app:main]",
        "prod.ini:3 [app:main]",
    ]


def test_keys_are_compared_one_by_one_and_one_may_be_missing(write: Write) -> None:
    dev = load(write, "dev", "DATABASES.default = sqlite:///a.db", "SITE_ID = 1")
    prod = load(write, "prod", "DATABASES.default = sqlite:///b.db", "DATABASES.other = sqlite:///c.db")
    found = {row.key: row for row in compare_all([dev, prod])}
    assert set(found) == {"DATABASES.default.NAME", "DATABASES.other", "SITE_ID"}
    assert found["DATABASES.other"].sides[0].values == ()
    assert found["SITE_ID"].sides[1] == ((), "")


def test_a_secret_that_differs_is_said_to_and_is_not_shown(write: Write) -> None:
    one, other = load(write, "one", "SECRET_KEY = hunter2"), load(write, "other", "SECRET_KEY = swordfish")
    (row,) = compare_all([one, other, one])
    assert [side.values for side in row.sides] == [("<hidden>",)] * 3


_VALUES = st.dictionaries(st.sampled_from(["A", "B", "C"]), st.sampled_from([0, 1, "x"]), max_size=3)


@given(st.lists(_VALUES, min_size=2, max_size=4))
def test_two_by_two_there_are_no_other_differences(write: Write, values: list[dict[str, object]]) -> None:
    loaded = [
        load(write, f"e{number}", *(f"SHOP.{key} = {item}" for key, item in value.items()))
        for number, value in enumerate(values)
    ]
    settings = {row.key.partition(".")[0] for row in compare_all(loaded)}
    pairs = {
        difference.key.partition(".")[0]
        for one in loaded
        for other in loaded
        for difference in find_differences(one, other)
    }
    assert settings == pairs
