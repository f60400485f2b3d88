"""The switches of ``twod.fast`` are on when an ini is in force, and on no Django that they were not proven on."""

from __future__ import annotations

import logging

import django
import pytest

from twod.inifile.variables import FAST_SWITCHES
from twod.wsgi.fast import switchboard
from twod.wsgi.fast.switchboard import SWITCHES, Switch, is_switched_on, turn_on_switches


@pytest.fixture
def add(monkeypatch: pytest.MonkeyPatch):
    """Put a switch on the board, and return the list of when it was turned on."""
    monkeypatch.setattr(switchboard, "_on", set())
    monkeypatch.setattr(switchboard, "_refused", set())

    def add(name: str, *, proven: tuple[tuple[int, int], ...] = (django.VERSION[:2],), reason: str | None = None):
        turned: list[str] = []

        def turn_on() -> str | None:
            turned.append(name)
            return reason

        monkeypatch.setitem(SWITCHES, name, Switch(name, "", "", proven, turn_on))
        return turned

    return add


def test_each_word_of_the_ini_has_a_switch() -> None:
    assert tuple(SWITCHES) == FAST_SWITCHES


@pytest.mark.parametrize("switch", SWITCHES.values(), ids=list(SWITCHES))
def test_each_switch_tells_what_it_does_and_assumes(switch: Switch) -> None:
    assert switch.help.endswith(".")
    assert switch.assumes.endswith(".")


@pytest.mark.parametrize("switch", SWITCHES.values(), ids=list(SWITCHES))
def test_each_switch_is_proven_on_the_installed_django(switch: Switch) -> None:
    assert django.VERSION[:2] in switch.proven


def test_a_switch_is_turned_on_once(add) -> None:
    turned = add("a")
    assert not is_switched_on("a")
    turn_on_switches(["a"])
    turn_on_switches(["a"])
    assert turned == ["a"]
    assert is_switched_on("a")


def test_a_switch_stays_off_on_a_django_that_it_was_not_proven_on(add, caplog: pytest.LogCaptureFixture) -> None:
    turned = add("a", proven=((1, 8), (1, 11)))
    with caplog.at_level(logging.INFO):
        turn_on_switches(["a"])
        turn_on_switches(["a"])
    assert turned == []
    assert not is_switched_on("a")
    version = ".".join(map(str, django.VERSION[:2]))
    assert caplog.messages == [
        f"twod.fast: a stays off, because it is tested with Django 1.8, 1.11, and this is {version}"
    ]


def test_a_switch_that_the_process_cannot_have_stays_off_and_the_others_are_on(
    add, caplog: pytest.LogCaptureFixture
) -> None:
    add("a", reason="somebody else was here")
    add("b")
    with caplog.at_level(logging.INFO):
        turn_on_switches(["a", "b"])
    assert (is_switched_on("a"), is_switched_on("b")) == (False, True)
    assert caplog.messages == ["twod.fast: a stays off, because somebody else was here"]
