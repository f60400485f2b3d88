"""What the tests of the runtime share."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import UserSettingsHolder, global_settings, settings

WriteFile = Callable[[str, str], Path]


@pytest.fixture
def django_settings() -> Iterator[UserSettingsHolder]:
    """Django's settings, its defaults until the test assigns others, in the place of whatever was configured."""
    before = settings._wrapped
    holder = UserSettingsHolder(global_settings)
    holder.ALLOWED_HOSTS = ["*"]
    holder.SECRET_KEY = "a key for tests alone"
    settings._wrapped = holder
    yield holder
    settings._wrapped = before


@pytest.fixture
def write(tmp_path: Path) -> WriteFile:
    """Write a file and return its path; the text may be indented."""

    def write(name: str, text: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text).lstrip("\n"), encoding="utf-8")
        return path

    return write
