"""Fast settings do what Django's do, and are read without a Python frame."""

from __future__ import annotations

import copy
import operator
import pickle
import sys
import threading
import types
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import LazySettings, Settings, UserSettingsHolder, global_settings
from django.utils.functional import empty
from hypothesis import given
from hypothesis import strategies as st

from twod.wsgi.fast.settings_reads import FastSettings, speed_up_settings

#: Settings of Django's, one of them cached with the prefix of the script, one refused when it is empty, and others.
NAMES = st.sampled_from(["DEBUG", "STATIC_URL", "SECRET_KEY", "LANGUAGES", "MINE", "OTHER", "lower", "SETTINGS_MODULE"])
VALUES = st.sampled_from([None, "", "x/", "/y/", 0, 1, True, ("a", "b")])
#: Every name that a lazy object has, ``hasattr(settings, "__iter__")`` and its like, except ``__bool__``: the settings
#: behind have none, and ``if settings:`` needs it. Python 3.13 also notes where a class is written.
ATTRIBUTES = {*dir(LazySettings), "__dict__", "_wrapped"} - {"__bool__", "__firstlineno__", "__static_attributes__"}


@pytest.fixture
def settings_module(monkeypatch: pytest.MonkeyPatch) -> None:
    """A module to load settings from."""
    module = types.ModuleType("settings_of_this_test")
    module.MINE = [1]  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, module.__name__, module)


Step = tuple[Any, ...]
STEPS = st.one_of(
    st.tuples(st.just("read"), NAMES),
    st.tuples(st.just("read"), st.sampled_from(sorted(ATTRIBUTES))),
    st.tuples(st.just("set"), NAMES, VALUES),
    st.tuples(st.just("delete"), NAMES),
    st.tuples(st.just("override"), NAMES, VALUES),
    st.tuples(st.sampled_from(["restore", "use", "configure", "list", "show", "is_overridden"])),
)


def make_pair() -> tuple[LazySettings, LazySettings]:
    stock, fast = LazySettings(), LazySettings()
    assert speed_up_settings(fast) is None
    return stock, fast


def find_kept(lazy: LazySettings) -> set[str]:
    """Return the settings that are read without asking those behind."""
    return vars(lazy).keys() - ATTRIBUTES


def take(lazy: Any, step: Step) -> Any:
    """Take a step, and return what is seen of it."""
    match step:
        case "read", name:
            value = getattr(lazy, name)
            if name in {"__dict__", "_wrapped"}:
                return type(value)
            # Django returns the operators of the settings behind, which do the same.
            return "callable" if callable(value) else value
        case "set", name, value:
            setattr(lazy, name, value)
        case "delete", name:
            delattr(lazy, name)
        case "override", name, value:  # as override_settings does it
            override = UserSettingsHolder(lazy._wrapped)
            setattr(override, name, value)
            lazy._wrapped = override
        case ("restore",):
            lazy._wrapped = lazy._wrapped.default_settings
        case ("configure",):
            lazy.configure(DEBUG=True, MINE=1)
        case ("list",):
            return dir(lazy), find_kept(lazy)
        case ("show",):
            return repr(lazy), bool(lazy), lazy.configured
        case ("is_overridden",):
            return [lazy.is_overridden(name) for name in ("DEBUG", "MINE")]
        case ("use",):
            return [observe(lambda use=use: use(lazy)) for use in USES]
    return None


USES: tuple[Callable[[Any], object], ...] = (
    len,
    iter,
    bytes,
    lambda lazy: "a" in lazy,
    lambda lazy: lazy["a"],
    lambda lazy: operator.setitem(lazy, "a", 1),
    lambda lazy: operator.delitem(lazy, "a"),
    lambda lazy: lazy < 1,
    lambda lazy: lazy == lazy._wrapped,
    lambda lazy: hash(lazy) == hash(lazy._wrapped),
    lambda lazy: isinstance(lazy, LazySettings),
    lambda lazy: lazy.__class__,
)


def observe(act: Callable[[], object]) -> object:
    """Return a result, or the exception that a caller would look for."""
    try:
        return act()
    except AttributeError as error:
        # The fast one is both, where Django raises one of them.
        return TypeError if isinstance(error, TypeError) else AttributeError
    except Exception as error:  # noqa: BLE001 - whatever it is, the other one has to raise it too
        return type(error)


@given(st.lists(STEPS, max_size=30))
def test_any_steps_have_the_same_effect_on_fast_settings_as_on_django_s(steps: list[Step]) -> None:
    stock, fast = make_pair()
    for lazy in (stock, fast):
        holder = UserSettingsHolder(global_settings)
        holder.SECRET_KEY = "a key for tests alone"
        lazy._wrapped = holder
    for step in steps:
        assert observe(lambda step=step: take(fast, step)) == observe(lambda step=step: take(stock, step))
    assert find_kept(fast) == find_kept(stock)


@pytest.mark.parametrize("name", ["DEBUG", "__iter__", "_wrapped", "configured", "is_overridden"])
def test_unconfigured_settings_raise_and_tell_the_same(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DJANGO_SETTINGS_MODULE", raising=False)
    stock, fast = make_pair()
    assert observe(lambda: getattr(fast, name)) == observe(lambda: getattr(stock, name))
    assert repr(fast) == repr(stock) == "<LazySettings [Unevaluated]>"


def test_a_setting_that_was_read_is_read_again_without_a_frame_of_python() -> None:
    stock, fast = make_pair()
    frames: list[list[str]] = []
    for lazy in (stock, fast):
        lazy.configure(MINE=1)
        assert lazy.MINE == 1
        calls: list[str] = []
        sys.setprofile(
            lambda frame, event, _, calls=calls: calls.append(frame.f_code.co_name) if event == "call" else None
        )
        try:
            _ = lazy.MINE
        finally:
            sys.setprofile(None)
        frames.append(calls)
    assert frames == [["__getattribute__"], []]


def test_it_stays_the_same_object_and_looks_like_django_s() -> None:
    lazy = LazySettings()
    lazy.configure(MINE=[1])
    before = id(lazy)
    speed_up_settings(lazy)
    assert id(lazy) == before
    assert lazy.MINE == [1]
    assert isinstance(lazy, LazySettings)
    assert isinstance(lazy, UserSettingsHolder)
    assert lazy.__class__ is UserSettingsHolder


@pytest.mark.usefixtures("settings_module")
def test_it_is_copied_and_pickled_as_the_settings_behind_it() -> None:
    stock, fast = make_pair()
    assert type(copy.copy(fast)) is type(copy.deepcopy(fast)) is FastSettings
    for lazy in (stock, fast):
        lazy._wrapped = Settings("settings_of_this_test")
    for duplicate in (copy.copy, copy.deepcopy, lambda lazy: pickle.loads(pickle.dumps(lazy))):
        assert type(duplicate(fast)) is type(duplicate(stock)) is Settings
        assert vars(duplicate(fast)) == vars(stock._wrapped)


def test_threads_see_one_value_or_the_other_while_settings_are_overridden() -> None:
    _, fast = make_pair()
    fast.configure(MINE=0)
    holders = [fast._wrapped, UserSettingsHolder(fast._wrapped)]
    holders[1].MINE = 1
    seen: set[object] = set()
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            # As in Django's, the settings behind are gone for a moment while others are put there.
            seen.add(getattr(fast, "MINE", 0))

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(2000):
        fast._wrapped = holders[number % 2]
    done.set()
    for thread in threads:
        thread.join()
    fast._wrapped = holders[1]
    assert seen <= {0, 1}
    assert fast.MINE == 1


def test_settings_that_somebody_else_has_replaced_are_left_alone() -> None:
    class Foreign(LazySettings):
        pass

    lazy = Foreign()
    assert speed_up_settings(lazy) == f"django.conf.settings is a {__name__}.{Foreign.__qualname__}"
    assert type(lazy) is Foreign


def test_a_reader_that_somebody_else_has_replaced_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(lazy: LazySettings, name: str) -> object:
        return object.__getattribute__(lazy, name)

    monkeypatch.setattr(LazySettings, "__getattribute__", read)
    lazy = LazySettings()
    assert speed_up_settings(lazy) == f"{__name__} has replaced LazySettings.__getattribute__"
    assert type(lazy) is LazySettings
    assert lazy._wrapped is empty


def test_once_is_enough() -> None:
    _, fast = make_pair()
    assert speed_up_settings(fast) is None
    assert type(fast) is FastSettings
