"""Which tool fetches."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from zc.buildout import UserError, easy_install

from twod.recipe.fetch.pinned import FetchError
from twod.recipe.fetch.pip_fetcher import PipFetcher
from twod.recipe.fetch.tools import FetchSettings, make_fetcher, read_fetch_settings
from twod.recipe.fetch.uv_fetcher import UvFetcher


def make_installer(directory: Path, **options: Any) -> Any:
    return easy_install.Installer(str(directory / "eggs"), index="http://127.0.0.1:9/simple", **options)


def test_a_part_goes_before_buildout() -> None:
    assert read_fetch_settings({}, {}).tool == ""
    assert read_fetch_settings({"fetch": "pip"}, {}).tool == "pip"
    assert read_fetch_settings({"fetch": "pip"}, {"fetch": "buildout"}).tool == "buildout"
    with pytest.raises(UserError, match="is not one of: uv, pip, buildout"):
        read_fetch_settings({"fetch": "easy_install"}, {})


@pytest.mark.parametrize(("tool", "expected"), [("", UvFetcher), ("uv", UvFetcher), ("pip", PipFetcher)])
def test_the_best_tool_is_the_default(tmp_path: Path, tool: str, expected: type) -> None:
    assert isinstance(make_fetcher(FetchSettings(tool), make_installer(tmp_path)), expected)


def test_zc_buildout_can_be_asked_for(tmp_path: Path) -> None:
    assert make_fetcher(FetchSettings("buildout"), make_installer(tmp_path)) is None


def test_what_only_zc_buildout_can_do_it_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installer = make_installer(tmp_path, allow_hosts=("example.com",))
    assert make_fetcher(FetchSettings(), installer) is None
    with pytest.raises(FetchError, match=r"^fetch = uv excludes allow-hosts, which only zc.buildout supports"):
        make_fetcher(FetchSettings("uv"), installer)
    monkeypatch.setattr(easy_install.Installer, "_download_cache", str(tmp_path))
    with pytest.raises(FetchError, match="excludes download-cache and allow-hosts"):
        make_fetcher(FetchSettings("pip"), installer)


def test_a_wheelhouse_is_searched_alone(tmp_path: Path) -> None:
    fetcher = make_fetcher(FetchSettings(wheelhouse="/wheels"), make_installer(tmp_path))
    assert isinstance(fetcher, UvFetcher)
    assert fetcher.sources.no_index
    assert fetcher.sources.find_links == ("/wheels",)
