"""Each problem has the lines and columns of what it is about."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twod.inifile.grammar import check_grammar
from twod.inifile.problems import Place, Report
from twod.inifile.reading import IniFile
from twod.inifile.spans import Span, SpannedText

TEXT = """\
; of the shop
[DEFAULT]
debug = no
[app:main]
use = egg:twod.wsgi
MIDDLEWARE =
    a.A

    # a comment
    b.B

  SITE_ID : 1st
[server:main]
"""


def slice_text(text: str, span: Span) -> str:
    lines = [line.rstrip("\n") for line in io.StringIO(text, newline=None)][span.line - 1 : span.end_line]
    lines[-1] = lines[-1][: span.end_column - 1]
    lines[0] = lines[0][span.column - 1 :]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("place", "span"),
    [
        (Place("x.ini", 3, "DEFAULT", "debug"), Span(3, 1, 3, 11)),
        (Place("x.ini", None, "DEFAULT", "debug"), Span(3, 1, 3, 11)),
        (Place("x.ini", 6, "app:main", "MIDDLEWARE"), Span(6, 1, 12, 16)),
        (Place("x.ini", None, "app:main", "use"), Span(5, 1, 5, 20)),
        (Place("x.ini", None, "server:main"), Span(13, 1, 13, 14)),
        (Place("x.ini", None, "server:main", "use"), Span(13, 1, 13, 14)),
        (Place("x.ini", None, "filter:none", "use"), Span(1, 1, 1, 14)),
        (Place("x.ini"), Span(1, 1, 1, 14)),
        (Place(), Span(1, 1, 1, 14)),
        (Place("x.ini", 9), Span(9, 5, 9, 16)),
        (Place("x.ini", 11), Span(11, 1, 12, 16)),
        (Place("x.ini", 99), Span(99, 1, 99, 1)),
    ],
)
def test_problem_is_at_its_option_or_section_or_line(place: Place, span: Span) -> None:
    assert SpannedText(TEXT).find_span(place.problem("is odd")) == span


def test_byte_order_mark_counts_as_no_character() -> None:
    assert SpannedText("\ufeff[a]\n").find_span(Place("x.ini", 1).problem("is odd")) == Span(1, 1, 1, 4)


def test_header_is_preferred_to_the_end_of_a_value_that_looks_like_it() -> None:
    text = "[a]\nx =\n  [b]\n[b]\n"
    assert SpannedText(text).find_span(Place("x.ini", None, "b").problem("is odd")).line == 4


@pytest.mark.parametrize("text", ["", "x", "[", "\n\n", "\r", "[a]\r\nx = 1\r\n", "[a", "=\n"])
def test_any_text_has_a_span_for_what_is_wrong_with_it(text: str) -> None:
    for problem in check_grammar("/srv/x.ini", text=text).errors:
        span = SpannedText(text).find_span(problem)
        assert min(span) >= 1
        assert (span.line, span.column) <= (span.end_line, span.end_column)


NAMES = st.from_regex(r"[A-Za-z][A-Za-z_.]{0,9}", fullmatch=True)
VALUES = st.lists(st.from_regex(r"[a-zé漢][a-z é漢𝒳]{0,9}[a-z]", fullmatch=True), min_size=1, max_size=3)
SECTIONS = st.dictionaries(
    st.from_regex(r"(app|filter|server):[a-z]{1,5}", fullmatch=True),
    st.dictionaries(NAMES, VALUES, max_size=4),
    max_size=4,
)


@given(SECTIONS, st.sampled_from(["\n", "\r\n", "\r"]), st.sampled_from(["", "\n", "  \n", "# a\n", "\t; a\n"]))
def test_span_of_an_option_is_its_name_and_all_of_its_value(
    sections: dict[str, dict[str, list[str]]], end: str, between: str
) -> None:
    text = "".join(
        f"[{section}]\n"
        + "".join(f"{name} = " + "\n  ".join(lines) + f"\n{between}" for name, lines in options.items())
        for section, options in sections.items()
    ).replace("\n", end)
    file = IniFile("/srv/x.ini", text, Report())
    spanned = SpannedText(text)
    for section, options in sections.items():
        for name, lines in options.items():
            option = file.sections[section][name]
            span = spanned.find_span(option.problem("is odd"))
            assert slice_text(text, span) == f"{name} = " + "\n  ".join(lines)
            assert spanned.find_span(option._replace(line=None).problem("is odd")) == span
        header = spanned.find_span(Place("/srv/x.ini", None, section).problem("is odd"))
        assert slice_text(text, header) == f"[{section}]"
