"""The kit's own site."""

from __future__ import annotations

import pytest

# What a rule compared is told where it fails.
pytest.register_assert_rewrite("fidelity_kit")


@pytest.fixture(scope="session", autouse=True)
def _django() -> None:
    from fidelity_kit import site

    site.set_up()
