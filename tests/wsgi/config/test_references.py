"""References to variables, the environment and files."""

from __future__ import annotations

import pytest

from twod.wsgi.config import check_ini
from twod.wsgi.config.survey import load_uri


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("${nope}", "${nope}: no such option in [DEFAULT] (${env:NAME} and ${file:path} are the other references)"),
        ("${databse_url}", "${databse_url}: no such option in [DEFAULT]; did you mean ${database_url}?"),
        ("${env:SECRET}", "the environment variable SECRET is not set"),
        ("${env:DATABASE_URI}", "the environment variable DATABASE_URI is not set; did you mean DATABASE_URL?"),
        ("${env:}", "${env:}: expected ${env:NAME} or ${env:NAME:-default}"),
        ("${env:A-B}", "${env:A-B}: expected ${env:NAME} or ${env:NAME:-default}"),
        ("${file:}", "${file:}: expected ${file:path}"),
        ("a ${b", "'${' without '}'; write '$${' if no reference is meant"),
    ],
)
def test_reference_that_leads_nowhere_is_located(problems, value, message):
    environ = {"DATABASE_URL": "x"}
    assert problems(f"MY_VALUE = {value}", default="database_url = x", environ=environ) == [
        f"site.ini:5 [app:main] MY_VALUE: {message}"
    ]


def test_secret_file_is_relative_to_the_ini_that_names_it(write, load):
    write("sub/secret", "s3cret\n")
    write("sub/base.ini", "[app:main]\nuse = egg:twod.wsgi\nSECRET_KEY = ${file:secret}\n")
    assert load("[app:main]\nuse = config:sub/base.ini").values["SECRET_KEY"] == "s3cret"


def test_a_file_is_named_without_the_way_up_and_down_to_it(write, tmp_path):
    write("var/secret", "s3cret\n")
    write("parts/twod/site.ini", "[app:main]\nuse = egg:twod.wsgi\nSECRET_KEY = ${file:../../var/secret}\n")
    loaded = load_uri(tmp_path / "parts" / "twod" / "site.ini", environ={})
    assert loaded.values["SECRET_KEY"] == "s3cret"
    assert str(tmp_path / "var" / "secret") in loaded.files


def test_missing_secret_file_is_located(problems, tmp_path):
    assert problems("SECRET_KEY = ${file:gone}") == [
        f"site.ini:3 [app:main] SECRET_KEY: cannot read {tmp_path}/gone: no such file or directory"
    ]


def test_check_needs_neither_the_variables_nor_the_files(write):
    options = "SECRET_KEY = ${file:gone}\nEMAIL_SUBJECT_PREFIX = ${env:NOBODY_SET_THIS}\nSITE_ID = ${env:NOBODY:-7}\n"
    check_ini(write("x.ini", f"[app:main]\nuse = egg:twod.wsgi\n{options}"))


def test_debug_may_be_a_reference(load):
    assert load("A = 1", default="debug = ${env:MY_DEBUG:-yes}").values["DEBUG"] is True
