"""An ini is checked for all of its applications, without the environment, secret files or the settings module."""

from __future__ import annotations

import re
import warnings

import pytest

from twod.inifile.problems import Place, Report
from twod.wsgi.config.check import check_ini, issue_warnings
from twod.wsgi.exc import ConfigurationError, ConfigurationWarning

TWO = "[app:main]\nuse = egg:twod.wsgi\nSITE_ID = x\n[app:other]\nuse = egg:twod.wsgi\nAPPEND_SLASH = x\n"


def check(text: str, **options: str) -> list[str]:
    with pytest.raises(ConfigurationError) as raised:
        check_ini("x.ini", text=text, **options)
    return [f"{problem.section} {problem.name}" for problem in raised.value.problems]


def test_every_application_is_checked_or_the_one_that_is_named():
    assert check(TWO) == ["app:main SITE_ID", "app:other APPEND_SLASH"]
    assert check(TWO, name="other") == ["app:other APPEND_SLASH"]


def test_problem_that_two_applications_have_is_told_once():
    text = "[app:base]\nuse = egg:twod.wsgi\nSITE_ID = x\n[app:main]\nuse = base\n[app:other]\nuse = base\n"
    assert check(text) == ["app:base SITE_ID"]


def test_name_that_leads_nowhere_is_an_error():
    with pytest.raises(ConfigurationError, match="there is no application called 'nope'"):
        check_ini("x.ini", text=TWO, name="nope")


def test_neither_environment_nor_files_need_to_exist():
    check_ini("x.ini", text="[app:main]\nuse = egg:twod.wsgi\nSECRET_KEY = ${file:no}\nSITE_ID = ${env:NO_SUCH}\n")


def test_reference_with_a_default_is_checked_as_its_default():
    assert check("[app:main]\nuse = egg:twod.wsgi\nSITE_ID = ${env:NO_SUCH:-x}\n") == ["app:main SITE_ID"]


def test_text_stands_in_for_the_file_and_may_begin_with_a_byte_order_mark(write):
    path = write("x.ini", TWO)
    check_ini(path, text="\ufeff[app:main]\nuse = egg:twod.wsgi\nSITE_ID = 1\n")


def test_parts_of_what_only_the_module_has_are_checked_by_their_kind():
    module = "[DEFAULT]\ndjango_settings_module = no.such\n"
    app = "[app:main]\nuse = egg:twod.wsgi\n"
    check_ini("x.ini", text=f"{module}{app}MIDDLEWARE.remove = a.B\nMY = [a-z]\nMY_OTHER.a = 5\n")
    assert check(f"{module}{app}DATABASES.default.CONN_MAX_AGE = x\n") == ["app:main DATABASES.default.CONN_MAX_AGE"]


def test_doubts_are_warnings_each_once():
    report = Report()
    for _ in range(2):
        report.warn(Place("/srv/x.ini", 3), "doubtful")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        issue_warnings(report)
    assert [(str(warning.message), warning.category) for warning in caught] == [
        ("/srv/x.ini:3: doubtful", ConfigurationWarning)
    ]


@pytest.mark.parametrize(
    ("files", "told"),
    [
        (
            ".env",
            r"x\.ini:2 \[DEFAULT\] twod\.environment_file: cannot read .*\.env: no such file or",
        ),
        ("-.env", ""),
    ],
)
def test_a_file_of_variables_that_only_other_machines_have_is_doubtful(write, files, told):
    ini = write("x.ini", f"[DEFAULT]\ntwod.environment_file = {files}\n[app:main]\nuse = egg:twod.wsgi\n")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        check_ini(ini)
    assert len(caught) == bool(told)
    assert all(re.search(told, str(warning.message)) for warning in caught)


def test_what_is_wrong_in_a_file_of_variables_is_an_error(write):
    write(".env", "A='")
    ini = write("x.ini", "[DEFAULT]\ntwod.environment_file = .env\n[app:main]\nuse = egg:twod.wsgi\n")
    with pytest.raises(ConfigurationError, match=r"\.env:1: python-dotenv cannot parse"):
        check_ini(ini)
