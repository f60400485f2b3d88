"""The secret key of an environment, as its ini refers to it."""

from __future__ import annotations

import pytest

from twod.inifile.key_place import KeyPlace
from twod.inifile.problems import Report
from twod.recipe.ini.secret_keys import (
    find_doubt_about_key,
    find_remote_host,
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
    assert judge(judge_secret_key, options) == ["[prod] secret-key: there is a SECRET_KEY as well; remove one of them"]
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
        f"[prod] secret-key: generate makes a different key on each host, and hosts has {count}, so visitors would be "
        "signed out when another host answers; give all hosts one key: secret-key = file:PATH, env:NAME or cred:NAME"
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
        "[prod] secret-key: generate makes a different key on each host, and the bundle goes to other hosts; give all "
        "hosts one key: secret-key = file:PATH, env:NAME or cred:NAME"
    ]


@pytest.mark.parametrize(
    ("name", "text", "host"),
    [
        ("DATABASES.default", "postgres://shop:sesame@db.example.com:5432/shop", "db.example.com"),
        ("DATABASES.archive", "mysql://10.0.0.5/shop?ssl=true", "10.0.0.5"),
        ("DATABASES.default", "postgres://shop@[2001:db8::5]/shop", "2001:db8::5"),
        ("DATABASES.default.HOST", "db.example.com", "db.example.com"),
        *(
            ("DATABASES.default", text, None)
            for text in (
                "postgres://shop@localhost/shop",
                "postgres://127.0.0.1:5432/shop",
                "postgres://[::1]/shop",
                "postgres:///shop",
                "postgres://%2Frun%2Fpostgresql/shop",
                "sqlite:////srv/shop.sqlite3",
                "$${env:DATABASE_URL}",
                "postgres://shop@${env:HOST}/shop",
                "nonsense",
            )
        ),
        ("DATABASES.default.HOST", "/run/postgresql", None),
        ("DATABASES.default.NAME", "db.example.com", None),
        ("CACHES.default", "redis://cache.example.com/1", None),
    ],
)
def test_a_database_elsewhere_is_one_that_other_hosts_may_use(name: str, text: str, host: str | None) -> None:
    assert find_remote_host(name, text) == host


REMOTE = {"DATABASES.default": "postgres://shop:sesame@db.example.com/shop"}


def test_a_key_that_is_generated_beside_a_shared_database_is_doubtful() -> None:
    doubt = find_doubt_about_key(read_prod({"secret-key": "generate"} | REMOTE))
    assert doubt is not None
    assert (doubt.section, doubt.name) == ("prod", "secret-key")
    assert doubt.message == (
        "DATABASES.default is on db.example.com; if other hosts run this site as well, give all hosts one key: "
        "secret-key = file:PATH, env:NAME or cred:NAME"
    )


@pytest.mark.parametrize(
    "options",
    [
        {"secret-key": "env:SHOP_KEY"} | REMOTE,
        {"secret-key": "generate"},
        {"secret-key": "generate", "hosts": "web1:10.0.0.11"} | REMOTE,
    ],
)
def test_a_key_is_not_doubtful_elsewhere(options: dict[str, str]) -> None:
    assert find_doubt_about_key(read_prod(options)) is None
