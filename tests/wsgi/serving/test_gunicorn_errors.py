"""gunicorn prints what is wrong in an ini, and no traceback, whichever factory finds it."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from gunicorn.errors import AppImportError

from twod.wsgi.exc import ConfigurationError, Problem
from twod.wsgi.factories import make_full_django
from twod.wsgi.serving.gunicorn_errors import sparing_gunicorn_the_traceback
from twod.wsgi.serving.health import make_asgi_health_filter, make_health_filter
from twod.wsgi.serving.logs.access_log import make_access_log

FACTORIES: dict[str, Callable[..., Any]] = {
    "access_log": partial(make_access_log, None, {}, query="x"),
    "asgi_health": partial(make_asgi_health_filter, None, {}, path="x"),
    "full_django": partial(make_full_django, None, {}, media_sandbox="x"),
    "health": partial(make_health_filter, None, {}, path="x"),
}


@pytest.mark.parametrize("name", FACTORIES)
def test_the_error_of_a_factory_is_one_of_gunicorns(name: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        FACTORIES[name]()
    # The tests have imported gunicorn, as a process that it runs has.
    assert isinstance(raised.value, AppImportError)
    assert pickle.loads(pickle.dumps(raised.value)).problems == raised.value.problems


def test_an_error_that_comes_through_two_factories_stays_as_it_is() -> None:
    @sparing_gunicorn_the_traceback()
    def fail() -> None:
        raise ConfigurationError([Problem("prod.ini", 1, None, "path", "wrong")])

    with pytest.raises(AppImportError) as inner:
        fail()
    with pytest.raises(AppImportError) as outer, sparing_gunicorn_the_traceback():
        raise inner.value
    assert outer.value is inner.value
