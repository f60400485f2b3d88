"""The options of ``twod.recipe:systemd``."""

from __future__ import annotations

import pytest

from twod.recipe.engines.systemd.systemd_options import SERVICE_LINES


def test_further_lines_are_read_in_their_order() -> None:
    lines = "\nSystemCallFilter = ~@clock\n SystemCallFilter=@mount\nMemoryMax="
    assert SERVICE_LINES.read(lines) == (
        ("SystemCallFilter", "~@clock"),
        ("SystemCallFilter", "@mount"),
        ("MemoryMax", ""),
    )


@pytest.mark.parametrize("line", ["MemoryMax", "[Unit]", "Memory Max=2G", "=2G"])
def test_a_line_that_is_none_is_named(line: str) -> None:
    with pytest.raises(ValueError, match="is not NAME=VALUE, such as MemoryMax=2G"):
        SERVICE_LINES.read(f"Nice=5\n{line}")
