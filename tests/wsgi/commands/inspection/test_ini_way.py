"""What an ini has in front of its applications, each with its path and its filters."""

from __future__ import annotations

import pytest

from twod.wsgi.commands.inspection.ini_way import find_way
from twod.wsgi.exc import ConfigurationError

INI = """
    [pipeline:main]
    pipeline = id site
    [filter:id]
    use = egg:twod.wsgi#request_id
    [composite:site]
    use = egg:Paste#urlmap
    /shop/ = shop
    /wiki = wiki
    [pipeline:wiki]
    pipeline = gzip pages
    [filter:gzip]
    use = egg:Paste#gzip
    [app:pages]
    use = egg:Paste#static
    [composite:shop]
    use = egg:twod.wsgi#full_django
    django_app = django
    media_permission = shop.view_invoice
    [app:django]
    use = egg:twod.wsgi
"""


def test_each_section_has_its_place_its_path_and_the_filters_before_it(write):
    write("site.ini", INI)
    steps = {step.section: step for step in find_way("site.ini")}
    assert [(step.depth, step.section) for step in steps.values()] == [
        (0, "pipeline:main"),
        (1, "filter:id"),
        (1, "composite:site"),
        (2, "composite:shop"),
        (3, "app:django"),
        (2, "pipeline:wiki"),
        (3, "filter:gzip"),
        (3, "app:pages"),
    ]
    django, pages = steps["app:django"], steps["app:pages"]
    assert (django.prefix, django.filters, django.is_django, django.is_end) == ("/shop", ("filter:id",), True, True)
    assert (django.has_files, django.media_permission) == (True, "shop.view_invoice")
    assert (pages.prefix, pages.filters, pages.is_django, pages.is_end) == (
        "/wiki",
        ("filter:id", "filter:gzip"),
        False,
        True,
    )
    assert (pages.has_files, pages.factory, pages.place) == (False, "egg:Paste#static", "site.ini [app:pages]")
    assert not steps["filter:gzip"].is_end


def test_way_begins_at_the_application_that_is_named(write):
    write("site.ini", INI)
    assert [step.section for step in find_way("site.ini#django")] == ["app:django"]


def test_options_which_may_be_secrets_are_not_described(write):
    write("site.ini", INI)
    assert all(set(step.describe()) == set(step._fields[:7]) for step in find_way("site.ini"))


def test_ini_that_cannot_be_read_is_an_error():
    with pytest.raises(ConfigurationError):
        find_way("nowhere.ini")
