"""The way of a request, from the server to the application that answers."""

from __future__ import annotations

from typing import Any

PIPELINE = """\
[pipeline:main]
pipeline = ids site

[filter:ids]
use = egg:twod.wsgi#request_id

[composite:site]
use = egg:twod.wsgi#full_django
django_app = django

"""


def test_the_sections_are_listed_in_the_order_of_a_request(start: Any) -> None:
    site = start()
    site.edit("[app:main]", f"{PIPELINE}[app:django]")
    steps = site.read("/console/pipeline/")["steps"]
    assert [(step["section"], step["role"], step["depth"]) for step in steps] == [
        ("pipeline:main", "application", 0),
        ("filter:ids", "filter", 1),
        ("composite:site", "application", 1),
        ("app:django", "application", 2),
    ]
    assert [step["django"] for step in steps] == [False, False, False, True]
    assert steps[1]["factory"] == "egg:twod.wsgi#request_id"
    assert "prod.ini:8 [filter:ids]" in steps[1]["place"]


def test_the_options_of_a_section_are_not_shown(start: Any) -> None:
    site = start()
    site.edit(
        "[app:main]",
        "[filter:token]\nuse = egg:twod.wsgi#request_id\ntoken = s3cret-token\n\n[app:main]\nfilter-with = token",
    )
    assert "s3cret-token" not in site.show("/console/pipeline/")
    assert "filter:token" in site.show("/console/pipeline/")


def test_a_mount_has_its_application_and_its_visitors(start: Any) -> None:
    site = start()
    (mount,) = site.read("/console/pipeline/")["mounts"]
    assert (mount["route"], mount["url"], mount["name"]) == ("/wiki/", "/wiki/", "wiki")
    assert mount["application"] == "mywiki.wsgi:application"
    assert mount["visitors"] == "users with the permission wiki.view_page"
    page = site.show("/console/pipeline/")
    assert '<a href="/wiki/">/wiki/</a>' in page
    assert "users with the permission wiki.view_page" in page


def test_an_ini_that_has_gone_is_told(start: Any) -> None:
    site = start()
    site.ini.unlink()
    content = site.read("/console/pipeline/")
    assert content["steps"] == []
    assert "prod.ini" in content["errors"][0]
