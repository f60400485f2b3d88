"""The reader of what Django's diffsettings prints."""

from __future__ import annotations

import pytest

from twod.recipe.migrate.printed_settings import read_printed_settings

DATABASE = "{'default': {'ENGINE': 'x', 'NAME': PosixPath('/a'), 'TEST': {'NAME': 't'}}}"


@pytest.mark.parametrize(
    ("name", "new", "is_same"),
    [
        (
            "DATABASES",
            DATABASE.replace("'NAME': 't'", "'NAME': 't', 'MIRROR': None").replace("}}}", "}, 'PORT': ''}}"),
            True,
        ),
        ("DATABASES", DATABASE.replace("'/a'", "'/b'"), False),
        ("DATABASES", DATABASE.replace("'NAME': 't'", "'NAME': None"), False),
        ("DATABASES", DATABASE.replace("'ENGINE': 'x', ", ""), False),
        ("DATABASES", DATABASE.replace("PosixPath('/a')", "<object at 0x7f>"), False),
        ("DATABASES", "{'default': {'ENGINE': 'x', **a}}", False),
        ("STORAGES", DATABASE.replace("'x'", "'x', 'PORT': ''"), False),
    ],
)
def test_defaults_that_django_completes_are_no_difference(name: str, new: str, *, is_same: bool) -> None:
    printed = read_printed_settings(f"  DEBUG = True\nSystem check\n- {name} = {DATABASE}\n+ {name} = {new}\n")
    assert (name in printed.same, name in printed.changed) == (is_same, not is_same)
    assert "DEBUG" in printed.same


def test_a_setting_that_only_one_of_them_has_is_a_difference() -> None:
    assert read_printed_settings("+ DATABASES = {}\n- A = 1\n").changed == {"A", "DATABASES"}
