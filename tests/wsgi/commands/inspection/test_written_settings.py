"""``settings --as-ini``: the settings in force as options."""

from __future__ import annotations

import pytest

from twod.wsgi.commands.command import run_command
from twod.wsgi.commands.inspection.settings_command import SettingsCommand
from twod.wsgi.commands.inspection.written_settings import write_settings_anew
from twod.wsgi.config.survey import load_uri

BASE = "[app:main]\nuse = egg:twod.wsgi\nALLOWED_HOSTS = a\n"
PROD = f"{BASE}SECRET_KEY = hunter2\nSITE_ID = 5\n"


@pytest.fixture(autouse=True)
def _site(write):
    write("base.ini", BASE)
    write("prod.ini", PROD)


def run(*arguments):
    return run_command(SettingsCommand("twod"), arguments)


def test_settings_are_printed_as_options_and_secrets_told(capsys):
    assert run("prod.ini", "--as-ini") == 0
    out, err = capsys.readouterr()
    options = "ALLOWED_HOSTS = a\nSECRET_KEY = ${env:SECRET_KEY}\nSITE_ID = 5\n"
    assert out == f"[DEFAULT]\ndebug = false\n\n[app:main]\nuse = egg:twod.wsgi\n{options}"
    assert err == "set the environment variable SECRET_KEY\n"


def test_difference_and_names_are_printed_as_a_section(capsys):
    assert run("prod.ini", "SITE_ID", "--as-buildout", "--diff", "base.ini") == 0
    assert capsys.readouterr().out == "[prod]\ndebug = false\nSITE_ID = 5\n"


def test_name_that_is_none_or_a_part_is_an_error(capsys):
    assert run("prod.ini", "SITE_IDD", "DATABASES.default", "--as-ini") == 1
    err = capsys.readouterr().err
    assert "error: There is no setting SITE_IDD; did you mean SITE_ID?\n" in err


def test_part_is_told_to_be_a_part(capsys):
    text, mistakes = write_settings_anew(load_uri("prod.ini"), None, ["LOGGING_CONFIG.x"], "ini")
    assert "LOGGING_CONFIG.x: a part of a setting cannot be written; name LOGGING_CONFIG" in mistakes
    assert "LOGGING" not in text


def test_wrong_ini_is_told_and_nothing_written(write, capsys):
    write("prod.ini", f"{PROD}EMAIL_PORT = x\n")
    assert run("prod.ini", "--as-ini") == 1
    out, err = capsys.readouterr()
    assert (out, err.count("expected an integer")) == ("", 1)
