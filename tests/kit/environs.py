"""Environments of processes that a test starts."""

from __future__ import annotations

import os
import sys
from pathlib import Path

#: How the names of the variables begin by which the tests' own programs are told what to do.
_OWN = ("DJANGO_", "PIP_", "PYTEST_", "PYTHON", "TWOD_", "UV_")


def make_environ(**variables: str) -> dict[str, str]:
    """Return the environment of a user's process, without what the tests' own Python and Django have in theirs."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(_OWN)}
    return clean | {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONUNBUFFERED": "1"} | variables


def make_python_environ(*folders: Path, **variables: str) -> dict[str, str]:
    """Return the environment of a Python that has what the tests' own has.

    :param folders: where it looks for modules first.
    """
    path = os.pathsep.join([*map(str, folders), *filter(None, sys.path)])
    return make_environ(PYTHONPATH=path) | variables
