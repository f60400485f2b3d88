"""The file of a database, if it has one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from twod.wsgi.config import configure
from twod.wsgi.preparation.database_file import find_database_file


@pytest.mark.usefixtures("_unconfigured")
@pytest.mark.parametrize(
    ("name", "file"),
    [("%(here)s/shop.sqlite3", "shop.sqlite3"), (":memory:", None), ("file:shop?mode=memory", None)],
)
def test_a_database_in_memory_has_no_file(
    write: Callable[[str, str], Path], tmp_path: Path, name: str, file: str | None
) -> None:
    write(
        "site.ini",
        "[app:main]\nuse = egg:twod.wsgi\nSECRET_KEY = k\n"
        f"DATABASES.default.ENGINE = django.db.backends.sqlite3\nDATABASES.default.NAME = {name}\n",
    )
    configure("site.ini")
    assert find_database_file("default") == (tmp_path / file if file else None)
    assert {path.name for path in tmp_path.iterdir()} == {"site.ini"}
