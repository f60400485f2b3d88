"""Each name is judged by itself: it is right, or the verdict tells what is wrong with it."""

from __future__ import annotations

from types import ModuleType

import pytest

from twod.inifile.problems import Report
from twod.inifile.reading import IniOption
from twod.wsgi.config.kinds.number_kinds import INTEGER
from twod.wsgi.config.merging.names import find_swallowed, judge_mail, judge_name
from twod.wsgi.config.merging.own_settings import OwnSettings

NOTHING = OwnSettings({}, None)


@pytest.fixture
def module():
    module = ModuleType("shop.settings")
    module.ALOWED_HOSTS = 1
    module.USE_ETAGS = True
    return module


@pytest.mark.parametrize("name", ["SITE_ID", "MY_OWN", "DATABASES", "X"])
def test_setting_of_django_and_one_that_is_near_to_nothing_are_right(name):
    assert judge_name(name, NOTHING, (5, 2)) is None


@pytest.mark.parametrize(
    ("name", "version", "fault", "message"),
    [
        ("ALOWED_HOSTS", (5, 2), "misspelt", "not a setting; did you mean ALLOWED_HOSTS? (if it is one of your"),
        ("ALOWED_HOST", (5, 2), "misspelt", "not a setting; did you mean ALLOWED_HOSTS? (if it is one of your"),
        ("USE_ETAGS", (5, 2), "removed", "removed in Django 2.1; use django.middleware.http.ConditionalGetMiddle"),
        ("FORMS_URLFIELD_ASSUME_HTTPS", (5, 2), "deprecated", "deprecated since Django 5.0; Django 6.0 assumes"),
        ("FORMS_URLFIELD_ASSUME_HTTPS", (6, 0), "removed", "removed in Django 6.0; delete it: https is assumed"),
        ("MAILERS", (6, 0), "too new", "Django 6.0 does not read it; it came with Django 6.1"),
        ("EMAIL_HOST", (6, 1), "deprecated", "deprecated since Django 6.1; use MAILERS"),
    ],
)
def test_verdict_tells_fault_and_cure(name, version, fault, message):
    verdict = judge_name(name, NOTHING, version)
    assert verdict.fault == fault
    assert verdict.message.startswith(message)


@pytest.mark.parametrize(("name", "version"), [("MAILERS", (6, 1)), ("EMAIL_HOST", (6, 0)), ("SECURE_CSP", (6, 0))])
def test_setting_is_right_for_the_django_that_has_it(name, version):
    assert judge_name(name, NOTHING, version) is None


def test_setting_that_a_distribution_reads_for_an_older_django_is_right_with_it(tmp_path, monkeypatch):
    assert judge_name("TASKS", NOTHING, (5, 2)).message == (
        "Django 5.2 does not read it; it came with Django 6.0; or install django-tasks, which reads it"
    )
    tmp_path.joinpath("django_tasks.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    assert judge_name("TASKS", NOTHING, (5, 2)) is None


def test_setting_that_django_dropped_is_never_hinted_at():
    assert judge_name("USE_ETAG", NOTHING, (5, 2)) is None


def test_own_setting_may_be_near_to_one_of_django(module):
    assert judge_name("ALOWED_HOSTS", OwnSettings({}, module), (5, 2)) is None
    assert judge_name("ALOWED_HOSTS", OwnSettings({"ALOWED_HOSTS": INTEGER}, None), (5, 2)) is None


def test_removed_setting_is_right_only_where_it_is_declared(module):
    assert judge_name("USE_ETAGS", OwnSettings({}, module), (5, 2)).fault == "removed"
    assert judge_name("USE_ETAGS", OwnSettings({"USE_ETAGS": INTEGER}, None), (5, 2)) is None


def test_line_that_looks_like_an_option_is_found_in_a_value():
    (verdict,) = find_swallowed("TIME_ZONE", "UTC\nSITE_ID = 2\nMY_OWN = 3")
    assert verdict == (
        "swallowed",
        "its value has the line 'SITE_ID = …'; if that is an option, do not indent it",
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("TIME_ZONE", "SITE_ID = 2"),
        ("MY_OWN", '{\n"SITE_ID = 2": 1}'),
        ("SERIALIZATION_MODULES", "a = b\nSITE_ID = 2"),
        ("MIDDLEWARE", "a.A\nb.B"),
    ],
)
def test_line_that_belongs_to_its_value_is_not_taken_for_an_option(name, text):
    assert list(find_swallowed(name, text)) == []


def option(name: str, line: int) -> IniOption:
    return IniOption(name, "x", "/srv/x.ini", line, "app:main")


def test_django_refuses_old_mail_settings_beside_mailers():
    report = Report()
    places = {"MAILERS": option("MAILERS", 3), "EMAIL_HOST": option("EMAIL_HOST", 4), "EMAIL_PORT": None}
    judge_mail(places, "shop.settings", (6, 1), report)
    assert list(map(str, report.errors)) == [
        "/srv/x.ini:3 [app:main] MAILERS: Django 6.1 rejects it together with EMAIL_PORT"
        " (settings module shop.settings); keep one of them",
        "/srv/x.ini:4 [app:main] EMAIL_HOST: Django 6.1 rejects it together with MAILERS (/srv/x.ini:3 [app:main]);"
        " keep one of them",
    ]


@pytest.mark.parametrize(
    ("places", "version"),
    [
        ({"EMAIL_HOST": option("EMAIL_HOST", 4)}, (6, 1)),
        ({"MAILERS": None, "EMAIL_HOST": None}, (6, 1)),
        ({"MAILERS": option("MAILERS", 3), "EMAIL_HOST": option("EMAIL_HOST", 4)}, (6, 0)),
        ({"MAILERS": option("MAILERS", 3), "EMAIL_SUBJECT_PREFIX": option("EMAIL_SUBJECT_PREFIX", 4)}, (6, 1)),
    ],
)
def test_other_mail_settings_are_left_alone(places, version):
    report = Report()
    judge_mail(places, "", version, report)
    assert report.errors == ()
