"""A wheel unpacked as far as an egg has it."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from kit.package_index import make_wheel
from twod.recipe.fetch.pinned import FetchError, Pinned
from twod.recipe.fetch.wheel_file import unpack_wheel

SHOP = Pinned("shop", "1.0")


def test_modules_of_both_kinds_are_together_and_nothing_else_is_there(tmp_path: Path) -> None:
    data = "shop-1.0.data"
    names = ("platlib/shop/fast.py", "purelib/shop_more.py", "scripts/shop", "headers/shop.h", "data/share/shop.txt")
    wheel = make_wheel(tmp_path, "shop", files={f"{data}/{name}": "" for name in names})
    library = unpack_wheel(SHOP, wheel, tmp_path / "lib")
    assert sorted(path.name for path in library.iterdir()) == ["shop", "shop-1.0.dist-info", "shop_more.py"]
    record = (library / "shop-1.0.dist-info" / "RECORD").read_text(encoding="utf-8")
    assert "\nshop/fast.py," in record
    assert "\nshop_more.py," in record


def test_a_program_stays_one(tmp_path: Path) -> None:
    wheel = tmp_path / "shop-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        program = zipfile.ZipInfo("shop/run")
        program.external_attr = 0o755 << 16
        archive.writestr(program, "")
        archive.writestr("shop-1.0.dist-info/METADATA", "")
    library = unpack_wheel(SHOP, wheel, tmp_path / "lib")
    assert (library / "shop" / "run").stat().st_mode & 0o100
    assert not (library / "shop-1.0.dist-info" / "METADATA").stat().st_mode & 0o100


@pytest.mark.parametrize("content", [b"", b"no wheel", b"PK\x05\x06" + bytes(18)], ids=["empty", "text", "no metadata"])
def test_a_file_that_is_no_wheel_is_named(tmp_path: Path, content: bytes) -> None:
    wheel = tmp_path / "shop-1.0-py3-none-any.whl"
    wheel.write_bytes(content)
    with pytest.raises(FetchError, match=r"^shop-1.0-py3-none-any.whl of shop 1.0 is not a valid wheel: "):
        unpack_wheel(SHOP, wheel, tmp_path / "lib")
