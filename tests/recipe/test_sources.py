"""Where a fetch looks."""

from __future__ import annotations

from pathlib import Path

from twod.recipe.fetch.pinned import Pinned
from twod.recipe.fetch.sources import Sources, make_sources

PIP = {"index-url": "https://pip/simple", "extra-index-url": "https://a/simple\nhttps://b/simple"}


def test_buildouts_index_is_the_only_one() -> None:
    sources = make_sources("https://shop/simple", [], {**PIP, "no-index": "1"})
    assert sources == Sources(index="https://shop/simple")


def test_without_one_it_is_as_pip_is_configured() -> None:
    sources = make_sources("", [], PIP)
    assert sources == Sources(index="https://pip/simple", extra_indexes=("https://a/simple", "https://b/simple"))
    assert make_sources(None, [], {**PIP, "no-index": "true"}).no_index


def test_folders_of_both_are_searched_and_missing_ones_are_not(tmp_path: Path) -> None:
    (tmp_path / "my wheels").mkdir()
    links = [f"file://{tmp_path}/my wheels", "https://links", str(tmp_path / "missing")]
    sources = make_sources("", links, {"find-links": f"https://links https://more {tmp_path}"})
    assert sources.find_links == (
        f"file://{tmp_path}/my%20wheels",
        "https://links",
        "https://more",
        f"file://{tmp_path}",
    )


def test_a_directory_can_be_the_index(tmp_path: Path) -> None:
    assert make_sources(str(tmp_path), [], {}).index == f"file://{tmp_path}"


def test_a_requirements_file_has_all_of_it_and_is_private(tmp_path: Path) -> None:
    path = tmp_path / "requirements.txt"
    sources = Sources("https://i", ("https://e",), ("file:///links",), constraints=("/limits.txt",))
    sources.write_requirements(path, [Pinned("shop", "1.0")])
    assert path.read_text(encoding="utf-8").splitlines() == [
        "--index-url https://i",
        "--extra-index-url https://e",
        "--find-links file:///links",
        "--constraint /limits.txt",
        "shop==1.0",
    ]
    assert path.stat().st_mode & 0o077 == 0


def test_without_an_index_none_is_named(tmp_path: Path) -> None:
    path = tmp_path / "requirements.txt"
    Sources("https://i", ("https://e",), no_index=True).write_requirements(path, [])
    assert path.read_text(encoding="utf-8") == "--no-index\n"
