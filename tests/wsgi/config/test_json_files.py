"""An ini of django-pastedeploy-settings loads when its ``use`` line is changed and its decimals are declared."""

from __future__ import annotations

import pytest

from twod.wsgi.config.django_settings.version import find_django_version

SITE = r"""
    [DEFAULT]
    debug = false
    db_name = /srv/c:\new "db"
    twod.types = MY_RATIO:float
    [app:main]
    use = egg:twod.wsgi
    ADMINS = [
        ["Your Name", "you@example.com"],
        ["Admin", "admin@example.com"],
        ]
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": "${db_name}",
            },
        }
    TIME_ZONE = "Europe/London"
    SITE_ID = 1
    USE_I18N = true
    MEDIA_ROOT = "%(here)s/media/"
    MY_DEBUG = ${debug}
    MY_TEXT = "$${literally}"
    MY_RATIO = 0.5
    MY_NOTHING = null
    MY_LIST = [1, "b", {"c": null}]
    STATIC_URL = null
    INSTALLED_APPS =
        [
        "django.contrib.auth",
        "django.contrib.contenttypes"
        ]
    [app:development]
    use = main
    set debug = true
    SITE_ID = 2
"""


def test_json_file_needs_its_use_line_changed_and_its_decimals_declared(load, tmp_path):
    pairs = find_django_version() < (6, 0)
    assert load(SITE).values == {
        "ADMINS": [("Your Name", "you@example.com"), ("Admin", "admin@example.com")]
        if pairs
        else ['"Your Name" <you@example.com>', '"Admin" <admin@example.com>'],
        "DATABASES": {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": '/srv/c:\\new "db"'}},
        "DEBUG": False,
        "INSTALLED_APPS": ["django.contrib.auth", "django.contrib.contenttypes"],
        "MEDIA_ROOT": f"{tmp_path}/media/",
        "MY_DEBUG": False,
        "MY_LIST": [1, "b", {"c": None}],
        "MY_NOTHING": None,
        "MY_RATIO": 0.5,
        "MY_TEXT": "${literally}",
        "SITE_ID": 1,
        "STATIC_URL": None,
        "TIME_ZONE": "Europe/London",
        "USE_I18N": True,
    }


def test_reference_sees_what_set_changed(write):
    from twod.wsgi.config.survey import load_uri

    values = load_uri(f"{write('site.ini', SITE)}#development", environ={}).values
    assert (values["DEBUG"], values["MY_DEBUG"], values["SITE_ID"]) == (True, True, 2)


@pytest.mark.parametrize("text", ['[["Admin", admin@example.com]]', '{"a": 1', "[1 2]"])
def test_json_that_is_none_is_located(problems, text):
    (problem,) = problems(f"ADMINS = {text}")
    assert problem.startswith("site.ini:3 [app:main] ADMINS: expected JSON: ")
    assert "(line 1, column " in problem
