"""The secret keys of a site: which one signs, and which ones count."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from twod.wsgi.commands.rotation.key_ring import (
    KeyRing,
    generate_key,
    list_replacements,
    parse_keys,
    write_keys,
)

KEYS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1)
RINGS = st.lists(st.sampled_from("abcdefg"), min_size=2, unique=True).flatmap(
    lambda keys: st.sampled_from([KeyRing(keys[0], tuple(keys[1:])), KeyRing(keys[0], tuple(keys[2:]), keys[1])])
)
CHANGES = st.sampled_from(
    [
        lambda ring: ring.prepare("new"),
        lambda ring: ring.rotate("new"),
        lambda ring: ring.keep(0),
        lambda ring: ring.keep(1),
        lambda ring: ring.rotate("new").keep(1),
        lambda ring: ring.rotate("new").keep(0),
        lambda ring: ring.prepare("new").keep(0),
    ]
)


def test_a_rotation_makes_a_former_key_of_the_current_one() -> None:
    assert KeyRing("a").rotate("b") == ("b", ("a",), "")
    assert KeyRing("a").rotate("b").rotate("c") == ("c", ("b", "a"), "")


def test_a_prepared_key_counts_at_once_and_signs_after_the_rotation() -> None:
    ring = KeyRing("b", ("a",)).prepare("c")
    assert (ring.current, ring.fallbacks) == ("b", ("c", "a"))
    assert ring.prepare("d") == ring
    assert ring.rotate("d") == ("c", ("b", "a"), "")


def test_the_last_former_keys_are_kept_and_the_prepared_one_with_them() -> None:
    ring = KeyRing("d", ("c", "b", "a"), "e")
    assert ring.keep(1) == ("d", ("c",), "e")
    assert ring.keep(9) == ring
    assert ring.keep(0).fallbacks == ("e",)


@given(RINGS, CHANGES)
def test_a_key_that_stays_counts_at_any_time(old: KeyRing, change: Callable[[KeyRing], KeyRing]) -> None:
    new = change(old)
    steps = list_replacements(old, new)
    states = [{"key": (old.current,), "fallbacks": old.fallbacks}]
    for step in steps:
        states.append(states[-1] | {step.file: step.keys})
    staying = {old.current, *old.fallbacks} & {new.current, *new.fallbacks}
    # A server reads the key first, and the fallbacks then or later.
    for number, state in enumerate(states):
        for later in states[number:]:
            assert staying <= {*state["key"], *later["fallbacks"]}
            assert set(state["key"]) <= {old.current, new.current}
    assert states[-1]["key"] == (new.current,)
    assert set(states[-1]["fallbacks"]) - {new.current} == set(new.fallbacks)
    assert all(step.keys != states[number].get(step.file) for number, step in enumerate(steps))


@given(RINGS)
def test_hosts_that_follow_one_by_one_accept_what_each_other_signs(old: KeyRing) -> None:
    prepared = old.prepare("new")
    rotated = prepared.rotate("newer")
    for here, there in pairwise([old, prepared, rotated, rotated.keep(0)]):
        assert here.current in (there.current, *there.fallbacks)
        assert there.current in (here.current, *here.fallbacks)


@given(st.lists(KEYS))
def test_the_text_of_keys_is_read_as_the_same_keys_whatever_is_in_them(keys: list[str]) -> None:
    assert parse_keys(write_keys(keys)) == tuple(keys)


def test_keys_that_an_operator_writes_are_read_too() -> None:
    assert write_keys(["abc", "d, e", '"', "[", "#f"]) == 'abc\n"d, e"\n"\\""\n"["\n"#f"\n'
    assert parse_keys("\nabc\r\n\n  def  \n") == ("abc", "def")


def test_a_new_key_is_a_long_one_without_signs_that_need_quoting() -> None:
    key = generate_key()
    assert len(key) == 64
    assert write_keys([key]) == f"{key}\n"
    assert key != generate_key()
