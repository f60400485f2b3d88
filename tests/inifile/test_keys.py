"""What the names of options mean."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from twod.inifile.keys import Key, has_operator, names_setting, parse_key, write_key
from twod.inifile.problems import BadValueError

NAMES = st.from_regex(r"_{0,2}[A-Z][A-Z0-9_]*", fullmatch=True)
SEGMENTS = st.text(st.characters(exclude_characters='"', exclude_categories=["Cs"]), max_size=8) | st.sampled_from(
    ["append", "before", "()", "a.b", "x+", "-", "0", "before(x)", " "]
)
ANCHORS = st.text(st.characters(exclude_characters='"', exclude_categories=["Cs"]), min_size=1, max_size=8).filter(
    lambda text: text == text.strip()
)


@pytest.mark.parametrize(
    ("option", "key"),
    [
        ("EMAIL_PORT", Key("EMAIL_PORT", ())),
        ("DATABASES.default.HOST", Key("DATABASES", ("default", "HOST"))),
        ('LOGGING.loggers."django.request".level', Key("LOGGING", ("loggers", "django.request", "level"))),
        ("TEMPLATES.0.DIRS", Key("TEMPLATES", ("0", "DIRS"))),
        ("LOGGING.formatters.x.()", Key("LOGGING", ("formatters", "x", "()"))),
        ("MIDDLEWARE.append", Key("MIDDLEWARE", (), "append")),
        ("TEMPLATES.0.DIRS.prepend", Key("TEMPLATES", ("0", "DIRS"), "prepend")),
        ("MIDDLEWARE.before(x.Y)", Key("MIDDLEWARE", (), "before", "x.Y")),
        ('MIDDLEWARE.after( "x.Y" )', Key("MIDDLEWARE", (), "after", "x.Y")),
        ('A."append"', Key("A", ("append",))),
        ("_NAME.a", Key("_NAME", ("a",))),
    ],
)
def test_name_of_an_option_is_a_setting_a_path_and_an_operator(option, key):
    assert parse_key(option) == key


@pytest.mark.parametrize(
    "option", ["A.", "A..B", 'A."b', "A b", "A.b c", "A.before()", "A.before( )", "A.before(x", "a"]
)
def test_name_that_means_nothing_is_an_error(option):
    with pytest.raises(BadValueError):
        parse_key(option)


@pytest.mark.parametrize(("sign", "operator"), [("+", "append"), ("-", "remove"), ("^", "prepend")])
def test_sign_at_the_end_is_an_error_that_tells_the_operator(sign, operator):
    with pytest.raises(BadValueError, match=rf"expected MIDDLEWARE\.{operator} = …, since an ini has no '\{sign}='"):
        parse_key(f"MIDDLEWARE {sign}")


@settings(max_examples=200)
@given(option=st.text(max_size=20) | st.text(alphabet='AB.01"() +-^beforapnd', max_size=20))
def test_any_name_means_something_or_is_an_error(option):
    try:
        parse_key(option)
    except BadValueError as error:
        assert error.expected  # noqa: PT017 - either outcome is right


@pytest.mark.parametrize("text", ["A.before(" + " " * 100_000, "A.before(" + '" ' * 50_000, "A" + ".a" * 50_000])
def test_a_long_name_takes_no_longer_than_its_length_asks_for(text: str) -> None:
    with contextlib.suppress(BadValueError):
        parse_key(f"{text}x)y")


def test_whole_values_come_before_parts_before_operators():
    names = ["A.append", "A.b.c", "A", "A.b", "A.b.remove"]
    assert sorted(names, key=lambda name: parse_key(name).rank) == ["A", "A.b", "A.b.c", "A.append", "A.b.remove"]


@given(
    NAMES,
    st.lists(SEGMENTS, max_size=3).map(tuple),
    st.tuples(st.sampled_from([None, "append", "prepend", "remove"]), st.none())
    | st.tuples(st.sampled_from(["before", "after"]), ANCHORS),
)
@example("A", ("append",), (None, None))
@example("A", ("append",), ("append", None))
@example("A", ("x+",), (None, None))
@example("A", ("",), (None, None))
@example("A", (), ("before", "a.B"))
def test_a_written_key_is_read_as_the_same(
    name: str, path: tuple[str, ...], operation: tuple[str | None, str | None]
) -> None:
    key = Key(name, path, *operation)
    assert parse_key(write_key(key)) == key


@given(st.text(max_size=20) | st.text(alphabet='AB.01"() +-^beforapnd', max_size=20))
def test_a_key_that_was_read_is_written_so_that_it_means_the_same(option: str) -> None:
    try:
        key = parse_key(option)
    except BadValueError:
        return  # It means nothing.
    assert parse_key(write_key(key)) == key


@pytest.mark.parametrize(
    ("key", "option"),
    [
        (Key("DATABASES", ("default", "HOST")), "DATABASES.default.HOST"),
        (Key("LOGGING", ("loggers", "a.b", "level")), 'LOGGING.loggers."a.b".level'),
        (Key("LOGGING", ("formatters", "x", "()")), "LOGGING.formatters.x.()"),
        (Key("MIDDLEWARE", (), "append"), "MIDDLEWARE.append"),
        (Key("MIDDLEWARE", (), "before", "a.B"), "MIDDLEWARE.before(a.B)"),
        (Key("A", ("append",)), 'A."append"'),
    ],
)
def test_a_key_is_written_as_somebody_would_write_it(key: Key, option: str) -> None:
    assert write_key(key) == option


@pytest.mark.parametrize("option", ["A.append", "A.b.remove", "A.before(x)", "A.0.prepend"])
def test_an_operator_is_known(option: str) -> None:
    assert has_operator(option)


@pytest.mark.parametrize("option", ["A", "A.b", 'A."append"', "A.append.b", "append", "a.append", "A.before()", ""])
def test_what_is_no_operator_is_known_too(option: str) -> None:
    assert not has_operator(option)


@pytest.mark.parametrize("option", ["A", "A1_B", "_A", "__A", "A.b", "A.B.append", "A b", "A."])
def test_a_setting_is_known_by_its_capitals(option: str) -> None:
    assert names_setting(option)


@pytest.mark.parametrize("option", ["", "a", "Ab", "_a", "_", "_1", "1A", "a.B", "A-B", ".A"])
def test_what_has_other_letters_names_no_setting(option: str) -> None:
    assert not names_setting(option)
