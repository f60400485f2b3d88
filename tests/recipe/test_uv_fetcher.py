"""uv fetches."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from kit.package_index import PackageIndex, make_wheel
from twod.recipe.fetch.pinned import FetchError, Pinned
from twod.recipe.fetch.sources import Sources
from twod.recipe.fetch.uv_fetcher import UvFetcher, find_uv

SHOP, CART = Pinned("shop", "1.0"), Pinned("cart", "2.0")


@pytest.fixture
def fetcher(package_index: PackageIndex) -> UvFetcher:
    program = find_uv()
    assert program is not None, "the tests need uv: bootstrap.py installs it"
    return UvFetcher(program, Sources(index=package_index.url), os.environ)


def test_distributions_with_the_same_files_are_kept_apart(
    fetcher: UvFetcher, package_index: PackageIndex, tmp_path: Path
) -> None:
    make_wheel(package_index.folder, "shop", files={"both.py": "1"})
    make_wheel(package_index.folder, "cart", "2.0", files={"both.py": "2"})
    (tmp_path / "new").mkdir()
    libraries = list(fetcher.fetch([SHOP, CART], tmp_path / "new"))
    assert [(library / "both.py").read_text(encoding="utf-8") for library in libraries] == ["1", "2"]
    assert [path.name for path in libraries[0].glob("*.dist-info")] == ["shop-1.0.dist-info"]


def test_a_file_with_another_hash_is_refused_by_name(
    fetcher: UvFetcher, package_index: PackageIndex, tmp_path: Path
) -> None:
    make_wheel(package_index.folder, "shop")
    with pytest.raises(FetchError, match=r"(?s)^uv cannot fetch shop 1.0:.*Hash mismatch.*do not install it"):
        list(fetcher.fetch([SHOP._replace(hashes=(f"sha256:{'0' * 64}",))], tmp_path))


def test_a_cache_that_cannot_be_used_is_named(package_index: PackageIndex, tmp_path: Path) -> None:
    make_wheel(package_index.folder, "shop")
    fetcher = UvFetcher(find_uv() or "", Sources(index=package_index.url), {**os.environ, "UV_CACHE_DIR": "/proc/x"})
    with pytest.raises(FetchError, match=r"(?s)^uv cannot fetch shop 1.0:.*/proc/x.*Set UV_CACHE_DIR"):
        list(fetcher.fetch([SHOP], tmp_path))


def test_a_program_that_does_not_run_is_named(tmp_path: Path) -> None:
    program = tmp_path / "uv"
    program.write_text("of another machine", encoding="utf-8")
    program.chmod(0o755)
    with pytest.raises(FetchError, match=rf"^cannot run {program}: Exec format error\. .*fetch = pip\.$"):
        list(UvFetcher(str(program), Sources(), {}).fetch([SHOP], tmp_path))


def test_the_program_on_the_path_goes_before_the_distribution(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "uv"
    write_program(program, "exit 0")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_uv() == str(program)
    program.unlink()
    monkeypatch.setitem(sys.modules, "uv", None)
    assert find_uv() is None


def test_a_program_that_stands_for_none_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # As pyenv's, where another Python than the chosen one has uv.
    write_program(tmp_path / "uv", "echo 'pyenv: uv: command not found' >&2; exit 127")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setitem(sys.modules, "uv", None)
    assert find_uv() is None


def write_program(path: Path, command: str) -> None:
    path.write_text(f"#!/bin/sh\n{command}\n", encoding="utf-8")
    path.chmod(0o755)
