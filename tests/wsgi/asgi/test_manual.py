"""The manual's page on ASGI: docs/how-to/asgi.rst."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from twod.wsgi.asgi.sides import find_asgi_factory


def test_a_factory_names_the_one_for_asgi(manual: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    (block,) = [block for block in manual("docs/how-to/asgi.rst", "python") if "asgi_factory" in block.text]
    shown: dict[str, Any] = {}
    exec(block.text, shown)
    module = ModuleType("filters_of_manual")
    module.make_asgi_filter = print  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "shop", ModuleType("shop"))
    monkeypatch.setitem(sys.modules, "shop.filters", module)
    assert find_asgi_factory(shown["make_filter"]) is print
