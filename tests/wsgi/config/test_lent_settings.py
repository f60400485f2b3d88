"""Code for twod.wsgi 1.x reads the settings of its ini off the settings module."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest

from twod.wsgi.config import configure

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

#: Django 6.1 has deprecated EMAIL_HOST, EMAIL_PORT and the like, which any version of these inis may set.
pytestmark = pytest.mark.filterwarnings("ignore:.*MAILERS")


@pytest.fixture
def start(write: Callable[[str, str], Path], settings_module: Callable[[str], str], _unconfigured: None) -> Any:
    """Put the settings of an ini in force, and return the settings module."""

    def start(module: str, *options: str, dialect: int = 1) -> Any:
        name = settings_module(module)
        default = f"[DEFAULT]\ndebug = false\ntwod.dialect = {dialect}\ndjango_settings_module = {name}\n"
        ini = write("site.ini", f"{default}[app:main]\nuse = egg:twod.wsgi\n" + "\n".join(options))
        configure(ini)
        return import_module(name)

    return start


def test_a_setting_of_the_ini_is_found_with_a_warning(start: Any) -> None:
    module = start("OWN = 'module'", "EMAIL_PORT = 2525")
    with pytest.warns(DeprecationWarning, match=r"EMAIL_PORT is .* use django\.conf\.settings\.EMAIL_PORT") as found:
        assert module.EMAIL_PORT == 2525
    assert [warning.filename for warning in found] == [__file__]
    with pytest.warns(DeprecationWarning, match="DEBUG"):
        assert module.DEBUG is False


def test_the_path_of_the_ini_is_found_by_its_name_in_1x(start: Any, tmp_path: Path) -> None:
    module = start("")
    with pytest.warns(DeprecationWarning, match=r"SITE_INI = %\(__file__\)s"):
        assert module.paste_configuration_file == str(tmp_path / "site.ini")


def test_a_value_of_the_module_stays_its_own(start: Any) -> None:
    assert start("OWN = 'module'").OWN == "module"


def test_any_other_name_is_an_attribute_error(start: Any) -> None:
    module = start("")
    with pytest.raises(AttributeError, match=rf"module '{module.__name__}' has no attribute 'EMAIL_PROT'"):
        _ = module.EMAIL_PROT


def test_an_ini_of_today_lends_nothing(start: Any) -> None:
    assert not hasattr(start("", "EMAIL_PORT = 2525", dialect=2), "EMAIL_PORT")


def test_a_module_that_finds_names_itself_goes_on_to(start: Any) -> None:
    assert start("def __getattr__(name): return name.lower()", "EMAIL_PORT = 2525").EMAIL_PORT == "email_port"
