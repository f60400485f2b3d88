"""Each kind reads what it writes, and says what is wrong with what it cannot read."""

from __future__ import annotations

import configparser
import re
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twod.inifile.problems import Report
from twod.inifile.reading import IniOption
from twod.inifile.references import References
from twod.wsgi.config.django_settings.catalogue import KINDS
from twod.wsgi.config.kinds.base import Kind, OptionalKind
from twod.wsgi.config.kinds.by_type import KINDS_BY_WORD, find_kind_of_value
from twod.wsgi.config.kinds.callables import CallableName, NamedCallable
from twod.wsgi.config.kinds.lists import Lines, MailAddress, OneOrMore, Pair, Pairs, PathsOrPairs, Regex, Tuple, Words
from twod.wsgi.config.kinds.maps import Map, Tags
from twod.wsgi.config.kinds.scalars import (
    BOOLEAN,
    BYTES,
    DECIMAL,
    DECIMALS,
    DURATION,
    INTEGER,
    NUMBER,
    PATH,
    SECONDS,
    TEXT,
    Choice,
    FileMode,
    MessageLevel,
    NumberOfSeconds,
)
from twod.wsgi.config.kinds.untyped import UNTYPED
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
        Lines(MailAddress(pairs=True)),
        st.lists(st.tuples(texts.map(str.strip), addresses), max_size=3),
    ),
    "addresses as texts": (
        Lines(MailAddress(pairs=False)),
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
                    "PASSWORD": texts,
                    "PORT": texts | st.integers(),
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


READS = [
    (BOOLEAN, "Yes", True),
    (BOOLEAN, "OFF", False),
    (BOOLEAN, "1", True),
    (BOOLEAN, "0", False),
    (INTEGER, "1_000", 1000),
    (INTEGER, "-5", -5),
    (SECONDS, "90s", 90),
    (SECONDS, "5m", 300),
    (SECONDS, "1h30m", 5400),
    (SECONDS, "14d", 1_209_600),
    (SECONDS, "2w", 1_209_600),
    (BYTES, "10MiB", 10 * 2**20),
    (BYTES, "1 KiB", 1024),
    (KINDS["MESSAGE_LEVEL"], "info", 20),
    (KINDS["EMAIL_TIMEOUT"], "2.5", 2.5),
    (KINDS["EMAIL_TIMEOUT"], "", None),
    (KINDS["CSRF_COOKIE_SAMESITE"], "None", "None"),
    (KINDS["CSRF_COOKIE_SAMESITE"], "lax", "Lax"),
    (KINDS["CSRF_COOKIE_SAMESITE"], "", None),
    (KINDS["CSRF_COOKIE_SAMESITE"], "false", False),
    (KINDS["FILE_UPLOAD_PERMISSIONS"], "0o644", 0o644),
    (KINDS["FILE_UPLOAD_PERMISSIONS"], "None", None),
    (TEXT, "12345", "12345"),
    (TEXT, '" a "', " a "),
    (TEXT, "[Django]", "[Django]"),
    (TEXT, 'say "a"', 'say "a"'),
    (KINDS["STATIC_ROOT"], "none", None),
    (KINDS["STATIC_ROOT"], '"none"', "none"),
    (Words(), 'a, b\n"c d" e', ["a", "b", "c d", "e"]),
    (Words(), "'self'", ["'self'"]),
    (Words(), '["a", "b",]', ["a", "b"]),
    (KINDS["DATE_INPUT_FORMATS"], "%d %b %Y\n%b %d, %Y", ["%d %b %Y", "%b %d, %Y"]),
    (KINDS["LANGUAGES"], "en ; English\nde;Deutsch", [("en", "English"), ("de", "Deutsch")]),
    (KINDS["SECURE_PROXY_SSL_HEADER"], "HTTP_X ; https", ("HTTP_X", "https")),
    (KINDS["SECURE_PROXY_SSL_HEADER"], "", None),
    (KINDS["STATICFILES_DIRS"], "/a b\nx ; /c", ["/a b", ("x", "/c")]),
    (KINDS["MESSAGE_TAGS"], "ERROR = danger\n25 = ok", {40: "danger", 25: "ok"}),
    (KINDS["MESSAGE_TAGS"], '{"10": "d"}', {10: "d"}),
    (KINDS["IGNORABLE_404_URLS"], r"\.php$", [re.compile(r"\.php$")]),
    (KINDS["SECURE_REDIRECT_EXEMPT"], "^a", ["^a"]),
    (KINDS["NUMBER_GROUPING"], "3", 3),
    (KINDS["NUMBER_GROUPING"], "3 2 0", [3, 2, 0]),
    (KINDS["MIGRATION_MODULES"], "blog = none\nshop = a.b", {"blog": None, "shop": "a.b"}),
    (
        KINDS["SECURE_CSP"],
        "script-src = 'self' https://example.com\nupgrade-insecure-requests = true",
        {"script-src": ["'self'", "https://example.com"], "upgrade-insecure-requests": True},
    ),
    (KINDS["POSTGIS_VERSION"], "3 4 2", (3, 4, 2)),
    (UNTYPED, "5", 5),
    (UNTYPED, "05", "05"),
    (UNTYPED, "1.5", 1.5),
    (UNTYPED, "true", True),
    (UNTYPED, "null", None),
    (UNTYPED, "True", "True"),
    (UNTYPED, '{"a": [1,],}', {"a": [1]}),
    (UNTYPED, '"5"', "5"),
    (UNTYPED, "a b", "a b"),
    (KINDS["ABSOLUTE_URL_OVERRIDES"], "blog.Post = mysite.urls.find", {"blog.Post": NamedCallable("mysite.urls.find")}),
    (DURATION, "1h30m", timedelta(minutes=90)),
    (DECIMAL, "1.10", Decimal("1.10")),
]


@pytest.mark.parametrize(("kind", "text", "value"), READS)
def test_notation_reads_as_documented(kind, text, value):
    assert_same(kind.read(text), value)


REFUSALS = [
    (BOOLEAN, "tru", "expected true or false, got 'tru'"),
    (BOOLEAN, "", "expected true or false, got ''"),
    (INTEGER, "25x", "expected an integer, got '25x'"),
    (INTEGER, "", "expected an integer, got ''"),
    (INTEGER, "1.0", "expected an integer, got '1.0'"),
    (BYTES, "10MB", "expected bytes (such as 2621440, 512KiB, 10MiB), got '10MB'"),
    (KINDS["FILE_UPLOAD_PERMISSIONS"], "644", "expected a file mode such as 0o644; write 0o644, got '644'"),
    (KINDS["FILE_UPLOAD_PERMISSIONS"], "0644", "expected a file mode such as 0o644; write 0o644, got '0644'"),
    (KINDS["FILE_UPLOAD_PERMISSIONS"], "420", "expected a file mode such as 0o644; write 0o644, got '420'"),
    (KINDS["FILE_UPLOAD_PERMISSIONS"], "493", "expected a file mode such as 0o644; write 0o755, got '493'"),
    (KINDS["X_FRAME_OPTIONS"], "ALLOW", "expected DENY or SAMEORIGIN, got 'ALLOW'"),
    (KINDS["CSRF_COOKIE_AGE"], "x", "expected seconds (such as 90, 90s, 5m, 1h30m, 14d, 2w) or none, got 'x'"),
    (
        KINDS["IGNORABLE_404_URLS"],
        "a[",
        "expected a regular expression (unterminated character set at position 1), got 'a['",
    ),
    (KINDS["ADMINS"], "nobody", "expected an address"),
    (KINDS["LANGUAGES"], "en", "expected a pair: a ; b, got 'en'"),
    (KINDS["MESSAGE_TAGS"], "LOUD = x", "expected a message level"),
    (KINDS["TEMPLATES"], "a", "expected a list of template engines, as JSON, got 'a'"),
    (KINDS["TEMPLATES"], '[{"DIRS": 5}]', "at 0.DIRS: expected paths, one a line, got '5'"),
    (KINDS["TEMPLATES"], '[{"DIR": []}]', "expected another key than 'DIR'; did you mean DIRS?"),
    (KINDS["MIDDLEWARE"], '["a"', "expected JSON: "),
    (KINDS["MIDDLEWARE"], '["a", 5]', "at 1: expected a text, got '5'"),
    (KINDS["MIDDLEWARE"], '"a', "is not closed"),
    (UNTYPED, "[1, 2", "expected JSON: "),
    (UNTYPED, '{"a": 1, "a": 2}', "'a' stands there twice"),
    (UNTYPED, "[NaN]", "expected JSON, which has no NaN"),
    (UNTYPED, "[1e999]", "a float can hold"),
    (UNTYPED, '"a" and "b"', "a JSON string, since it begins and ends with"),
    (UNTYPED, "[" * 100_000, "nested so deep"),
]


@pytest.mark.parametrize(("kind", "text", "message"), REFUSALS, ids=range(len(REFUSALS)))
def test_what_is_wrong_is_said_with_what_would_be_right(kind, text, message):
    with pytest.raises(BadValueError) as raised:
        kind.read(text)
    assert message in str(raised.value)


@pytest.mark.parametrize(
    ("text", "pair", "string"),
    [
        ("Mary Ng ; m@example.com", ("Mary Ng", "m@example.com"), '"Mary Ng" <m@example.com>'),
        ('"Ng, Mary" <m@example.com>', ("Ng, Mary", "m@example.com"), '"Ng, Mary" <m@example.com>'),
        ("Mary <m@example.com>", ("Mary", "m@example.com"), "Mary <m@example.com>"),
        ("m@example.com", ("", "m@example.com"), "m@example.com"),
    ],
)
def test_address_is_what_the_running_django_wants(text, pair, string):
    assert MailAddress(pairs=True).read(text) == pair
    assert MailAddress(pairs=False).read(text) == string


def test_duplicate_line_of_a_map_is_refused():
    with pytest.raises(BadValueError, match="'a' is there twice"):
        Map().read("a = 1\na = 2")


def test_named_callable_is_imported_when_it_is_called():
    assert NamedCallable("os.path.basename")("/a/b") == "b"
    assert NamedCallable("no.such.module") != NamedCallable("os.path.basename")
