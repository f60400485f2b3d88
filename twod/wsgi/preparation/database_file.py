"""The file of a database of SQLite, as Django knows it."""

from __future__ import annotations

import os
from pathlib import Path

from django.db import connections


def find_database_file(alias: str) -> Path | None:
    """Return the file of a database; None for one in memory, one that a URI names, and one that is not SQLite's.

    Nothing is opened: SQLite would make a file that is missing.

    :param alias: of Django's ``DATABASES``.
    """
    connection = connections[alias]
    if connection.vendor != "sqlite" or connection.is_in_memory_db():  # type: ignore[attr-defined]
        return None
    name = os.fspath(connection.settings_dict["NAME"])
    return None if name.startswith("file:") else Path(name)
