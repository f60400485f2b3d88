"""A cache whose library is not installed is reported before the first request that uses it."""

from __future__ import annotations

from pathlib import Path

import pytest

from twod.inifile.problems import Place, Report
from twod.wsgi.config.check import check_ini
from twod.wsgi.config.surroundings import cache_clients
from twod.wsgi.config.surroundings.cache_clients import judge_cache_clients
from twod.wsgi.config.survey import survey_file

INI = "[DEFAULT]\ndebug = false\n[app:main]\nuse = egg:twod.wsgi\nSECRET_KEY = x\n"
BACKENDS = "django.core.cache.backends"


@pytest.fixture(autouse=True)
def _nothing_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some environments of the tests have one of the libraries."""
    monkeypatch.setattr(cache_clients, "find_missing_module", lambda name: f"there is no module {name!r}")


@pytest.mark.parametrize(
    ("url", "client"),
    [
        ("redis://cache/1", "redis"),
        ("rediss://cache/1", "redis"),
        ("valkey://cache/1", "redis"),
        ("memcached://cache", "pymemcache"),
        ("pylibmc://cache", "pylibmc"),
    ],
)
def test_the_library_to_add_is_named_where_the_cache_is_written(tmp_path: Path, url: str, client: str) -> None:
    ini = tmp_path / "x.ini"
    ini.write_text(f"{INI}CACHES.default = {url}\n")
    (error,) = survey_file(ini).report.errors
    assert str(error) == (
        f"x.ini:6 [app:main] CACHES.default: the cache 'default' needs {client}, which is not installed; "
        f"install {client} (in buildout.cfg, add it to eggs)"
    )
    # Where nobody knows what is going to be installed.
    check_ini(ini)


@pytest.mark.parametrize(
    "caches",
    [
        None,
        {},
        {"default": None},
        {"default": {"BACKEND": dict}},
        {"default": {"BACKEND": f"{BACKENDS}.locmem.LocMemCache"}},
        {"default": {"BACKEND": "django_redis.cache.RedisCache"}},
    ],
)
def test_a_cache_that_needs_no_library_of_those_is_right(caches: object) -> None:
    report = Report()
    judge_cache_clients({"CACHES": caches}, {}, Place("/x.ini"), report)
    assert report.errors == ()


def test_a_library_that_is_there_is_right(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_clients, "find_missing_module", lambda _name: None)
    report = Report()
    caches = {"default": {"BACKEND": f"{BACKENDS}.redis.RedisCache"}}
    judge_cache_clients({"CACHES": caches}, {}, Place("/x.ini"), report)
    assert report.errors == ()
