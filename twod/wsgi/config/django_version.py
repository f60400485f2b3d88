"""Which Django is installed, found without importing it."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version


@cache
def find_django_version() -> tuple[int, int]:
    """Return major and minor version of the installed Django."""
    major, minor, *_ = version("Django").split(".")
    return int(major), int("".join(filter(str.isdigit, minor)) or 0)
