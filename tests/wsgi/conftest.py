"""What the tests of the runtime share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import UserSettingsHolder, global_settings, settings


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
