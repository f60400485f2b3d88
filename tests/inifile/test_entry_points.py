"""Our factories are known in every spelling, and no other is taken for one of them."""

from __future__ import annotations

import pytest

from twod.inifile.pastedeploy.entry_points import (
    is_django_factory,
    is_full_django_factory,
    is_health_factory,
    is_send_file_factory,
)


@pytest.mark.parametrize(
    "factory",
    [
        "egg:twod.wsgi#main",
        "egg:Twod_WSGI#main",
        "EGG:twod-wsgi#main",
        "call:twod.wsgi.factories:make_application",
        "call:twod.wsgi:wsgify_django",
    ],
)
def test_factory_of_django_is_known(factory):
    assert is_django_factory(factory)
    assert not is_full_django_factory(factory)


@pytest.mark.parametrize("factory", ["egg:twod.wsgi#full_django", "call:twod.wsgi.factories:make_full_django"])
def test_factory_of_full_django_is_known(factory):
    assert is_full_django_factory(factory)
    assert not is_django_factory(factory)


@pytest.mark.parametrize("factory", [None, "egg:twod.wsgi#other", "egg:shop#main", "call:TWOD.wsgi:wsgify_django"])
def test_other_factory_is_neither(factory):
    assert not is_django_factory(factory)
    assert not is_full_django_factory(factory)


@pytest.mark.parametrize("factory", ["egg:twod.wsgi#health", "call:twod.wsgi.serving.health:make_health_filter"])
def test_factory_of_health_probes_is_known(factory):
    assert is_health_factory(factory)
    assert not is_django_factory(factory)
    assert not is_health_factory("egg:shop#health")


@pytest.mark.parametrize("factory", ["egg:twod.wsgi#sendfile", "call:twod.wsgi.serving.sendfile:make_send_file_filter"])
def test_factory_of_send_file_is_known(factory):
    assert is_send_file_factory(factory)
    assert not is_send_file_factory("egg:shop#sendfile")
