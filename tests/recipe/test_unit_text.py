"""Words and sections of unit files; systemd reads them back in tests/servers/test_unit_files.py."""

from __future__ import annotations

import pytest

from twod.recipe.engines.systemd.unit_text import quote_unit_command, quote_unit_word, quote_unit_words, render_unit


@pytest.mark.parametrize(
    ("word", "quoted"),
    [
        ("/srv/shop/bin/serve-prod", "/srv/shop/bin/serve-prod"),
        ("a b", '"a b"'),
        ("", '""'),
        ("50%", '"50%%"'),
        ('say "hi"', '"say \\"hi\\""'),
        ("a\\b", '"a\\\\b"'),
        ("a\nb\tc\x01", '"a\\nb\\tc\\x01"'),
        (";", '";"'),
        ("é", '"é"'),
        ("$HOME", '"$HOME"'),
    ],
)
def test_a_word_means_itself(word: str, quoted: str) -> None:
    assert quote_unit_word(word) == quoted


def test_a_command_has_no_variables() -> None:
    assert quote_unit_command(["/bin/x", "$HOME", "a b"]) == '/bin/x "$$HOME" "a b"'
    assert quote_unit_words(["-/a", "-/b c"]) == '-/a "-/b c"'


def test_sections_are_apart() -> None:
    unit = render_unit({"Unit": [("After", "a"), ("After", "b")], "Install": [("WantedBy", "c")]})
    assert unit == "[Unit]\nAfter=a\nAfter=b\n\n[Install]\nWantedBy=c\n"
