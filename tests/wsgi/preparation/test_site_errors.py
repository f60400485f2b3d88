"""What the operator can mend is one located line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError

from twod.wsgi.config import configure
from twod.wsgi.exc import ConfigurationError
from twod.wsgi.preparation.site_errors import locating_command_errors, reach_database, refuse_setting

INI = """\
[app:main]
use = egg:twod.wsgi
SECRET_KEY = k
DATABASES.default = sqlite:///%(here)s/nowhere/db
"""


@pytest.fixture
def _configured(write: Callable[[str, str], Path], _unconfigured: None) -> None:
    write("site.ini", INI)
    configure("site.ini")


@pytest.mark.usefixtures("_configured")
def test_a_database_that_cannot_be_reached_is_told_at_its_option() -> None:
    with pytest.raises(ConfigurationError) as raised:
        reach_database("default")
    assert str(raised.value) == (
        "site.ini:4 [app:main] DATABASES.default: cannot use the database 'default':"
        " OperationalError: unable to open database file"
    )


@pytest.mark.usefixtures("_configured")
def test_a_setting_that_no_option_sets_is_told_at_the_section() -> None:
    with pytest.raises(ConfigurationError, match=r"^site\.ini \[app:main\]: STATIC_ROOT: it is full$"):
        refuse_setting("STATIC_ROOT", "it is full")


@pytest.mark.usefixtures("_unconfigured")
def test_settings_that_are_not_from_an_ini_are_told_by_name() -> None:
    with pytest.raises(ConfigurationError, match=r"^STATIC_ROOT: it is full$"):
        refuse_setting("STATIC_ROOT", "it is full")


@pytest.mark.usefixtures("_configured")
@pytest.mark.parametrize(
    ("error", "kinds", "message"),
    [
        (CommandError("no such thing"), (), "DATABASES.default: no such thing"),
        (CommandError("no such thing"), (OSError,), "DATABASES.default: no such thing"),
        (PermissionError(13, "Permission denied"), (OSError,), "DATABASES.default: PermissionError: [Errno 13] Perm"),
    ],
)
def test_what_a_command_reports_is_one_line(error: Exception, kinds: tuple[type[Exception], ...], message: str) -> None:
    with pytest.raises(ConfigurationError) as raised, locating_command_errors("DATABASES", *kinds):
        raise error
    assert message in str(raised.value)


@pytest.mark.usefixtures("_configured")
def test_an_error_of_the_site_s_code_stays_as_it_is() -> None:
    with pytest.raises(ZeroDivisionError), locating_command_errors("DATABASES", OSError):
        raise ZeroDivisionError
