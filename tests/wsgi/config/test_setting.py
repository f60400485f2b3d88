"""A row of the table shows its example as an ini has it, and knows whether it is a secret."""

from __future__ import annotations

from twod.wsgi.config.django_settings.setting import Setting
from twod.wsgi.config.kinds.number_kinds import INTEGER
from twod.wsgi.config.kinds.scalars import TEXT


def test_example_of_one_line_stands_behind_the_name():
    assert Setting("SITE_ID", INTEGER, example="1").option == "SITE_ID = 1"


def test_example_of_several_lines_stands_below_the_name():
    assert Setting("ADMINS", example="a@b.c\nd@e.f").option == "ADMINS =\n    a@b.c\n    d@e.f"


def test_secret_is_known_by_the_name():
    assert Setting("SECRET_KEY", TEXT).is_secret
    assert not Setting("SITE_ID", INTEGER).is_secret


def test_a_setting_has_a_reader_in_a_django_that_is_new_enough_or_in_its_backport():
    assert Setting("SITE_ID", INTEGER).has_reader((5, 2))
    assert Setting("TASKS", TEXT, since=(6, 0)).has_reader((6, 0))
    assert not Setting("TASKS", TEXT, since=(6, 0)).has_reader((5, 2))
    assert not Setting("TASKS", TEXT, since=(6, 0), backport="no-such-tasks").has_reader((5, 2))
    assert Setting("TASKS", TEXT, since=(6, 0), backport="django").has_reader((5, 2))
