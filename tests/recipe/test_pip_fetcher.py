"""pip fetches."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kit.package_index import PackageIndex, make_wheel
from twod.recipe.fetch.pinned import FetchError, Pinned
from twod.recipe.fetch.pip_fetcher import PipFetcher
from twod.recipe.fetch.sources import Sources

SHOP, CART = Pinned("Shop", "1.0"), Pinned("cart", "2.0")


def test_one_call_fetches_all_and_keeps_them_apart(package_index: PackageIndex, tmp_path: Path) -> None:
    make_wheel(package_index.folder, "shop", files={"both.py": "1"})
    make_wheel(package_index.folder, "cart", "2.0", files={"both.py": "2"})
    (tmp_path / "new").mkdir()
    libraries = list(PipFetcher(Sources(index=package_index.url), os.environ).fetch([SHOP, CART], tmp_path / "new"))
    assert [(library / "both.py").read_text(encoding="utf-8") for library in libraries] == ["1", "2"]
    assert [path.name for path in libraries[0].glob("*.dist-info")] == ["shop-1.0.dist-info"]


def test_a_file_with_another_hash_is_refused_by_name(package_index: PackageIndex, tmp_path: Path) -> None:
    make_wheel(package_index.folder, "shop")
    fetcher = PipFetcher(Sources(index=package_index.url), os.environ)
    with pytest.raises(FetchError, match=r"(?s)^pip cannot fetch Shop 1.0:.*do not install it"):
        list(fetcher.fetch([SHOP._replace(hashes=(f"sha256:{'0' * 64}",))], tmp_path))
