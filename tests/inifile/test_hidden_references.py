"""References that nobody may see through."""

from __future__ import annotations

import pytest

from twod.inifile.hidden_references import hide_references


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("${env:A:-${env:B:-c}}d", "cd"),
        ("a${file:${env:DIR}/x}", "a<hidden>"),
        ("${cred:db:-x}", "x"),
        ("${env:A:-${file:b}}", "<hidden>"),
        ("${a", "${a"),
    ],
)
def test_hidden_references_leave_their_defaults(text, expected):
    assert hide_references(text) == expected
