"""Which errors the user can mend in the ini."""

from __future__ import annotations

import configparser
from collections.abc import Callable
from pathlib import Path

import pytest
from paste.deploy import loadapp

from twod.wsgi.commands.ini_errors import INI_ERRORS, is_about_ini
from twod.wsgi.exc import ConfigurationError, Problem


def catch(call: Callable[[], object]) -> Exception:
    with pytest.raises(INI_ERRORS) as raised:
        call()
    return raised.value


def test_our_own_errors_are() -> None:
    assert is_about_ini(ConfigurationError([Problem("a.ini", 1, "app:main", "A", "wrong")]))


@pytest.mark.parametrize("name", ["nowhere.ini", "site.ini#nowhere"])
def test_those_of_pastedeploy_that_looks_for_a_file_or_section_are(
    write: Callable[[str, str], Path], tmp_path: Path, name: str
) -> None:
    write("site.ini", "[app:main]\nuse = egg:twod.wsgi\n")
    assert is_about_ini(catch(lambda: loadapp(f"config:{tmp_path}/{name}")))


def test_those_of_the_parser_are(write: Callable[[str, str], Path]) -> None:
    path = write("site.ini", "no section\n")
    assert is_about_ini(catch(lambda: configparser.ConfigParser().read(path)))


def fail_in_code_of_the_site() -> None:
    raise KeyError("shop")


def test_those_of_the_site_s_code_are_not_though_pastedeploy_called_it(write: Callable[[str, str], Path]) -> None:
    assert not is_about_ini(catch(fail_in_code_of_the_site))
    module = write("site.ini", "[app:main]\npaste.app_factory = json:loads\n")
    # The factory is called with what it does not know.
    with pytest.raises(TypeError) as raised:
        loadapp(f"config:{module}")
    assert not is_about_ini(raised.value)


def test_an_error_that_nobody_raised_is_not() -> None:
    assert not is_about_ini(LookupError("made"))
