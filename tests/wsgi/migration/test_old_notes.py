"""What changes beside the values, when an old ini is rewritten, is noted."""

from __future__ import annotations

import pytest

from twod.wsgi.migration.rewriting import migrate

HEAD = "[DEFAULT]\ndebug = true\ndjango_settings_module = settings_of_the_old_ini\n"
APP = "[app:main]\nuse = egg:django-pastedeploy-settings\n"


@pytest.fixture
def note(write, old_module, tmp_path, monkeypatch):
    """Return the notes on an ini with some options, over a settings module with some values."""

    monkeypatch.chdir(tmp_path)

    def note(options: str, **values: object) -> list[str]:
        old_module(**values)
        return list(map(str, migrate(str(write("site.ini", f"{HEAD}{APP}{options}"))).notes))

    return note


def test_lists_that_were_tuples_are_named_in_one_note(note):
    (found,) = note('A = ["a"]\nB = ["a"]\nC = ["a"]\n', A=["x"], B=["x"], C=("x",))
    assert found == (
        "site.ini [app:main]: A, B are lists as in settings_of_the_old_ini; django-pastedeploy-settings made tuples"
    )


def test_application_that_is_no_longer_served_is_noted(note):
    cure = "twod.wsgi serves Django itself; write a middleware in this application as a filter of the ini"
    assert note('WSGI_APPLICATION = "shop.wsgi.app"\n') == [f"site.ini:6 [app:main] WSGI_APPLICATION: {cure}"]
    assert note("", WSGI_APPLICATION="shop.wsgi.app") == [
        f"site.ini [app:main]: WSGI_APPLICATION of the settings module: {cure}"
    ]


def test_nothing_to_note_is_no_note(note):
    assert note('A = ["a"]\n', A=("x",)) == []


def test_list_that_1x_would_not_have_extended_is_noted(write, old_module, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    old_module(A=["a"], B=("b",), C="c")
    text = f"{HEAD}twod.tuples = A B D\n[app:main]\nuse = egg:twod.wsgi\nA = x\nB = x\nC = x\nD = x\n"
    assert list(map(str, migrate(str(write("site.ini", text))).notes)) == [
        "site.ini:7 [app:main] A: it extends a list; twod.wsgi 1.x extended only tuples and did not change lists"
    ]
