"""A secret key that is made once and then left alone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from twod.recipe.disk.secret_key import make_secret_key


def test_a_key_is_long_and_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "var" / "secret-key-prod"
    assert make_secret_key(path)
    assert len(path.read_text(encoding="utf-8").strip()) >= 50
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_a_key_that_is_there_stays(tmp_path: Path) -> None:
    path = tmp_path / "secret-key-prod"
    path.write_text("mine", encoding="utf-8")
    assert not make_secret_key(path)
    assert path.read_text(encoding="utf-8") == "mine"


def test_of_runs_at_the_same_time_one_makes_the_key(tmp_path: Path) -> None:
    path = tmp_path / "secret-key-prod"
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(make_secret_key, [path] * 32))
    assert made.count(True) == 1
    assert list(tmp_path.iterdir()) == [path]


def test_a_key_that_cannot_be_written_is_an_error_of_the_file_system(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("", encoding="utf-8")
    with pytest.raises(OSError, match="var"):
        make_secret_key(tmp_path / "var" / "secret-key-prod")
