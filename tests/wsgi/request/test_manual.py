"""The examples of the manual's page on requests do what the page says."""

from __future__ import annotations

import doctest
from pathlib import Path
from typing import Any

import pytest

from twod.wsgi import TwodResponse
from twod.wsgi.request import TwodWSGIRequest

PAGE = Path(__file__).parents[3] / "docs/explanation/requests.rst"


@pytest.mark.usefixtures("django_settings")
def test_the_examples_of_the_manual_work() -> None:
    results = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert results.failed == 0
    assert results.attempted > 10


@pytest.mark.usefixtures("django_settings")
def test_the_view_of_the_manual_answers_in_the_visitor_s_language(manual: Any) -> None:
    (view,) = manual("docs/explanation/requests.rst", "python")
    names: dict[str, Any] = {"TwodResponse": TwodResponse, "WELCOME": {"en": "Welcome", "es": "Bienvenidos"}}
    exec(view.text, names)
    for accepted, answer in ("es-MX, fr", b"Bienvenidos"), ("fr", b"Welcome"):
        request = TwodWSGIRequest.blank("/", headers={"Accept-Language": accepted})
        assert names["welcome"](request).content == answer
