"""What a preparation is to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from twod.wsgi.config import configure
from twod.wsgi.exc import ConfigurationError
from twod.wsgi.preparation.steps import Steps

TWO = """\
[app:main]
use = egg:twod.wsgi
SECRET_KEY = k
DATABASES.default = sqlite://:memory:
DATABASES.archive = sqlite://:memory:
"""


@pytest.mark.usefixtures("_unconfigured")
def test_only_the_databases_that_are_asked_for_are_migrated(write: Callable[[str, str], Path]) -> None:
    write("site.ini", TWO)
    configure("site.ini")
    assert Steps().list_databases() == ["default"]
    assert Steps(("archive", "default")).list_databases() == ["archive", "default"]
    assert Steps(()).list_databases() == []


@pytest.mark.usefixtures("_unconfigured")
@pytest.mark.parametrize(
    ("alias", "hint"), [("archiv", "; did you mean archive?"), ("xyzzy", "; DATABASES has default, archive")]
)
def test_a_database_that_there_is_not_is_told(write: Callable[[str, str], Path], alias: str, hint: str) -> None:
    write("site.ini", TWO)
    configure("site.ini")
    with pytest.raises(ConfigurationError) as raised:
        Steps((alias,)).list_databases()
    (problem,) = raised.value.problems
    assert problem.message == f"there is no database {alias!r}{hint}"
    assert (problem.section, problem.name) == ("app:main", "DATABASES.archive")


@pytest.mark.usefixtures("_unconfigured")
def test_a_site_without_databases_has_none_to_migrate(write: Callable[[str, str], Path]) -> None:
    write("site.ini", "[app:main]\nuse = egg:twod.wsgi\nSECRET_KEY = k\n")
    configure("site.ini")
    assert Steps().list_databases() == []
