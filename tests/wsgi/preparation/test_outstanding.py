"""What there is to do. tests/processes/test_setup_app.py has a site with migrations and static files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.apps import apps

from twod.wsgi.config import configure
from twod.wsgi.config.activation import set_up_django
from twod.wsgi.exc import ConfigurationError
from twod.wsgi.preparation.outstanding import list_outstanding, list_unapplied
from twod.wsgi.preparation.site_preparation import prepare_site
from twod.wsgi.preparation.steps import Steps

STEPS = Steps(static=False, verbosity=0)


@pytest.fixture
def _configured(write: Callable[[str, str], Path], _unconfigured: None) -> None:
    write("site.ini", "[app:main]\nuse = egg:twod.wsgi\nSECRET_KEY = k\nDATABASES.default = sqlite:///%(here)s/db\n")
    configure("site.ini")
    if not apps.ready:
        set_up_django()


@pytest.mark.usefixtures("_configured")
def test_to_ask_makes_no_database(tmp_path: Path) -> None:
    list_outstanding(STEPS)
    assert {path.name for path in tmp_path.iterdir()} == {"site.ini"}


@pytest.mark.usefixtures("_configured")
def test_nothing_is_to_be_done_afterwards() -> None:
    before = list_unapplied("default")
    assert list_outstanding(STEPS) == [f"database default: {name} is not applied" for name in before]
    prepare_site(STEPS, pytest.fail)
    assert list_outstanding(STEPS) == []


@pytest.mark.usefixtures("_configured")
def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "db").write_text("no database\n" * 100)
    with pytest.raises(ConfigurationError, match=r"site\.ini:4 .* 'default': DatabaseError: file is not a database$"):
        list_outstanding(STEPS)
