"""What may be written for the filter of the health probes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twod.inifile.addresses import Address
from twod.inifile.health_options import (
    HealthOptions,
    find_health_problems,
    read_check_names,
    read_health_options,
    read_probe_path,
)
from twod.inifile.problems import BadValueError


@pytest.mark.parametrize("text", ["/-/", "/-", " /-/ ", "//-//"])
def test_a_path_has_a_slash_at_both_ends(text: str) -> None:
    assert read_probe_path(text) == "/-/"


@pytest.mark.parametrize(
    "text", ["", "/", "//", "-", "health/", "/a b/", "/a//b/", "/../", "/./x", "/%2e/", "/é/", "/a?b"]
)
def test_what_is_no_path_below_the_root_is_refused(text: str) -> None:
    with pytest.raises(BadValueError, match="expected a path such as /-/, got"):
        read_probe_path(text)


@given(st.lists(st.from_regex(r"[a-z0-9_-][a-z0-9._~-]*", fullmatch=True), min_size=1))
def test_a_path_that_was_read_is_read_again_as_it_is(segments: list[str]) -> None:
    path = read_probe_path("/" + "/".join(segments))
    assert read_probe_path(path) == path


def test_the_names_of_checks_may_be_in_lines_or_behind_commas() -> None:
    assert read_check_names("a.b\n c.d.e, f.g") == ("a.b", "c.d.e", "f.g")


@pytest.mark.parametrize("name", ["check", "a.b:c", "a.", ".a", "a.b-c", "a..b"])
def test_a_check_is_a_dotted_name(name: str) -> None:
    with pytest.raises(BadValueError) as raised:
        read_check_names(f"shop.health.search {name}")
    assert (
        str(raised.value) == f"expected the dotted name of a function, such as shop.health.check_search, got {name!r}"
    )


def test_without_options_there_are_the_defaults() -> None:
    assert read_health_options({}) == HealthOptions("/-/", (), 2.0, 1.0, frozenset(), None)


def test_options_come_to_values() -> None:
    texts = {
        "path": "/health",
        "checks": "shop.health.search",
        "timeout": "0.5s",
        "cache": "0",
        "skip": "static cache:archive",
        "address": "8081",
    }
    assert list(find_health_problems(texts)) == []
    assert read_health_options(texts) == HealthOptions(
        "/health/",
        ("shop.health.search",),
        0.5,
        0.0,
        frozenset({"static", "cache:archive"}),
        Address("127.0.0.1", 8081),
    )
    assert read_health_options({"address": ""}).address is None


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("path", "x", "expected a path such as /-/, got 'x'"),
        ("timeout", "0", "expected more than 0 seconds, such as 2s, got '0'"),
        ("timeout", "fast", "expected seconds, such as 2s, 0.5s or 5m, got 'fast'"),
        ("address", "80a", "expected HOST:PORT or PORT, got '80a'"),
        ("timeot", "2s", "not an option of egg:twod.wsgi#health; did you mean timeout?"),
        (
            "colour",
            "red",
            "not an option of egg:twod.wsgi#health; the options are path, checks, timeout, cache, skip, address",
        ),
        (
            "skip",
            "static:default",
            "expected one of cache, database, migrations, static, or KIND:ALIAS such as cache:default, got"
            " 'static:default'; did you mean static?",
        ),
        (
            "skip",
            "databse:x",
            "expected one of cache, database, migrations, static, or KIND:ALIAS such as cache:default, got 'databse:x';"
            " did you mean database?",
        ),
    ],
)
def test_each_mistake_is_reported_with_its_option(name: str, text: str, message: str) -> None:
    assert list(find_health_problems({name: text})) == [(name, message)]
