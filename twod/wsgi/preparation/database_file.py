"""The file of an SQLite database in Django's ``DATABASES``."""

from __future__ import annotations

import os
from pathlib import Path

from django.db import connections


def find_database_file(alias: str) -> Path | None:
    """Return the file of an SQLite database; None for a database in memory, a ``file:`` URI, or another engine.

    This function opens no connection, because SQLite would create a missing file.

    :param alias: an alias of Django's ``DATABASES``.
    """
    connection = connections[alias]
    if connection.vendor != "sqlite" or connection.is_in_memory_db():  # type: ignore[attr-defined]
        return None
    name = os.fspath(connection.settings_dict["NAME"])
    return None if name.startswith("file:") else Path(name)
