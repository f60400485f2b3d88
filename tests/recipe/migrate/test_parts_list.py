"""The list of parts."""

from __future__ import annotations

import pytest

from twod.recipe.migrate.parts_list import edit_parts


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["parts =", "    a", "# gone", "    b", "    c"], ("parts =", "    a", "    test", "# gone", "    c")),
        (["parts=a  b c"], ("parts=a test c",)),
        (["parts +=", "\tc b", "\td"], ("parts +=", "\tc", "\tnew")),
        (["parts = a-b"], ("parts = a-b",)),
        (["parts = b"], ("parts =",)),
    ],
)
def test_parts_go_and_come_and_the_rest_stays(lines: list[str], expected: tuple[str, ...]) -> None:
    assert edit_parts(lines, {"a": ["a", "test"], "b": [], "d": ["new"]}) == expected
