"""What the tests of the runtime share."""

from __future__ import annotations

import contextlib
import os
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from unittest import mock

import pytest
from django.conf import UserSettingsHolder, empty, global_settings, settings
from django.db import connections
from django.utils.translation import _trans

from twod.wsgi.config import activation
from twod.wsgi.config.surroundings import process_environment
from twod.wsgi.serving.logs import start_line

with warnings.catch_warnings():
    # PasteScript imports pkg_resources, which warns of its own end.
    warnings.simplefilter("ignore")
    import paste.script.command  # noqa: F401


@pytest.fixture(autouse=True)
def _kept_search_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget the directories of the inis that a test has loaded."""
    monkeypatch.setattr(sys, "path", sys.path[:])


@pytest.fixture
def django_settings() -> Iterator[UserSettingsHolder]:
    """Django's settings, its defaults until the test assigns others, in the place of whatever was configured."""
    before = settings._wrapped
    holder = UserSettingsHolder(global_settings)
    holder.ALLOWED_HOSTS = ["*"]
    holder.SECRET_KEY = "a key for tests alone"
    settings._wrapped = holder
    _forget_translations()
    yield holder
    settings._wrapped = before
    _forget_translations()


@contextlib.contextmanager
def _forget_settings() -> Iterator[None]:
    before = settings._wrapped
    with mock.patch.dict(os.environ), pytest.MonkeyPatch.context() as patch:
        for name in ("DJANGO_SETTINGS_MODULE", activation.URI_VARIABLE, activation.GIVEN_VARIABLE):
            os.environ.pop(name, None)
        patch.setattr(activation, "_active", None)
        patch.setattr(process_environment, "_loaded", set())
        patch.setattr(start_line, "_named", set())
        patch.delitem(sys.modules, activation.SETTINGS_MODULE, raising=False)
        _forget_databases()
        _forget_translations()
        settings._wrapped = empty
        yield
        _forget_databases()
        _forget_translations()
        settings._wrapped = before
    # Django has taken the test's time zone over.
    time.tzset()


def _forget_translations() -> None:
    """Let Django look at USE_I18N again; whether there are translations, it decides once for the whole process."""
    vars(_trans).clear()


def _forget_databases() -> None:
    """Let Django read DATABASES again; it keeps what it has read first."""
    if "settings" in vars(connections):
        for connection in connections.all(initialized_only=True):
            connection.close()
            del connections[connection.alias]
        del connections.settings
    connections._settings = None


@pytest.fixture
def _unconfigured() -> Iterator[None]:
    """The state of a process that no ini was loaded in yet; what is loaded in the test is gone after it."""
    with _forget_settings():
        yield


@pytest.fixture
def forget_settings() -> Callable[[], contextlib.AbstractContextManager[None]]:
    """The same as long as a block lasts, for a test that loads several inis."""
    return _forget_settings
