"""The secret key of an environment, as its ini refers to it."""

from __future__ import annotations

import pytest

from twod.inifile.key_place import KeyPlace
from twod.inifile.problems import Report
from twod.recipe.ini.secret_keys import (
    has_generated_key,
    judge_generated_key,
    judge_secret_key,
    make_key_entries,
)

from .conftest import describe, judge, read_prod


def test_the_entries_come_from_the_option() -> None:
    environment = read_prod({"secret-key": "env:SHOP_KEY"})
    entries = make_key_entries(environment, KeyPlace("env", "SHOP_KEY"))
    assert {name: (entry.value, entry.source) for name, entry in entries.items()} == {
        "SECRET_KEY": ("${env:SHOP_KEY}", "prod"),
        "SECRET_KEY_FALLBACKS.append": ("${env:SHOP_KEY_FALLBACKS:-}", "prod"),
    }


@pytest.mark.parametrize("secret_key", ["generate", "env:SHOP_KEY"])
def test_a_key_is_written_once(secret_key: str) -> None:
    options = {"secret-key": secret_key, "SECRET_KEY": "x"}
    assert judge(judge_secret_key, options) == [
        "[prod] secret-key: there is a SECRET_KEY as well; leave one of them out"
    ]
    assert judge(judge_secret_key, {"secret-key": secret_key, "SECRET_KEY_FALLBACKS": "x"}) == []


@pytest.mark.parametrize(
    ("hosts", "count"),
    [
        ("web1:10.0.0.11 web2:10.0.0.12", 2),
        ("web1:10.0.0.11:8080 web2:10.0.0.11:8081 jobs:10.0.0.13 worker", 2),
        ("web1:127.0.0.1:8081 web2:127.0.0.1:8082", 1),
        ("web1:10.0.0.11", 1),
        ("", 1),
    ],
)
def test_a_generated_key_is_refused_for_several_hosts(hosts: str, count: int) -> None:
    told = judge(judge_secret_key, {"secret-key": "generate", "hosts": hosts})
    assert judge(judge_secret_key, {"secret-key": "env:SHOP_KEY", "hosts": hosts}) == []
    assert told == [
        f"[prod] secret-key: generate makes another key on each host, and hosts has {count}, so that a visitor is "
        "signed out when another one answers; give all hosts one key: secret-key = file:PATH, env:NAME or cred:NAME"
    ] * (count > 1)


@pytest.mark.parametrize("secret_key", ["", "file:key", "env:SHOP_KEY", "cred:key"])
def test_a_key_that_is_provided_may_go_anywhere(secret_key: str) -> None:
    environment, report = read_prod({"secret-key": secret_key}), Report()
    assert not has_generated_key(environment)
    judge_generated_key(environment, "the bundle goes to other hosts", report)
    assert describe(report) == []


def test_a_key_of_one_host_is_refused_elsewhere_with_the_cure() -> None:
    environment, report = read_prod({"secret-key": "generate"}), Report()
    judge_generated_key(environment, "the bundle goes to other hosts", report)
    assert describe(report) == [
        "[prod] secret-key: generate makes another key on each host, and the bundle goes to other hosts; give all "
        "hosts one key: secret-key = file:PATH, env:NAME or cred:NAME"
    ]
