"""What is loaded for a test or a single request knows that nobody serves it."""

from __future__ import annotations

import pytest

from twod.wsgi.serving.unserved import is_unserved, loading_unserved


def test_only_a_block_is_unserved() -> None:
    with loading_unserved():
        assert is_unserved()
    assert not is_unserved()


def test_an_error_ends_the_block() -> None:
    with pytest.raises(LookupError), loading_unserved():
        raise LookupError
    assert not is_unserved()
