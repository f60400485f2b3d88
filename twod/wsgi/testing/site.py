"""The plugin for the tests of one site, after its settings were loaded.

If pytest-django is present, it sets up the databases and isolates the tests itself.
"""

from __future__ import annotations

import sys
import unittest
from collections.abc import Iterator
from contextlib import ExitStack, nullcontext
from typing import TYPE_CHECKING, Any, NamedTuple
from wsgiref.types import WSGIApplication

import pytest
from django.conf import settings
from django.test import TestCase, TransactionTestCase
from django.test.utils import override_settings, setup_test_environment, teardown_test_environment

from twod.wsgi.loading import make_application
from twod.wsgi.serving.unserved import loading_unserved
from twod.wsgi.testing import no_databases
from twod.wsgi.testing.databases import Databases, kept_connections

if TYPE_CHECKING:
    from webtest import TestApp


class Site(NamedTuple):
    """The site under test and its databases."""

    config_uri: str
    #: The test databases; None if pytest-django manages them.
    databases: Databases | None


SITE = pytest.StashKey[Site]()


def start(config: pytest.Config, config_uri: str, *, has_pytest_django: bool) -> None:
    """Register this module as a plugin of a run of pytest; call ``django.setup()`` before.

    :param config: the configuration of pytest.
    :param config_uri: the ini that the settings come from.
    :param has_pytest_django: whether pytest-django takes part.
    """
    databases = None if has_pytest_django else Databases(config_uri)
    config.stash[SITE] = Site(config_uri, databases)
    config.pluginmanager.register(sys.modules[__name__], "twod-site")
    if databases is not None:
        databases.close_way()
    elif config.known_args_namespace.no_db:
        config.pluginmanager.register(no_databases, "twod-no-databases")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Undo the changes of this plugin, because the process may go on after the run."""
    databases = config.stash[SITE].databases
    if databases is not None:
        databases.open_way()


def pytest_report_header(config: pytest.Config) -> str:
    """Return a line that names the ini."""
    return f"paste config: {config.stash[SITE].config_uri}"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Move the tests that empty the databases to the end, as Django's test runner does."""
    if config.stash[SITE].databases is not None:
        items.sort(key=_empties_databases)


def _empties_databases(item: pytest.Item) -> bool:
    class_ = getattr(item, "cls", None)
    return class_ is not None and issubclass(class_, TransactionTestCase) and not issubclass(class_, TestCase)


@pytest.fixture(scope="session", autouse=True)
def _django_environment(pytestconfig: pytest.Config) -> Iterator[None]:
    """Set up Django's test environment and databases around all tests."""
    databases = pytestconfig.stash[SITE].databases
    with ExitStack() as stack:
        if databases is not None:
            setup_test_environment(debug=False)
            stack.callback(teardown_test_environment)
        if databases is not None and not pytestconfig.getoption("no_db"):
            worker = getattr(pytestconfig, "workerinput", {}).get("workerid")
            keep, verbosity = pytestconfig.getoption("reuse_db"), max(pytestconfig.get_verbosity(), 0)
            stack.enter_context(databases.make(worker=worker, keep=keep, verbosity=verbosity))
        yield


@pytest.fixture(autouse=True)
def _django_isolation(request: pytest.FixtureRequest) -> Iterator[None]:
    """Roll back the changes of a test function to the databases; Django's test cases do so themselves."""
    databases = request.config.stash[SITE].databases
    is_test_case = request.cls is not None and issubclass(request.cls, unittest.TestCase)
    with nullcontext() if databases is None or is_test_case else databases.rolled_back():
        yield


@pytest.fixture(scope="session")
def _wsgi_application(pytestconfig: pytest.Config) -> WSGIApplication:
    with loading_unserved():
        return make_application(pytestconfig.stash[SITE].config_uri)


@pytest.fixture
def app(request: pytest.FixtureRequest, _wsgi_application: WSGIApplication) -> Iterator[TestApp]:
    """Yield a WebTest application for the whole pipeline of the ini, with its filters around Django."""
    from webtest import TestApp  # noqa: PLC0415 - without it, the other fixtures still work

    if request.config.stash[SITE].databases is None and not request.config.getoption("no_db"):
        request.getfixturevalue("db")
    with kept_connections():
        # Django's test environment allows this host in addition to ALLOWED_HOSTS.
        yield TestApp(_wsgi_application, extra_environ={"HTTP_HOST": "testserver"})


class TestSettings:
    """Django's settings for one test; the previous values of assigned settings return after the test."""

    __test__ = False

    def __init__(self, stack: ExitStack) -> None:
        object.__setattr__(self, "_stack", stack)

    def __getattr__(self, name: str) -> Any:
        return getattr(settings, name)

    def __setattr__(self, name: str, value: object) -> None:
        self._stack.enter_context(override_settings(**{name: value}))


@pytest.fixture
def django_app_settings() -> Iterator[TestSettings]:
    """Yield Django's settings, to read them and to change them for the time of a test."""
    with ExitStack() as stack:
        yield TestSettings(stack)
