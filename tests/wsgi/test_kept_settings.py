"""The fixtures that give a test settings of its own."""

from __future__ import annotations

import pytest
from django.conf import UserSettingsHolder
from django.utils import translation


@pytest.mark.parametrize("has_translations", [False, True])
def test_a_test_has_translations_whatever_an_earlier_one_had(
    django_settings: UserSettingsHolder, has_translations: bool
) -> None:
    django_settings.USE_I18N = has_translations
    translation.deactivate_all()
    # Without translations, there is nothing to deactivate.
    assert translation.get_language() == (None if has_translations else "en-us")
    translation.deactivate()
