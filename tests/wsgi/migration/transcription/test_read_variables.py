"""The variables of a module that a setting may come from."""

from __future__ import annotations

import pytest

from twod.wsgi.migration.transcription.read_variables import guess_references


@pytest.mark.parametrize(
    ("name", "value", "variables", "found"),
    [
        ("EMAIL_HOST", "a", {"EMAIL_HOST": "a"}, ["EMAIL_HOST = ${env:EMAIL_HOST}"]),
        ("EMAIL_PORT", 5, {"DJANGO_EMAIL_PORT": "5"}, ["EMAIL_PORT = ${env:DJANGO_EMAIL_PORT}"]),
        ("EMAIL_HOST", "mail1", {"MX": "mail1"}, ["EMAIL_HOST = ${env:MX}"]),
        ("SITE_ID", 1, {"NUMBER": "1"}, []),
        ("LANGUAGE_CODE", "de", {"LANG": "de"}, []),
        ("DATABASES", {}, {"SHOP_DATABASE_URL": "x"}, ["DATABASES.default = ${env:SHOP_DATABASE_URL}"]),
        ("CACHES", {}, {"REDIS_URL": "x"}, ["CACHES.default = ${env:REDIS_URL}"]),
    ],
)
def test_names_and_texts_lead_to_variables(name, value, variables, found):
    assert [f"{option} = {text}" for option, text in guess_references(name, value, variables)] == found
