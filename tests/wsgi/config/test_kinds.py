"""Each kind reads what it writes, and any other text is read or refused."""

from __future__ import annotations

import configparser
import contextlib
import re
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from twod.inifile.keys import Key
from twod.inifile.problems import Report
from twod.inifile.reading import IniOption
from twod.inifile.references import References
from twod.inifile.seals import seal
from twod.wsgi.config.django_settings.catalogue import KINDS
from twod.wsgi.config.kinds.base import Kind, OptionalKind, is_quoted
from twod.wsgi.config.kinds.by_type import KINDS_BY_WORD, find_kind_of_value
from twod.wsgi.config.kinds.callables import CallableName, NamedCallable
from twod.wsgi.config.kinds.lists import LINES, WORDS, Lines, OneOrMore, Tuple, Words
from twod.wsgi.config.kinds.mail_addresses import MailAddress
from twod.wsgi.config.kinds.maps import Map, Tags
from twod.wsgi.config.kinds.number_kinds import BYTES, DECIMALS, INTEGER, NUMBER, SECONDS, MessageLevel, NumberOfSeconds
from twod.wsgi.config.kinds.pairs import Pair, Pairs, PathsOrPairs
from twod.wsgi.config.kinds.regexes import Regex
from twod.wsgi.config.kinds.scalars import BOOLEAN, DECIMAL, DURATION, PATH, TEXT, Choice, FileMode
from twod.wsgi.config.kinds.untyped import UNTYPED
from twod.wsgi.config.merging.inline_comments import find_inline_comment
from twod.wsgi.exc import BadValueError
from twod.wsgi.migration.writing import write_option

texts = st.text(max_size=20) | st.sampled_from(
    [
        "",
        " a ",
        "${x}",
        "$${x}",
        "%(here)s",
        "100%",
        "#a",
        ";a",
        "[a",
        "{a",
        '"a"',
        '"',
        "a\nb",
        "a\n\nb",
        "none",
        "\ufeff",
    ]
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
addresses = st.sampled_from(["a@example.com", "root@localhost"])
patterns = st.sampled_from(["^/a", "[a-z]+", "#x", "a b", r"\d;", '"', "x=1"])
seconds = st.integers(min_value=-(10**6), max_value=10**9)

ROUND_TRIPS: dict[str, tuple[Kind, st.SearchStrategy[object]]] = {
    "boolean": (BOOLEAN, st.booleans()),
    "integer": (INTEGER, st.integers()),
    "optional integer": (OptionalKind(INTEGER), st.none() | st.integers()),
    "seconds": (SECONDS, seconds),
    "bytes": (BYTES, st.integers(min_value=0)),
    "number": (NUMBER, st.integers() | st.floats(allow_nan=False, allow_infinity=False)),
    "number of seconds": (NumberOfSeconds(), st.floats(min_value=0, max_value=1e9)),
    "float": (DECIMALS, st.floats(allow_nan=False, allow_infinity=False)),
    "decimal": (DECIMAL, st.decimals(allow_nan=False, allow_infinity=False)),
    "duration": (DURATION, st.timedeltas(timedelta(0), timedelta(days=9999))),
    "message level": (MessageLevel(), st.integers()),
    "file mode": (FileMode(), st.integers(min_value=0, max_value=0o7777)),
    "choice": (
        Choice("Lax", "None", others={"false": False, "null": None}),
        st.sampled_from(["Lax", "None", False, None]),
    ),
    "text": (TEXT, texts),
    "optional text": (OptionalKind(TEXT), st.none() | texts),
    "path": (PATH, texts.filter(lambda text: "\0" not in text).map(Path)),
    "words": (Words(), st.lists(texts, max_size=4)),
    "integers": (Tuple(INTEGER), st.lists(st.integers(), max_size=4).map(tuple)),
    "lines": (Lines(TEXT), st.lists(texts, max_size=4)),
    "regexes": (Lines(Regex(compiled=True)), st.lists(patterns.map(re.compile), max_size=3)),
    "pattern texts": (Lines(Regex(compiled=False)), st.lists(patterns, max_size=3)),
    "pair": (Pair(), st.tuples(texts, texts)),
    "pairs": (Pairs(), st.lists(st.tuples(texts, texts), max_size=3)),
    "paths or pairs": (PathsOrPairs(), st.lists(texts | st.tuples(texts, texts), max_size=3)),
    "addresses as pairs": (
        Lines(MailAddress(lambda: True)),
        st.lists(st.tuples(texts.map(str.strip), addresses), max_size=3),
    ),
    "addresses as texts": (
        Lines(MailAddress(lambda: False)),
        st.lists(addresses | st.sampled_from(["Jo <a@b.c>", '"Ng; \\"M\\"" <a@b.c>', "#1 <a@b.c>"]), max_size=3),
    ),
    "one or more": (OneOrMore(TEXT), texts | st.lists(texts, max_size=3)),
    "map": (Map(TEXT), st.dictionaries(texts, texts, max_size=3)),
    "free map": (Map(), st.dictionaries(texts, json_values, max_size=3)),
    "tags": (Tags(), st.dictionaries(st.integers(0, 50), texts, max_size=3)),
    "callable": (CallableName(), st.sampled_from([NamedCallable("a.b"), NamedCallable("a.b_c.d")])),
    "untyped": (UNTYPED, json_values),
    "database": (
        KINDS["DATABASES"],
        st.dictionaries(
            st.sampled_from(["default", "other"]),
            st.fixed_dictionaries(
                {"ENGINE": texts},
                optional={
                    "PASSWORD": st.none() | texts,
                    "PORT": st.none() | texts | st.integers(),
                    "CONN_MAX_AGE": st.none() | seconds.filter(lambda n: n >= 0),
                    "OPTIONS": st.dictionaries(texts, json_values, max_size=2),
                    "ATOMIC_REQUESTS": st.booleans(),
                    "TEST": st.fixed_dictionaries(
                        {}, optional={"NAME": st.none() | texts, "DEPENDENCIES": st.lists(texts, max_size=2)}
                    ),
                },
            ),
            max_size=2,
        ),
    ),
    "set": (find_kind_of_value({"a"}), st.sets(texts, max_size=3)),
    "tuple": (find_kind_of_value(("a",)), st.lists(texts, max_size=3).map(tuple)),
}


def carry(text: str) -> str:
    """Return what is left of a value's text once PasteDeploy has read it from an ini and references are replaced."""
    parser = configparser.ConfigParser()
    parser.optionxform = str
    parser.read_string(f"[app:main]\n{write_option('NAME', text)}AFTER = 1\n")
    assert parser["app:main"]["AFTER"] == "1"
    option = IniOption("NAME", parser["app:main"]["NAME"], None, None, None)
    report = Report()
    expansion = References({}, {}).expand(option, report)
    assert not report.errors
    assert expansion.text is not None
    return expansion.text


@pytest.mark.parametrize("name", ROUND_TRIPS)
@settings(max_examples=60)
@given(data=st.data())
def test_value_written_to_an_ini_reads_back_equal(name, data):
    kind, values = ROUND_TRIPS[name]
    value = data.draw(values)
    assert_same(kind.read(carry(kind.write(value))), value)


@pytest.mark.parametrize("name", ROUND_TRIPS)
@settings(max_examples=30)
@given(data=st.data())
def test_value_given_as_json_is_taken_back_equal(name, data):
    kind, values = ROUND_TRIPS[name]
    value = data.draw(values)
    assert_same(kind.take(kind.give(value)), value)


@pytest.mark.parametrize("name", ROUND_TRIPS)
@settings(max_examples=30)
@given(data=st.data())
def test_reference_that_is_the_whole_is_read_like_its_text(name, data):
    kind, values = ROUND_TRIPS[name]
    value = data.draw(values)
    text = carry(kind.write(value))
    assume(not is_quoted(text))
    assert_same(kind.read(seal(text)), value)


@pytest.mark.parametrize("name", ROUND_TRIPS)
@settings(max_examples=30)
@given(data=st.data())
def test_references_in_strings_of_json_arrive_as_they_are(name, data):
    kind, values = ROUND_TRIPS[name]
    value = data.draw(values)
    assert_same(kind.take(seal_strings(kind.give(value))), value)


def seal_strings(value: object) -> object:
    match value:
        case str():
            return seal(value)
        case list():
            return [seal_strings(item) for item in value]
        case dict():
            return {seal(key): seal_strings(item) for key, item in value.items()}
    return value


def assert_same(found: object, value: object) -> None:
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    "kind", [*dict.fromkeys([*KINDS.values(), *KINDS_BY_WORD.values()])], ids=lambda k: k.expected[:30]
)
@settings(max_examples=60)
@given(text=texts | st.text(alphabet='[]{}",:; \n=abc09.@<>$-+_%|()*\\/x', max_size=25))
@pytest.mark.filterwarnings("ignore::FutureWarning")  # of a regular expression that is legal and doubtful
def test_any_text_reads_or_is_a_bad_value(kind, text):
    try:
        kind.read(text)
    except BadValueError as error:
        assert error.expected  # noqa: PT017 - either outcome is right


LONG = 100_000
LONG_TEXTS = {
    "escaped quotes": '"' + '\\"' * LONG,
    "quotes": '"' * (LONG + 1),
    "commas": "[" + ", " * LONG,
    "blanks": " " * LONG + "x",
    "digits": "9_" * LONG,
    "units": "1h" * LONG,
    "brackets": "a<" * LONG,
    "signs": "a@;=" * LONG,
    "lines": "a\n" * LONG,
    "arrays": "[" * LONG,
    "strings": '{"a":' + '"\\"' * LONG,
    "comments": " # " * LONG,
}
KINDS_OF_LONG_TEXTS = [WORDS, LINES, UNTYPED, Map(), Pairs(), TEXT, INTEGER, SECONDS, NUMBER, DURATION, FileMode()]


@pytest.mark.parametrize("text", LONG_TEXTS.values(), ids=LONG_TEXTS)
@pytest.mark.parametrize("kind", [*KINDS_OF_LONG_TEXTS, KINDS["ADMINS"], KINDS["ABSOLUTE_URL_OVERRIDES"]])
def test_long_text_takes_time_by_its_length_alone(kind, text):
    """By the square of its length, it would take minutes."""
    with contextlib.suppress(BadValueError):
        kind.read(text)
        list(kind.find_ambiguous(text))
    find_inline_comment(Key("MY", ()), text, kind)
