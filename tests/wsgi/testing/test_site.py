"""The plugin for the tests of a site: the order of tests, and settings of one test. The rest is in tests/processes."""

from __future__ import annotations

from contextlib import ExitStack
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import UserSettingsHolder, settings
from django.test import SimpleTestCase, TestCase, TransactionTestCase

from twod.wsgi.testing import site
from twod.wsgi.testing.databases import Databases


def make_config(*, databases: Databases | None) -> Any:
    stash = pytest.Stash()
    stash[site.SITE] = site.Site("/site/test.ini", databases)
    return SimpleNamespace(stash=stash)


CLASSES = [TransactionTestCase, None, TestCase, SimpleTestCase]


@pytest.mark.parametrize(
    ("databases", "expected"),
    [(Databases("test.ini"), [None, TestCase, SimpleTestCase, TransactionTestCase]), (None, CLASSES)],
    ids=["ours", "pytest-django's"],
)
def test_tests_that_empty_the_databases_come_last_where_these_are_ours(databases: Any, expected: list[Any]) -> None:
    items: list[Any] = [SimpleNamespace(cls=class_) for class_ in CLASSES]
    site.pytest_collection_modifyitems(make_config(databases=databases), items)
    assert [item.cls for item in items] == expected


def test_the_head_of_the_report_names_the_ini() -> None:
    assert site.pytest_report_header(make_config(databases=None)) == "paste config: /site/test.ini"


def test_what_a_test_assigns_is_as_it_was_when_the_test_is_over(django_settings: UserSettingsHolder) -> None:
    django_settings.GREETING = "hello"
    with ExitStack() as stack:
        changed = site.TestSettings(stack)
        changed.GREETING = "goodbye"
        changed.NEW = changed.GREETING + "!"
        assert (settings.GREETING, settings.NEW) == ("goodbye", "goodbye!")
    assert settings.GREETING == "hello"
    assert not hasattr(settings, "NEW")


def test_the_way_to_the_databases_is_open_again_in_the_end() -> None:
    databases = Databases("test.ini")
    databases.close_way()
    site.pytest_unconfigure(make_config(databases=databases))
    site.pytest_unconfigure(make_config(databases=None))
