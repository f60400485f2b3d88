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
    # Read the metadata only if Django is not imported, because that imports the email package, which is slow.
    from importlib.metadata import version  # noqa: PLC0415 - see above

    major, minor = version("Django").split(".")[:2]
    return int(major), int("".join(filter(str.isdigit, minor)) or 0)


def show_version(version: Version) -> str:
    """Return a version as a text such as ``5.2``."""
    return f"{version[0]}.{version[1]}"
