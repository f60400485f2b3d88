"""The running software: distributions with their versions and hashes, Python, and the process."""

from __future__ import annotations

import hashlib
import os
import platform
import re
import socket
import sys
from importlib.metadata import Distribution, distributions
from typing import Any

import django

from twod.wsgi.config.loaded import Loaded
from twod.wsgi.console.drift import describe_file, find_inis


def describe_software(active: Loaded | None) -> dict[str, Any]:
    """Return the versions of the installed software, and the inis of the site, as data for a page and for JSON.

    :param active: the settings in force; None if no ini is in force.
    """
    return {
        "process": {
            "host": socket.gethostname(),
            "process": os.getpid(),
            "python": platform.python_version(),
            "implementation": platform.python_implementation(),
            "executable": sys.executable or "",
            "platform": platform.platform(),
            "django": django.get_version(),
        },
        "files": [] if active is None else [describe_file(path) for path in find_inis(active)],
        "distributions": list_distributions(),
    }


def list_distributions() -> list[dict[str, str]]:
    """Return the distributions on Python's search path, sorted by name; the first one if a name occurs twice."""
    found: dict[str, dict[str, str]] = {}
    for distribution in distributions():
        name = distribution.metadata["Name"]
        if name:
            found.setdefault(_normalise(name), describe_distribution(name, distribution))
    return [found[key] for key in sorted(found)]


def describe_distribution(name: str, distribution: Distribution) -> dict[str, str]:
    """Return the name, version and hash of a distribution; the hash covers its list of files with their hashes."""
    record = distribution.read_text("RECORD")
    hash_ = hashlib.sha256(record.encode()).hexdigest()[:16] if record else ""
    return {"name": name, "version": distribution.version, "hash": hash_}


def _normalise(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
