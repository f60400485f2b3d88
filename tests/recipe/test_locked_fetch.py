"""What a part installs under a lock, and from a wheelhouse."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from zc.buildout import UserError, easy_install

from kit.indexes import serving_index
from kit.small_wheels import write_wheel
from twod.recipe.fetch.uv_fetcher import find_uv
from twod.recipe.lock.locked_fetch import fetching_as_configured
from twod.recipe.recipe_error import RecipeError
from twod.recipe.scripts.distributions import SiteScripts

from .conftest import MakeBuildout

LOCK = """\
lock-version = "1.0"
created-by = "hand"

[[packages]]
name = "{name}"
version = "1.0"
wheels = [{{ url = "https://example.org/{file}", hashes = {{ sha256 = "{sha256}" }} }}]
"""


#: uv comes with few Pythons.
TOOLS = ["pip", *(["uv"] if find_uv() else [])]


@pytest.fixture(autouse=True)
def wheel(tmp_path: Path) -> Path:
    """A wheel of small-thing 1.0 in the folder ``wheels``, and a lock of it."""
    path = write_wheel(tmp_path / "wheels", "small-thing", "1.0")
    write_lock(tmp_path, path)
    return path


def write_lock(directory: Path, wheel: Path) -> None:
    sha256 = hashlib.sha256(wheel.read_bytes()).hexdigest()
    text = LOCK.format(name="small-thing", file=wheel.name, sha256=sha256)
    (directory / "pylock.toml").write_text(text, encoding="utf-8")


def resolve(buildout: Any, eggs: str = "small-thing", **options: str) -> list[str]:
    """Return what a part installs, as ``NAME VERSION``."""
    scripts = SiteScripts(buildout, "site", {"eggs": eggs, **options}, [])
    return [f"{found.project_name} {found.version}" for found in scripts.working_set()[1]]


def refuse(buildout: Any, eggs: str = "small-thing", **options: str) -> str:
    with pytest.raises((RecipeError, UserError)) as raised:
        resolve(buildout, eggs, **options)
    return str(raised.value)


@pytest.mark.parametrize("tool", TOOLS)
def test_what_is_locked_is_installed_without_a_pin(make_buildout: MakeBuildout, tool: str) -> None:
    buildout = make_buildout(f"lock = pylock.toml\nwheelhouse = wheels\nfetch = {tool}\n")
    assert resolve(buildout) == ["small-thing 1.0"]
    assert "small-thing" not in easy_install.default_versions()


@pytest.mark.parametrize("tool", TOOLS)
def test_one_byte_is_refused_with_both_hashes(
    make_buildout: MakeBuildout, tmp_path: Path, wheel: Path, tool: str
) -> None:
    expected = hashlib.sha256(wheel.read_bytes()).hexdigest()
    content = bytearray(wheel.read_bytes())
    content[len(content) // 2] ^= 1
    wheel.write_bytes(content)
    buildout = make_buildout(f"lock = pylock.toml\nwheelhouse = wheels\nfetch = {tool}\n")
    message = refuse(buildout)
    found = hashlib.sha256(content).hexdigest()
    assert message == (
        f"{wheel.name} has the SHA-256 {found}, expected {expected}; "
        "do not install it before you know why, then fill the folder again (pylock.toml:4)"
    )
    assert list((tmp_path / "eggs" / "v5").iterdir()) == []


def test_a_wheelhouse_without_the_file_is_refused(make_buildout: MakeBuildout, wheel: Path) -> None:
    wheel.rename(wheel.with_name("small_thing-2.0-py3-none-any.whl"))
    message = refuse(make_buildout("lock = pylock.toml\nwheelhouse = wheels\n"))
    assert "wheels has no file of small-thing 1.0; fill it with bin/lock wheelhouse (pylock.toml:4)" in message


def test_an_index_with_another_file_is_refused(make_buildout: MakeBuildout, tmp_path: Path, wheel: Path) -> None:
    expected = hashlib.sha256(wheel.read_bytes()).hexdigest()
    write_wheel(tmp_path / "wheels", "small-thing", "1.0", requires="other")
    with serving_index(tmp_path / "wheels") as index:
        for tool in TOOLS:
            message = refuse(make_buildout(f"lock = pylock.toml\nindex = {index.url}\nfetch = {tool}\n"))
            assert f"{tool} cannot fetch small-thing 1.0 (pylock.toml:4):" in message
            assert "The file does not have the locked hash" in message
            assert all(sha256 in message for sha256 in (expected, hashlib.sha256(wheel.read_bytes()).hexdigest()))


def test_what_is_not_locked_is_refused(make_buildout: MakeBuildout, tmp_path: Path) -> None:
    write_wheel(tmp_path / "wheels", "other", "1.0")
    buildout = make_buildout("lock = pylock.toml\nwheelhouse = wheels\n[versions]\nother = 1.0\n")
    assert "other is not in the lock; add its version to [versions] and run bin/lock write" in refuse(buildout, "other")


def test_what_a_locked_distribution_requires_is_refused_as_well(make_buildout: MakeBuildout, tmp_path: Path) -> None:
    write_lock(tmp_path, write_wheel(tmp_path / "wheels", "small-thing", "1.0", requires="other"))
    assert "other is not in the lock" in refuse(make_buildout("lock = pylock.toml\nwheelhouse = wheels\n"))


def test_a_pin_of_another_version_is_refused_with_both_places(make_buildout: MakeBuildout) -> None:
    buildout = make_buildout("lock = pylock.toml\n[versions]\nSmall.Thing = 1.1\n")
    assert refuse(buildout) == (
        "Small.Thing is locked to 1.0, but [versions] of buildout.cfg pins 1.1; "
        "run bin/lock write, or correct the pin (pylock.toml:4)"
    )
    for pin in ("1.0.0", ">= 1", "< 2"):
        pinned = f"[versions]\nSmall.Thing = {pin}\n"
        assert resolve(make_buildout(f"lock = pylock.toml\nwheelhouse = wheels\n{pinned}"))
    for pin in (">= 1.1", "nonsense"):
        assert f"pins {pin};" in refuse(make_buildout(f"lock = pylock.toml\n[versions]\nsmall-thing = {pin}\n"))


def test_only_uv_and_pip_keep_to_a_lock_or_a_wheelhouse(make_buildout: MakeBuildout) -> None:
    for option in ("lock = pylock.toml", "wheelhouse = wheels"):
        message = refuse(make_buildout(f"fetch = buildout\n{option}\n"))
        assert message.startswith(f"[buildout] {option.partition(' ')[0]}: only uv and pip support it")


def test_zc_buildouts_own_cache_does_not_go_with_a_lock(make_buildout: MakeBuildout) -> None:
    buildout = make_buildout("download-cache = cache\nlock = pylock.toml\n")
    try:
        assert "lock = pylock.toml excludes download-cache" in refuse(buildout)
    finally:
        easy_install.download_cache(None)


def test_a_url_is_no_path(make_buildout: MakeBuildout) -> None:
    message = refuse(make_buildout("lock = https://ann:s3cret@example.org/pylock.toml\n"))
    assert message.endswith("@example.org/pylock.toml' (buildout.cfg)")
    assert "s3cret" not in message


def test_a_wheelhouse_without_files_is_refused(make_buildout: MakeBuildout, tmp_path: Path) -> None:
    assert "does not exist; fill it with bin/lock wheelhouse (buildout.cfg)" in refuse(
        make_buildout("wheelhouse = x\n")
    )
    (tmp_path / "x").mkdir()
    assert "x is empty; fill it" in refuse(make_buildout("wheelhouse = x\n"))


def test_a_wheelhouse_is_for_what_is_pinned(make_buildout: MakeBuildout) -> None:
    message = refuse(make_buildout("wheelhouse = wheels\n"))
    assert message == "small-thing is not pinned, so no wheelhouse has it; pin its version in [versions]"


def test_a_part_has_its_own_lock_or_none(make_buildout: MakeBuildout, tmp_path: Path) -> None:
    buildout = make_buildout("lock = missing.toml\nwheelhouse = wheels\n[versions]\nsmall-thing = 1.0\n")
    assert "the lock does not exist" in refuse(buildout)
    assert resolve(buildout, lock="pylock.toml") == ["small-thing 1.0"]
    assert resolve(buildout, lock="") == ["small-thing 1.0"]


def test_a_develop_egg_needs_no_hash(make_site_buildout: MakeBuildout) -> None:
    buildout = make_site_buildout("lock = pylock.toml\nwheelhouse = wheels\n")
    assert {"waitress 1.5", "small-thing 1.0"} < set(resolve(buildout, "waitress\nsmall-thing"))


def test_a_part_without_either_is_as_before(make_buildout: MakeBuildout) -> None:
    before = easy_install.default_versions()
    with fetching_as_configured(make_buildout(""), "site", {}):
        assert easy_install.default_versions() == before
