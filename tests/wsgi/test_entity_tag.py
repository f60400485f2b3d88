"""The entity tag of a file."""

from __future__ import annotations

import os
from pathlib import Path

from twod.wsgi.entity_tag import make_entity_tag


def test_a_tag_is_made_of_time_and_size(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"0123456789abcdef")
    os.utime(path, ns=(0, 0xABC))
    assert make_entity_tag(path.stat(), 100.0) == '"abc-10"'


def test_a_tag_is_weak_while_the_file_may_change_unnoticed(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"")
    os.utime(path, (1000, 1000))
    found = path.stat()
    assert make_entity_tag(found, 1002.0).startswith('W/"')
    assert make_entity_tag(found, 1002.1).startswith('"')
    # A clock that is behind.
    assert make_entity_tag(found, 5.0).startswith('W/"')
