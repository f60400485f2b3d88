"""An operator changes every kind of list and set, or says why not."""

from __future__ import annotations

from collections import OrderedDict, deque
from datetime import time
from types import SimpleNamespace
from typing import Any, NamedTuple, Never

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twod.inifile.keys import Key, parse_key
from twod.wsgi.config.django_settings.catalogue import KINDS
from twod.wsgi.config.kinds.by_type import find_kind_of_value
from twod.wsgi.config.kinds.markers import UNKNOWN
from twod.wsgi.config.kinds.untyped import UNTYPED
from twod.wsgi.config.merging.changes import Copies, apply_change, make_operation
from twod.wsgi.config.merging.operators import operate
from twod.wsgi.exc import BadValueError


class Point(NamedTuple):
    x: int
    y: int


class Names(list[str]):
    """A list of a class of the project's."""


class Lazy:
    """A text that must not be evaluated while settings are loaded."""

    def fail(self, *args: object) -> Never:
        raise AssertionError("evaluated")

    __class__ = property(fail)
    __str__ = __repr__ = __eq__ = __hash__ = __len__ = __iter__ = __bool__ = fail


def change(value: Any, option: str, text: str) -> object:
    key = parse_key(option)
    kind = KINDS.get(key.name, UNTYPED)
    return apply_change(kind, value, key.path, make_operation(key, text), Copies()).value


LANGUAGES = [("en", "English"), ("de", "German")]


@pytest.mark.parametrize(
    ("value", "option", "text", "result"),
    [
        (["a"], "MY.append", "b c", ["a", "b", "c"]),
        (("a",), "MY.prepend", "b", ("b", "a")),
        (deque(["a"]), "MY.append", "b", deque(["a", "b"])),
        (deque(["a", "b"], maxlen=2), "MY.remove", "a", deque(["b"], maxlen=2)),
        (Names(["a"]), "MY.append", "b", Names(["a", "b"])),
        ({"a"}, "MY.append", "b a", {"a", "b"}),
        ({"a", "b"}, "MY.remove", "b", {"a"}),
        (frozenset({1}), "MY.append", "2", frozenset({1, 2})),
        ([1, 2], "MY.before(2)", "5", [1, 5, 2]),
        ([1, None], "MY.remove", "none", [1]),
        ([time(9), time(10)], "MY.after(09:00)", "09:30", [time(9), time(9, 30), time(10)]),
        ([("a", 1)], "MY.append", "b ; 2", [("a", 1), ("b", 2)]),
        ([("a", 1), ("b", 2)], "MY.remove", "a", [("b", 2)]),
        ([("a", 1), ("b", 2)], "MY.before(b)", "c ; 3", [("a", 1), ("c", 3), ("b", 2)]),
        ([["a", 1]], "MY.append", '[["b", 2]]', [["a", 1], ["b", 2]]),
        ([{"a": 1}], "MY.append", '{"b": 2}', [{"a": 1}, {"b": 2}]),
        ([{"a": 1}, {"a": 2}], "MY.remove", '{"a": 1}', [{"a": 2}]),
        ([{"a": ["x"]}], "MY.0.a.append", "y", [{"a": ["x", "y"]}]),
        (LANGUAGES, "LANGUAGES.remove", "de", [("en", "English")]),
        (LANGUAGES, "LANGUAGES.remove", "de ; German", [("en", "English")]),
        (LANGUAGES, "LANGUAGES.remove", '["de", ["en", "English"]]', []),
        (LANGUAGES, "LANGUAGES.after(en)", "fr ; French", [LANGUAGES[0], ("fr", "French"), LANGUAGES[1]]),
        (LANGUAGES, "LANGUAGES.before(de ; German)", "fr ; F", [LANGUAGES[0], ("fr", "F"), LANGUAGES[1]]),
        ([["en", "English"]], "LANGUAGES.remove", "en ; English", []),
        (["/a", ("docs", "/b")], "STATICFILES_DIRS.remove", "docs\n/a", []),
        (None, "MY.append", "a", ["a"]),
        (
            {"script-src": ["'self'"]},
            "SECURE_CSP.script-src.append",
            "https://a",
            {"script-src": ["'self'", "https://a"]},
        ),
    ],
)
def test_operator_changes_the_value_and_keeps_its_type(value, option, text, result):
    found = change(value, option, text)
    assert found == result
    assert type(found) is type(result)


@pytest.mark.parametrize(
    ("value", "option", "text", "message"),
    [
        ({"a"}, "MY.prepend", "b", "expected append or remove instead of prepend; a set has no order"),
        (frozenset("a"), "MY.before(a)", "b", "expected append or remove instead of before; a frozenset has no order"),
        (Point(1, 2), "MY.append", "3", "expected 2 items for a Point: x, y"),
        (deque(["a"], maxlen=1), "MY.append", "b", "expected items that the type deque keeps; it kept 1 of 2"),
        ([1], "MY.append", "x", "expected an integer, got 'x'"),
        ([1], "MY.before(x)", "2", "expected an integer, got 'x'"),
        ([1], "MY.remove", "2", "expected an item that is in the list, got '2'"),
        (LANGUAGES, "LANGUAGES.remove", "fr", "expected an item that is in the list, got 'fr'"),
        (LANGUAGES, "LANGUAGES.append", "fr", "expected a pair: a ; b, got 'fr'"),
        (LANGUAGES, "LANGUAGES.before(fr)", "x ; y", "expected an item that is in the list, in before(…), got 'fr'"),
        ({"a": 1}, "MY.append", "b", "expected a setting that is a list; this one takes lines of k = v, or a JSON obj"),
        (OrderedDict(a=1), "MY.remove", "a", "expected a setting that is a list; this one takes lines of k = v, or a"),
        ("a", "MY.append", "b", "expected a setting that is a list; this one takes a text"),
        (range(3), "MY.append", "3", "expected a setting that is a list; this one takes a value of type range, for"),
        ([SimpleNamespace()], "MY.append", "3", "expected a value of type types.SimpleNamespace, for which an ini"),
        ("/a /b", "MIDDLEWARE.append", "c", "expected a list to change; the setting is of type str"),
    ],
)
def test_operator_that_cannot_be_applied_says_what_would_be_right(value, option, text, message):
    with pytest.raises(BadValueError) as raised:
        change(value, option, text)
    assert str(raised.value).startswith(message)


@pytest.mark.parametrize("pairs", [True, False])
def test_address_is_meant_by_the_whole_of_it_its_name_or_its_address(pairs):
    from twod.wsgi.config.kinds.lists import Lines
    from twod.wsgi.config.kinds.mail_addresses import MailAddress

    kind = Lines(MailAddress(lambda: pairs))
    value = kind.read('"Ng, Mary" <m@example.com>\nb@example.com')
    for text in ("Ng, Mary", "m@example.com", '"Ng, Mary" <m@example.com>'):
        assert operate(Key("ADMINS", (), "remove"), kind, value, text)[0] == value[1:]


def test_lazy_items_are_neither_compared_nor_shown():
    lazy = Lazy()
    value = [("en", "English"), ("de", lazy)]
    assert change(value, "LANGUAGES.remove", "de") == [("en", "English")]
    added: Any = change(value, "LANGUAGES.before(de)", "fr ; French")
    assert added[1] == ("fr", "French")
    assert added[2][1] is lazy
    with pytest.raises(BadValueError, match="expected an item that is in the list, got 'de ; German'"):
        change(value, "LANGUAGES.remove", "de ; German")


def test_text_is_checked_where_the_list_is_not_known():
    kind = KINDS["LANGUAGES"]
    assert operate(Key("LANGUAGES", (), "append"), kind, UNKNOWN, "a ; b") == (UNKNOWN, [("a", "b")])
    with pytest.raises(BadValueError, match="a pair"):
        operate(Key("LANGUAGES", (), "append"), kind, UNKNOWN, "a")


items = st.integers() | st.text("ab", max_size=2) | st.none() | st.booleans()
lists = st.recursive(
    st.lists(items, max_size=3) | st.dictionaries(st.text("ab", max_size=1), items, max_size=2),
    lambda inner: st.lists(inner, max_size=3) | st.lists(st.tuples(items, items), max_size=3),
    max_leaves=4,
)
collections = lists | lists.map(tuple) | st.sets(items, max_size=3) | lists.map(deque)


@given(
    collections,
    st.sampled_from(["append", "prepend", "remove", "before(a)", "after(1)"]),
    st.sampled_from(["a", "1", "a b", "a ; b", "a ; 1", "[1]", '{"a": 1}', "[[1, 2]]", "none", "true"]),
)
def test_any_operator_on_any_collection_keeps_its_type_or_is_refused(value, operator, text):
    try:
        result = operate(parse_key(f"MY.{operator}"), find_kind_of_value(value) or UNTYPED, value, text)[0]
    except BadValueError:
        return
    assert type(result) is type(value)
