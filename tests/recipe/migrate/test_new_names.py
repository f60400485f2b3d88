"""References and names of scripts that change."""

from __future__ import annotations

import pytest

from twod.recipe.migrate.new_names import NewNames, find_option_names

NAMES = NewNames(
    {("django", "bind"): ("django-vars", "bind"), ("django", "logfile"): ("prod", "event-log")},
    {"django.wsgi": "prod.wsgi", "gunicorn-with-settings": "gunicorn-prod"},
)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("a = ${django:bind} ${django:eggs} ${:bind}", "a = ${django-vars:bind} ${django:eggs} ${:bind}"),
        ("bin/django.wsgi ./bin/django.wsgi,", "bin/prod.wsgi ./bin/prod.wsgi,"),
        ("${buildout:bin-directory}/gunicorn-with-settings -b", "${buildout:bin-directory}/gunicorn-prod -b"),
        ("sbin/django.wsgi bin/django.wsgi.bak django.wsgi bin/mydjango.wsgi", None),
    ],
)
def test_a_line_has_the_new_names_where_that_is_certain(line: str, expected: str | None) -> None:
    assert NAMES.rewrite(line, "web") == (expected or line)


def test_a_reference_without_a_section_means_the_own_one() -> None:
    assert NAMES.rewrite("x = ${:logfile}", "django") == "x = ${prod:event-log}"
    assert find_option_names([("a", "${:x} ${b:y}"), ("", "${buildout:z}")]) == {
        ("a", "x"),
        ("b", "y"),
        ("buildout", "z"),
    }


def test_a_name_that_is_peculiar_is_told_where_it_is_not_certain() -> None:
    assert [*NAMES.find_doubtful("wsgi = django.wsgi")] == ["django.wsgi"]
    assert [*NAMES.find_doubtful("wsgi = mydjango.wsgi")] == []
    assert [*NewNames({}, {"prod": "dev-prod"}).find_doubtful("prod")] == []
