"""Where a secret key and its former keys are."""

from __future__ import annotations

import pytest

from twod.inifile.key_place import KeyPlace


@pytest.mark.parametrize(
    ("place", "reference", "of_former_keys"),
    [
        (KeyPlace("file", "../key"), "${file:../key}", "${file:../key.fallbacks:-}"),
        (KeyPlace("env", "SHOP_KEY"), "${env:SHOP_KEY}", "${env:SHOP_KEY_FALLBACKS:-}"),
        (KeyPlace("cred", "key"), "${cred:key}", "${cred:key.fallbacks:-}"),
    ],
)
def test_former_keys_are_beside_the_key(place: KeyPlace, reference: str, of_former_keys: str) -> None:
    assert place.reference == reference
    assert place.fallbacks.optional_reference == of_former_keys
