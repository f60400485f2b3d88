"""A site is prepared. tests/processes/test_setup_app.py has one with migrations and static files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.apps import apps

from twod.wsgi.config import configure
from twod.wsgi.config.activation import set_up_django
from twod.wsgi.exc import ConfigurationError
from twod.wsgi.preparation.database_lock import find_database_lock
from twod.wsgi.preparation.site_preparation import prepare_site
from twod.wsgi.preparation.steps import Steps

STEPS = Steps(static=False, wait=0, verbosity=0)


@pytest.fixture
def _configured(write: Callable[[str, str], Path], _unconfigured: None) -> None:
    write("site.ini", "[app:main]\nuse = egg:twod.wsgi\nSECRET_KEY = k\nDATABASES.default = sqlite:///%(here)s/db\n")
    configure("site.ini")
    if not apps.ready:
        set_up_django()


@pytest.mark.usefixtures("_configured")
def test_it_can_be_repeated_and_leaves_no_lock_behind(tmp_path: Path) -> None:
    prepare_site(STEPS, pytest.fail)
    prepare_site(STEPS, pytest.fail)
    assert {path.name for path in tmp_path.iterdir()} == {"site.ini", "db"}


@pytest.mark.usefixtures("_configured")
def test_another_process_is_named_and_waited_for_so_long() -> None:
    lock = find_database_lock("default")
    assert lock is not None
    assert lock.try_to_take()
    told: list[str] = []
    with pytest.raises(ConfigurationError) as raised:
        prepare_site(STEPS, told.append)
    lock.release()
    assert told == ["Another setup-app is working on the database 'default'; waiting up to 0 seconds."]
    assert str(raised.value) == (
        "site.ini:4 [app:main] DATABASES.default:"
        " another setup-app is still working on the database 'default' after 0 seconds"
    )


@pytest.mark.usefixtures("_configured")
def test_a_lock_that_cannot_be_had_is_told(tmp_path: Path) -> None:
    (tmp_path / "db.setup-app").mkdir()
    with pytest.raises(ConfigurationError, match=r"site\.ini:4 .*: cannot lock the database 'default': \[Errno "):
        prepare_site(STEPS, pytest.fail)
