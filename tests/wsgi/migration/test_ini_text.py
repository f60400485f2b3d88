"""Options of an ini change, and everything else of it stays."""

from __future__ import annotations

import configparser

from hypothesis import given, settings
from hypothesis import strategies as st

from twod.wsgi.migration.ini_text import CommentOut, Keep, Replace, add_variables, edit_ini

TEXT = """\
# The shop
[DEFAULT]
debug = no

[app:main]
use = egg:twod.wsgi
; how long
A = 1
    2

  # inside
    3
B: x
# the end
"""


def test_nothing_changes_without_an_edit():
    assert edit_ini(TEXT, {}) == TEXT
    assert edit_ini(TEXT, {8: Keep()}) == TEXT


def test_option_is_replaced_with_all_lines_of_its_value_and_keeps_its_comments():
    changed = edit_ini(TEXT, {8: Replace(("A =", "    4", "    5"))})
    assert changed == TEXT.replace("A = 1\n    2\n\n  # inside\n    3\n", "  # inside\nA =\n    4\n    5\n")


def test_option_goes_when_no_lines_take_its_place():
    assert edit_ini(TEXT, {13: Replace(())}) == TEXT.replace("B: x\n", "")


def test_option_becomes_a_comment_below_the_reason():
    changed = edit_ini(TEXT, {8: CommentOut("Unused.")})
    assert changed == TEXT.replace(
        "A = 1\n    2\n\n  # inside\n    3\n", "# Unused.\n# A = 1\n#     2\n#\n  # inside\n#     3\n"
    )


def test_several_edits_do_not_disturb_each_other():
    changed = edit_ini(TEXT, {3: Replace(("debug = yes", "x = 1")), 13: Replace(("B = y",)), 8: Replace(())})
    assert changed.splitlines()[2:] == [
        "debug = yes",
        "x = 1",
        "",
        "[app:main]",
        "use = egg:twod.wsgi",
        "; how long",
        "  # inside",
        "B = y",
        "# the end",
    ]


def test_indented_option_stays_indented_so_that_the_next_one_is_not_part_of_its_value():
    assert edit_ini("[a]\n  A = 1\n  B = 2\n", {2: Replace(("A =", "    3"))}) == "[a]\n  A =\n      3\n  B = 2\n"


def test_line_ends_byte_order_mark_and_the_lack_of_a_last_line_end_stay():
    assert edit_ini("\ufeff[a]\r\nA = 1\r\nB = 2", {2: Replace(("A = 3",))}) == "\ufeff[a]\r\nA = 3\r\nB = 2"


OPTIONS = st.lists(
    st.tuples(
        st.sampled_from(["", "# c\n", "\n", "; d\n"]),
        st.sampled_from(["1", "x y", "\n    a\n    b", "a\n  # c\n  b", ""]),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=100)
@given(options=OPTIONS, data=st.data())
def test_other_options_read_as_before(options, data):
    text = "[a]\n" + "".join(f"{before}N{index} = {value}\n" for index, (before, value) in enumerate(options))
    changed = data.draw(st.integers(0, len(options) - 1))
    number = next(n for n, line in enumerate(text.split("\n"), 1) if line.startswith(f"N{changed} "))
    edit = data.draw(st.sampled_from([Replace(()), Replace((f"N{changed} = new",)), CommentOut("Unused.")]))
    expected = read(text)
    if edit == Replace((f"N{changed} = new",)):
        expected[f"N{changed}"] = "new"
    else:
        del expected[f"N{changed}"]
    assert read(edit_ini(text, {number: edit})) == expected


def read(text: str) -> dict[str, str]:
    parser = configparser.RawConfigParser()
    parser.optionxform = str
    parser.read_string(text)
    return dict(parser["a"])


def test_variables_come_first_in_default_which_is_made_if_need_be():
    assert add_variables(TEXT, []) == TEXT
    assert add_variables(TEXT, ["x = 1", "y = 2"]) == TEXT.replace("debug = no", "x = 1\ny = 2\ndebug = no")
    text = "[app:main]\r\nuse = egg:x\r\n"
    assert add_variables(f"\ufeff{text}", ["x = 1"]) == f"\ufeff[DEFAULT]\r\nx = 1\r\n\r\n{text}"
