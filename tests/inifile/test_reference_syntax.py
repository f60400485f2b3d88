"""Where references begin and end."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twod.inifile.reference_syntax import (
    Reference,
    double_references,
    find_known_text,
    find_plain_text,
    find_references,
    parse_references,
)

SIGNS = st.text(st.sampled_from("${}:-envfilcrd x"))


def spell(text, *, any_name):
    """Return the text with each reference as the parser has found it."""
    parsed = parse_references(text, any_name=any_name)
    return "".join(part.spelling if isinstance(part, Reference) else part for part in parsed.parts)


@settings(max_examples=300)
@given(text=SIGNS)
def test_all_of_a_text_is_in_its_parts(text):
    if not parse_references(text).mistakes and "$${" not in text:
        assert spell(text, any_name=True) == text


@settings(max_examples=300)
@given(text=SIGNS)
def test_a_doubled_dollar_gives_back_any_reference(text):
    doubled = double_references(text)
    assert parse_references(doubled, any_name=False) == ((text,) if text else (), ())


@pytest.mark.parametrize(
    ("text", "kind", "name", "default"),
    [
        ("${x}", "", ("x",), None),
        ("${env:A}", "env", ("A",), None),
        ("${env:A:-}", "env", ("A",), ()),
        ("${env:A:-b:-c}", "env", ("A",), ("b:-c",)),
        ("${file:a b}", "file", ("a b",), None),
        ("${cred:}", "cred", (), None),
    ],
)
def test_a_reference_has_a_kind_a_name_and_a_default(text, kind, name, default):
    assert parse_references(text).parts == (Reference(text, 0, kind, name, default),)


def test_references_inside_are_found():
    (outer,) = parse_references("${file:${env:A}/x:-a${env:B}}").parts
    assert outer.name == (Reference("${env:A}", 7, "env", ("A",), None), "/x")
    assert outer.default == ("a", Reference("${env:B}", 20, "env", ("B",), None))


def test_a_mistake_leaves_no_parts():
    assert parse_references("${a").parts == parse_references("${a${b${c}}}").parts == ()


def test_all_references_are_found_and_whether_each_is_needed():
    parts = parse_references("${file:${env:A}/x} ${env:B:-${cred:c}} ${file:${cred:d}:-}").parts
    found = {each.spelling: is_needed for each, is_needed in find_references(parts)}
    assert {spelling for spelling, is_needed in found.items() if is_needed} == {"${file:${env:A}/x}", "${env:A}"}
    assert found.keys() > {"${env:B:-${cred:c}}", "${cred:c}", "${cred:d}"}


def test_parts_with_a_reference_are_no_plain_text():
    (outer,) = parse_references("${file:${env:A}/x}").parts
    (inner,) = parse_references("${env:A}").parts
    assert [find_plain_text(each) for each in (outer.name, inner.name, ())] == [None, "A", ""]


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("a", "a"),
        ("${env:A}", "1"),
        ("${env:B:-${env:A}}x", "1x"),
        ("${env:B}", None),
        ("${env:E:-2}", "2"),
        ("${x}", None),
    ],
)
def test_a_text_is_known_as_far_as_its_variables_are(text, known):
    assert find_known_text(parse_references(text).parts, {"A": "1", "E": ""}) == known
