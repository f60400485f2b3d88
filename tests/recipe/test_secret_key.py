"""A secret key that is made once and then left alone."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from twod.recipe.disk.groups import Group
from twod.recipe.disk.secret_key import (
    SecretKey,
    find_unusable,
    find_unusable_former,
    make_secret_key,
    remove_leftover_keys,
    share_secret_key,
)

GOOD = "k" * 64 + "\n"


@pytest.fixture
def key(tmp_path: Path) -> SecretKey:
    return SecretKey(tmp_path / "secret-key-prod")


@pytest.fixture
def shared(tmp_path: Path) -> SecretKey:
    """A key for a group that this process can give files to."""
    return SecretKey(tmp_path / "secret-key-prod", Group("web", os.getegid()))


def write(key: SecretKey, text: str, mode: int = 0o600) -> None:
    key.path.write_text(text, encoding="utf-8")
    key.path.chmod(mode)


def get_mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_key_is_long_and_for_its_owner_alone(tmp_path: Path) -> None:
    key = SecretKey(tmp_path / "var" / "secret-key-prod")
    assert make_secret_key(key)
    assert len(key.path.read_text(encoding="utf-8").strip()) >= 50
    assert get_mode(key.path) == 0o600
    assert list(key.path.parent.iterdir()) == [key.path]
    assert find_unusable(key) is None


def test_a_key_for_a_group_is_for_nobody_else(shared: SecretKey) -> None:
    assert make_secret_key(shared)
    assert get_mode(shared.path) == 0o640
    assert find_unusable(shared) is None
    assert not share_secret_key(shared)


def test_a_key_that_is_there_stays(key: SecretKey) -> None:
    write(key, "mine")
    assert not make_secret_key(key)
    assert key.path.read_text(encoding="utf-8") == "mine"


def test_of_runs_at_the_same_time_one_makes_the_key(key: SecretKey) -> None:
    def run(key: SecretKey) -> bool:
        is_made = make_secret_key(key)
        remove_leftover_keys([key])
        return is_made

    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(run, [key] * 64))
    assert made.count(True) == 1
    assert list(key.path.parent.iterdir()) == [key.path]


def test_what_a_killed_run_left_is_removed_once_there_is_a_key(key: SecretKey) -> None:
    left = key.path.with_name(".secret-key-prod.0123456789abcdef")
    foreign = key.path.with_name(".secret-key-other.0123456789abcdef")
    for path in (left, foreign):
        path.touch()
    remove_leftover_keys([key])
    assert left.exists()  # another run may be about to make the key of it
    make_secret_key(key)
    remove_leftover_keys([key])
    assert sorted(key.path.parent.iterdir()) == [foreign, key.path]


def test_a_rotation_that_is_under_way_is_left_alone(key: SecretKey) -> None:
    make_secret_key(key)
    under_way = [key.path.with_name(f".secret-key-prod{name}") for name in (".new", ".fallbacks.new")]
    for path in under_way:
        path.touch()
    remove_leftover_keys([key])
    assert sorted(key.path.parent.iterdir()) == sorted([*under_way, key.path])


def test_former_keys_are_beside_the_key_and_for_the_same_group(key: SecretKey, shared: SecretKey) -> None:
    assert key.former == (key.path.with_name("secret-key-prod.fallbacks"), None)
    assert shared.former.group == shared.group


@pytest.mark.parametrize("text", ["", "short\n", f"{GOOD}\n{GOOD}\n"])
def test_former_keys_may_be_any_or_none(key: SecretKey, text: str) -> None:
    assert find_unusable_former(key) is None
    write(key.former, text)
    assert find_unusable_former(key) is None


def test_former_keys_that_others_have_access_to_are_refused(key: SecretKey, shared: SecretKey) -> None:
    path = key.former.path
    write(key.former, GOOD, 0o644)
    assert find_unusable_former(key) == f"everybody has access to {path} (mode 0644); run chmod 600 {path}"
    assert find_unusable_former(shared) == f"everybody has access to {path} (mode 0644); run chmod 640 {path}"
    path.chmod(0o640)
    reason = find_unusable_former(key)
    assert reason is not None
    assert f"has access to {path} (mode 0640); set group = " in reason
    assert find_unusable_former(shared) is None
    path.unlink()
    path.mkdir()
    assert find_unusable_former(key) == f"{path} is not a file; move it away"


def test_a_key_that_cannot_be_written_is_an_error_of_the_file_system(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("", encoding="utf-8")
    with pytest.raises(OSError, match="var"):
        make_secret_key(SecretKey(tmp_path / "var" / "secret-key-prod"))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "is empty"),
        (" \n\t\n", "is empty"),
        ("short\n", "has a key of only 5 characters, Django requires 50"),
        ("k" * 49, "has a key of only 49 characters, Django requires 50"),
    ],
)
def test_a_key_that_is_none_is_refused(key: SecretKey, text: str, reason: str) -> None:
    write(key, text)
    assert find_unusable(key) == f"{key.path} {reason}; remove it, and the next run generates a key"


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo, lambda path: path.symlink_to("nowhere")])
def test_what_is_no_file_is_refused(key: SecretKey, make: Callable[[Path], None]) -> None:
    make(key.path)
    assert find_unusable(key) == f"{key.path} is not a file; move it away, and the next run generates a key"


@pytest.mark.parametrize("mode", [0o644, 0o604, 0o602, 0o777, 0o601])
def test_a_key_that_others_have_access_to_is_refused(key: SecretKey, shared: SecretKey, mode: int) -> None:
    for wanted, number in ((key, 600), (shared, 640)):
        write(wanted, GOOD, mode)
        assert find_unusable(wanted) == (
            f"everybody has access to {key.path} (mode {mode:04o}); run chmod {number} {key.path}, or remove it, and "
            "the next run generates another key"
        )


@pytest.mark.parametrize("mode", [0o640, 0o660, 0o620])
def test_a_key_that_a_group_has_access_to_is_refused_unless_the_group_is_wanted(
    key: SecretKey, shared: SecretKey, mode: int
) -> None:
    write(key, GOOD, mode)
    reason = find_unusable(key)
    assert reason is not None
    assert reason.endswith(
        f"has access to {key.path} (mode {mode:04o}); set group = {key.path.group()} if it should, or run chmod 600 "
        f"{key.path}"
    )
    assert find_unusable(shared) is None


@pytest.mark.parametrize("mode", [0o400, 0o600])
def test_a_key_for_its_owner_alone_can_be_used(key: SecretKey, mode: int) -> None:
    write(key, GOOD, mode)
    assert find_unusable(key) is None
    assert not share_secret_key(key)


@pytest.mark.parametrize("mode", [0o400, 0o600, 0o660])
def test_a_key_that_is_there_is_given_to_its_group_once(shared: SecretKey, mode: int) -> None:
    write(shared, GOOD, mode)
    assert share_secret_key(shared)
    assert get_mode(shared.path) == 0o640
    assert not share_secret_key(shared)
    assert shared.path.read_text(encoding="utf-8") == GOOD


@pytest.mark.parametrize("link", [os.symlink, os.link])
def test_a_key_under_another_name_is_used_and_never_given_away(
    shared: SecretKey, tmp_path: Path, link: Callable[[Path, Path], None]
) -> None:
    target = SecretKey(tmp_path / "shadow")
    write(target, GOOD)
    link(target.path, shared.path)
    assert find_unusable(SecretKey(shared.path)) is None
    reason = find_unusable(shared)
    assert reason is not None
    assert reason.startswith(f"{shared.path} is a link or belongs to another user")
    with pytest.raises(OSError, match="secret-key-prod"):
        share_secret_key(shared)
    assert get_mode(target.path) == 0o600
    target.path.chmod(0o640)
    assert find_unusable(shared) is None
