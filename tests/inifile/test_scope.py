"""A file is seen as PasteDeploy sees it once it is opened with some variables."""

from __future__ import annotations

import pytest

from twod.inifile.pastedeploy.scope import Scope, split_command
from twod.inifile.problems import Report
from twod.inifile.reading import IniOption, IniReader


def open_scope(path, **given):
    options = {name: IniOption(name, text, None, None, None) for name, text in given.items()}
    return Scope(IniReader(), str(path), options)


def show(options):
    return {option.name: option.text for option in options}


def test_variables_are_those_of_default_then_the_given(write):
    scope = open_scope(write("x.ini", "[DEFAULT]\na = 1\nb = %(here)s-%(c)s\n"), a="2", c="3")
    folder = scope.file.path.removesuffix("/x.ini")
    texts = {name: option.text for name, option in scope.defaults.items()}
    assert texts == {"here": folder, "__file__": f"{folder}/x.ini", "a": "1", "b": f"{folder}-3", "c": "3"}


def test_variable_that_comes_to_nothing_stays_as_it_is_written(write):
    # PasteDeploy takes an empty text for none.
    scope = open_scope(write("x.ini", "[DEFAULT]\nempty =\na = %(empty)s\n"))
    assert (scope.defaults["a"].text, scope.report.errors) == ("%(empty)s", ())


def test_options_of_a_section_see_each_other_and_the_variables(write):
    scope = open_scope(write("x.ini", "[DEFAULT]\na = 1\n[app:main]\nb = %(a)s%(c)s\nc = 2\n"))
    assert show(scope.list_options("app:main", Report())) == {"b": "12", "c": "2"}


def test_set_and_get_of_default_happen_in_each_section(write):
    scope = open_scope(write("x.ini", "[DEFAULT]\na = 1\nset b = %(a)s\nget c = a\n[app:main]\na = 2\nset b = 3\n"))
    assert show(scope.list_options("app:main", Report())) == {"a": "2", "set b": "3", "get c": "a"}


def test_directory_with_a_percent_sign_is_explained(write):
    scope = open_scope(write("100%dir/x.ini", "[app:main]\n"))
    message = "PasteDeploy cannot read an ini in a directory with '%' in its name; write {} = … in [DEFAULT], with '%%'"
    assert [error.message for error in scope.report.errors] == [message.format("here"), message.format("__file__")]


def test_directory_with_a_percent_sign_is_fine_once_default_says_where_it_is(write, tmp_path):
    here = str(tmp_path / "100%dir").replace("%", "%%")
    scope = open_scope(write("100%dir/x.ini", f"[DEFAULT]\nhere = {here}\n__file__ = {here}/x.ini\n"))
    assert scope.defaults["here"].text == f"{tmp_path}/100%dir"
    assert scope.report.errors == ()


def test_value_that_two_files_read_is_explained(write):
    base = write("base.ini", "[app:main]\n")
    scope = open_scope(write("x.ini", "[DEFAULT]\nnote = 100%%\n"))
    (error,) = scope.open("base.ini", scope.defaults, None).report.errors
    assert (error.line, error.name) == (2, "note")
    assert error.message == f"PasteDeploy reads this value again in {base}, and there: a lone '%'; write '%%'"


@pytest.mark.parametrize("name", ["sub/base.ini", "sub/../sub/base.ini", " sub/base.ini ", "sub%2fbase.ini"])
def test_other_file_is_found_from_the_directory_of_the_first(write, name):
    base = write("sub/base.ini", "")
    scope = open_scope(write("x.ini", ""))
    assert scope.open(name, {}, None).file.path == str(base)


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("set a", ("set", "a")),
        ("get  a.b", ("get", "a.b")),
        ("set", None),
        ("Set a", None),
        ("set\ta", None),
        ("settle a", None),
    ],
)
def test_set_and_get_are_commands(name, command):
    assert split_command(name) == command
