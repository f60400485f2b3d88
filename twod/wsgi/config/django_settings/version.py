"""The version of the installed Django, found without importing it."""

from __future__ import annotations

import sys
from functools import cache

#: Major and minor version.
Version = tuple[int, int]


@cache
def find_django_version() -> Version:
    """Return the version of the installed Django."""
    if "django" in sys.modules:
        major, minor = sys.modules["django"].VERSION[:2]
        return major, minor
    # Reading a distribution's metadata imports the email package; where Django runs, that is a waste of time.
    from importlib.metadata import version  # noqa: PLC0415 - see above

    major, minor = version("Django").split(".")[:2]
    return int(major), int("".join(filter(str.isdigit, minor)) or 0)


def show_version(version: Version) -> str:
    """Return a version as people write it."""
    return f"{version[0]}.{version[1]}"
