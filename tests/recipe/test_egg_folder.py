"""A distribution becomes an egg."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kit.package_index import make_wheel
from twod.recipe.fetch.egg_folder import compile_modules, make_egg
from twod.recipe.fetch.pinned import FetchError, Pinned
from twod.recipe.fetch.wheel_file import unpack_wheel

SHOP = Pinned("shop", "1.0")


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A distribution's modules."""
    wheel = make_wheel(tmp_path, "shop", files={"shop/broken.py": "print 1"}, scripts="shop = shop:run")
    return unpack_wheel(SHOP, wheel, tmp_path / "lib")


def test_an_egg_is_named_as_zc_buildout_names_it(tmp_path: Path, library: Path) -> None:
    eggs = tmp_path / "eggs"
    eggs.mkdir()
    make_egg(SHOP, library, eggs)
    (egg,) = eggs.iterdir()
    assert egg.name.startswith("shop-1.0-py3.")
    assert sorted(path.suffix for path in egg.iterdir()) == ["", ".dist-info"]


def test_an_egg_that_another_run_has_made_stays(tmp_path: Path, library: Path) -> None:
    eggs = tmp_path / "eggs"
    eggs.mkdir()
    copy = Path(shutil.copytree(library, tmp_path / "copy"))
    make_egg(SHOP, library, eggs)
    (egg,) = eggs.iterdir()
    before = egg.stat().st_mtime_ns
    make_egg(SHOP, copy, eggs)
    assert [path.stat().st_mtime_ns for path in eggs.iterdir()] == [before]


def test_without_a_place_for_it_there_is_an_error(tmp_path: Path, library: Path) -> None:
    with pytest.raises(FileNotFoundError):
        make_egg(SHOP, library, tmp_path / "missing")


@pytest.mark.parametrize("pinned", [Pinned("cart", "1.0"), Pinned("shop", "1.1"), Pinned("shop", "of 1999")])
def test_another_distribution_than_the_pinned_one_is_refused(tmp_path: Path, library: Path, pinned: Pinned) -> None:
    with pytest.raises(FetchError, match=rf"^The file of {pinned} contains shop 1.0\."):
        make_egg(pinned, library, tmp_path)


def test_modules_are_compiled_as_far_as_they_can_be(library: Path, capfd: pytest.CaptureFixture[str]) -> None:
    compile_modules([library])
    (compiled,) = library.rglob("*.pyc")
    assert compiled.name.startswith("__init__.")
    assert capfd.readouterr() == ("", "")


def test_what_zc_buildout_would_not_keep_is_not_compiled(library: Path) -> None:
    next(library.glob("*.dist-info/top_level.txt")).unlink()
    compile_modules([library])
    assert list(library.rglob("*.pyc")) == []
