"""The examples of the manual's page on requests do what the page says."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "requests.rst"


@pytest.mark.usefixtures("django_settings")
def test_the_examples_of_the_manual_work() -> None:
    results = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert results.failed == 0
    assert results.attempted > 10
