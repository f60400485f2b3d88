"""A fast object of asgiref's two kinds has the same contents as asgiref's, in any thread and task."""

from __future__ import annotations

import asyncio
import contextvars
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import asgiref
import pytest
from asgiref.local import Local
from asgiref.sync import async_to_sync, sync_to_async
from hypothesis import given
from hypothesis import strategies as st

from twod.wsgi.fast.local_storage import FINDERS, PROVEN_ASGIREF, find_asgiref_obstacle, speed_up_locals

NAMES = ("a", "b")
SYNC_STEPS = st.recursive(
    st.one_of(
        st.tuples(st.just("set"), st.sampled_from(NAMES), st.integers(0, 9)),
        st.tuples(st.just("delete"), st.sampled_from(NAMES)),
    ),
    lambda steps: st.tuples(
        st.sampled_from(["in a thread", "in a copied context", "in an event loop", "in a task", "from a sync thread"]),
        st.lists(steps, max_size=4),
    ),
    max_leaves=10,
)


def make_pair(*, thread_critical: bool) -> tuple[Any, Any]:
    stock, fast = Local(thread_critical), Local(thread_critical)
    speed_up_locals([fast])
    assert type(fast) in FINDERS
    return stock, fast


def look(found: Any) -> dict[str, Any]:
    seen = {name: getattr(found, name) for name in NAMES if hasattr(found, name)}
    if finder := FINDERS.get(type(found)):
        assert dict(finder()) == seen
    return seen


def run_in_thread(act: Callable[[], None]) -> None:
    with ThreadPoolExecutor(1) as pool:
        pool.submit(act).result()


def take(found: Any, steps: list[Any], seen: list[Any]) -> None:
    """Take steps without a running event loop, and note what is seen between them."""
    for step in steps:
        match step:
            case "set", name, value:
                setattr(found, name, value)
            case "delete", name:
                try:
                    delattr(found, name)
                except AttributeError:
                    seen.append("nothing to delete")
            case "in a thread", inner:
                run_in_thread(lambda inner=inner: take(found, inner, seen))
            case "in a copied context", inner:
                context = contextvars.copy_context()
                run_in_thread(lambda inner=inner, context=context: context.run(take, found, inner, seen))
            case _, inner:
                async_to_sync(take_in_loop)(found, inner, seen)
        seen.append(look(found))


async def take_in_loop(found: Any, steps: list[Any], seen: list[Any]) -> None:
    for step in steps:
        match step:
            case "set" | "delete", *_:
                take(found, [step], seen)
            case "in a task", inner:
                await asyncio.create_task(take_in_loop(found, inner, seen))
            case "in an event loop", inner:
                await take_in_loop(found, inner, seen)
            case _, inner:
                await sync_to_async(take)(found, inner, seen)
        seen.append(look(found))


@given(st.booleans(), st.lists(SYNC_STEPS, max_size=6))
def test_any_steps_in_any_threads_and_tasks_are_seen_as_with_asgiref_s(thread_critical: bool, steps: list[Any]) -> None:
    views: list[list[Any]] = []
    for found in make_pair(thread_critical=thread_critical):
        seen: list[Any] = []
        # In a context of its own, since an example must not see what another has left.
        contextvars.Context().run(take, found, steps, seen)
        views.append(seen)
    assert views[1] == views[0]


@pytest.mark.parametrize("thread_critical", [True, False])
def test_the_same_object_has_what_it_had_before(thread_critical: bool) -> None:
    found = Local(thread_critical)
    found.a = 1
    speed_up_locals([found])
    assert look(found) == {"a": 1}
    assert isinstance(found, Local)
    kind = type(found)
    speed_up_locals([found])
    assert type(found) is kind


@pytest.mark.parametrize("thread_critical", [True, False])
def test_two_objects_have_nothing_in_common(thread_critical: bool) -> None:
    one, other = (make_pair(thread_critical=thread_critical)[1] for _ in range(2))
    one.a = 1
    assert (look(one), look(other)) == ({"a": 1}, {})


@pytest.mark.parametrize("thread_critical", [True, False])
def test_threads_do_not_see_each_other(thread_critical: bool) -> None:
    _, fast = make_pair(thread_critical=thread_critical)
    barrier = threading.Barrier(4)

    def count(number: int) -> list[int]:
        seen = []
        for turn in range(200):
            fast.a = number * 1000 + turn
            barrier.wait()
            seen.append(fast.a)
        return seen

    with ThreadPoolExecutor(4) as pool:
        views = list(pool.map(count, range(4)))
    assert views == [[number * 1000 + turn for turn in range(200)] for number in range(4)]


def test_what_is_not_of_asgiref_s_kinds_stays() -> None:
    found = threading.local()
    speed_up_locals([found, None])
    assert type(found) is threading.local


def test_the_installed_asgiref_is_the_proven_one() -> None:
    assert find_asgiref_obstacle() is None


@pytest.mark.parametrize("version", ["3.12.9", "3.130.0", "4.0"])
def test_another_asgiref_is_an_obstacle(version: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asgiref, "__version__", version)
    assert find_asgiref_obstacle() == f"it is tested with asgiref {PROVEN_ASGIREF}, and this is {version}"
