"""A row of the table shows its example as an ini has it, and knows whether it is a secret."""

from __future__ import annotations

from twod.wsgi.config.django_settings.setting import Setting
from twod.wsgi.config.kinds.scalars import INTEGER, TEXT


def test_example_of_one_line_stands_behind_the_name():
    assert Setting("SITE_ID", INTEGER, example="1").option == "SITE_ID = 1"


def test_example_of_several_lines_stands_below_the_name():
    assert Setting("ADMINS", example="a@b.c\nd@e.f").option == "ADMINS =\n    a@b.c\n    d@e.f"


def test_secret_is_known_by_the_name():
    assert Setting("SECRET_KEY", TEXT).is_secret
    assert not Setting("SITE_ID", INTEGER).is_secret
