"""What is installed is found without importing it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from twod.wsgi.config.surroundings.installed import (
    find_missing_entry_point,
    find_missing_module,
    find_missing_object,
    find_target,
    iterate_package_sources,
)

WriteFile = Callable[[str, str], Path]
SERVERS = ("paste.server_factory", "paste.server_runner")


def test_a_module_is_looked_for_without_importing_the_packages_above(
    write: WriteFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    write("provisioned/__init__.py", "raise RuntimeError('was imported')")
    write("provisioned/settings.py", "raise RuntimeError('was imported')")
    write("provisioned_namespace/inner/settings.py", "raise RuntimeError('was imported')")
    assert find_missing_module("provisioned.settings") is None
    assert find_missing_module("provisioned_namespace.inner.settings") is None
    assert "'provisioned.setings'" in (find_missing_module("provisioned.setings") or "")
    assert "'provisioned.settings.prod'" in (find_missing_module("provisioned.settings.prod") or "")


def test_an_entry_point_is_main_when_none_is_named() -> None:
    assert find_missing_entry_point("egg:waitress", ("paste.server_runner",)) is None
    assert (
        find_missing_entry_point("egg:waitress", ("paste.app_factory",))
        == "waitress has no suitable entry point 'main'"
    )


@pytest.mark.parametrize("name", ["no-such-distribution", ""])
def test_a_distribution_that_is_not_there_is_named(name: str) -> None:
    message = f"the distribution {name!r} is not installed; correct the name or install it"
    assert find_missing_entry_point(f"egg:{name}#x", ("paste.app_factory",)) == message


def test_the_nearest_name_of_a_distribution_is_told() -> None:
    message = "the distribution 'waitres' is not installed; did you mean waitress?"
    assert find_missing_entry_point("egg:waitres#main", SERVERS) == message


@pytest.mark.parametrize(
    ("factory", "target"),
    [
        ("egg:waitress#main", "waitress:serve_paste"),
        ("egg:Paste#http", "paste.httpserver:server_runner"),
        ("call:shop.server:serve", "shop.server:serve"),
        ("egg:nowhere#main", None),
        ("egg:waitress#nothing", None),
    ],
)
def test_the_target_is_what_an_entry_point_leads_to(factory: str, target: str | None) -> None:
    assert find_target(factory, SERVERS) == target


def test_an_object_is_looked_for_in_the_text_of_its_module(
    write: WriteFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    write("surrounded/logs.py", "class ShopHandler: ...\nraise RuntimeError('was imported')")
    write("surrounded/all.py", "from surrounded.logs import *")
    assert find_missing_object("surrounded.logs", "ShopHandler.inner") is None
    assert find_missing_object("surrounded.all", "ShopHandler") is None
    assert find_missing_object("surrounded.logs", "ShopHandlr") == (
        "the module 'surrounded.logs' has no 'ShopHandlr'; did you mean ShopHandler?"
    )
    assert "'surrounded.log'" in (find_missing_object("surrounded.log", "ShopHandler") or "")
    assert find_missing_object("_datetime", "nothing") is None


def test_the_sources_of_a_package_begin_with_the_module(
    write: WriteFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    write("surrounded_space/shop/__init__.py", "# shop")
    write("surrounded_space/shop/wsgi.py", "# wsgi")
    write("surrounded_space/other/__init__.py", "# other")
    sources = list(iterate_package_sources("surrounded_space.shop.wsgi"))
    assert (sources[0], set(sources)) == ("# wsgi", {"# shop", "# wsgi"})
    assert list(iterate_package_sources("nowhere.wsgi")) == []
