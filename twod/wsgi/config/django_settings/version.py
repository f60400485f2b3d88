"""Which Django is installed, found without importing it."""

from __future__ import annotations

import sys
from functools import cache


@cache
def find_django_version() -> tuple[int, int]:
    """Return major and minor version of the installed Django."""
    if "django" in sys.modules:
        major, minor = sys.modules["django"].VERSION[:2]
        return major, minor
    # Reading a distribution's metadata brings the email package along; where Django runs, that is time for nothing.
    from importlib.metadata import version  # noqa: PLC0415

    major, minor = version("Django").split(".")[:2]
    return int(major), int("".join(filter(str.isdigit, minor)) or 0)
