"""References to variables, the environment and files."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twod.inifile.problems import Report
from twod.inifile.reading import IniOption
from twod.inifile.references import References
from twod.wsgi.config import check_ini
from twod.wsgi.config.survey import load_uri


def expand(text, environ=None, **variables):
    options = {name: IniOption(name, value, None, None, None) for name, value in variables.items()}
    return References(options, environ or {}).expand(IniOption("X", text, None, None, None), Report())


def test_variables_of_default_and_the_environment_are_put_in():
    assert expand("${a}/${env:B}/c", {"B": "b"}, a="1").text == "1/b/c"


def test_doubled_dollar_is_no_reference():
    assert expand("$${a} $$ $a {a}").text == "${a} $$ $a {a}"


def test_what_a_reference_gives_is_not_looked_at_again():
    assert expand("${a}", a="${b}").text == "${b}"


@pytest.mark.parametrize(
    ("environ", "expected"), [({}, "d"), ({"A": ""}, "d"), ({"A": "a"}, "a")], ids=["unset", "empty", "set"]
)
def test_default_takes_the_place_of_an_unset_or_empty_variable(environ, expected):
    assert expand("${env:A:-d}", environ).text == expected


def test_empty_variable_without_default_is_empty():
    assert expand("<${env:A}>", {"A": ""}).text == "<>"


@settings(max_examples=100)
@given(value=st.text())
def test_text_inside_a_json_string_arrives_as_it_is(value):
    assert json.loads(expand('["a \\" ${x}", 5]', x=value).text) == [f'a " {value}', 5]
    assert json.loads(expand('{"${x}": ""}', x=value).text) == {value: ""}
    assert json.loads(expand('"${x}"', x=value).text) == value


def test_text_outside_of_json_strings_arrives_verbatim():
    assert expand('{"a": ${x}, "b": "${x}"}', x="[1]").text == '{"a": [1], "b": "[1]"}'


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


@pytest.mark.parametrize(
    ("content", "text"), [("a\n", "a"), ("a\r\n", "a"), ("a", "a"), ("a\n\n", "a\n"), (" a ", " a ")]
)
def test_one_trailing_newline_of_a_secret_file_goes(tmp_path, load, content, text):
    (tmp_path / "secret").write_bytes(content.encode())
    assert load("SECRET_KEY = ${file:secret}").values["SECRET_KEY"] == text


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


def test_secret_file_that_is_no_text_is_located(problems, tmp_path):
    (tmp_path / "secret").write_bytes(b"\xff")
    assert problems("SECRET_KEY = ${file:secret}") == [
        f"site.ini:3 [app:main] SECRET_KEY: cannot read {tmp_path}/secret: not UTF-8 text"
    ]


def test_check_needs_neither_the_variables_nor_the_files(write):
    options = "SECRET_KEY = ${file:gone}\nEMAIL_SUBJECT_PREFIX = ${env:NOBODY_SET_THIS}\nSITE_ID = ${env:NOBODY:-7}\n"
    check_ini(write("x.ini", f"[app:main]\nuse = egg:twod.wsgi\n{options}"))


def test_debug_may_be_a_reference(load):
    assert load("A = 1", default="debug = ${env:MY_DEBUG:-yes}").values["DEBUG"] is True
