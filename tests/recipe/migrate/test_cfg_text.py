"""The text of a configuration file, by sections and options."""

from __future__ import annotations

import io

from hypothesis import given
from hypothesis import strategies as st
from zc.buildout import configparser

from twod.recipe.migrate.cfg_text import CfgEdit, CfgText, make_option_lines, rename_option

TEXT = """\
# head
[buildout]
parts =
    a

# of nobody
    b
[a: True]  # c
x += 1
y=2
<= b
"""


def test_options_have_their_lines_and_signs() -> None:
    text = CfgText(TEXT)
    assert [(each.section, each.name, each.sign, each.start, each.end) for each in text.options] == [
        ("buildout", "parts", "", 2, 7),
        ("a", "x", "+", 8, 9),
        ("a", "y", "", 9, 10),
        ("a", "<", "", 10, 11),
    ]
    assert text.get_text(text.options[0]).split() == ["a", "b"]
    assert text.find_end(text.headers[0]) == 7


def test_a_comment_belongs_to_the_option_above_it_or_to_the_header_below() -> None:
    text = CfgText("[a]\nx = 1\n# of a\n\n# of b\n[b]\ny = 1\n# of c\n[c]\n# of c too")
    assert [text.find_end(header) for header in text.headers] == [3, 7, 10]


def test_edits_of_one_place_keep_their_order_and_other_lines_their_ends() -> None:
    text = CfgText("[a]\r\nb = 1\r\nc = 2")
    assert text.edit([CfgEdit(1, 1, ("x = 1",)), CfgEdit(1, 1, ("y = 1",)), CfgEdit(1, 2, ())]) == (
        "[a]\r\nx = 1\r\ny = 1\r\nc = 2\r\n"
    )
    assert CfgText(TEXT).edit([]) == TEXT


def test_each_line_of_an_option_is_rewritten_and_no_comment() -> None:
    text = CfgText(TEXT).rewrite_lines(lambda section, line: line.upper() if section == "buildout" else line)
    assert "".join(text.lines) == TEXT.replace("parts", "PARTS").replace("    a", "    A").replace("    b", "    B")


def test_a_value_has_a_line_for_each_of_its_own() -> None:
    assert make_option_lines("x", "if a:\n  b\n\n") == ("x =", "    if a:", "      b")
    assert make_option_lines("a", "") == ("a =",)
    assert rename_option(("logfile= x", "  y"), "event-log") == ("event-log = x", "  y")


LINES = st.sampled_from(
    [
        "[a]",
        "[b] ; c",
        "[a:True]",
        "x = 1",
        "x += 2",
        "x -= 1",
        "y=",
        "  more",
        "\tmore",
        "# c",
        "; c",
        "",
        "   ",
        "<= a",
    ]
)


@given(st.lists(LINES, max_size=12))
def test_there_are_the_options_that_zc_buildout_finds(lines: list[str]) -> None:
    text = "\n".join(["[start]", *lines, ""])
    try:
        parsed = configparser.parse(io.StringIO(text), "x")
    except configparser.ParsingError:
        return
    found = CfgText(text)
    expected = {(section, name.rstrip("+- ")) for section, options in parsed.items() for name in options}
    assert {(each.section, each.name) for each in found.options} == expected
    assert "".join(found.lines) == text
