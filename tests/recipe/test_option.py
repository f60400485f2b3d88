"""The tables of options."""

from __future__ import annotations

from twod.recipe.cfg.environment_options import ENVIRONMENT_OPTIONS, THREADS, WORKERS
from twod.recipe.cfg.option import Values
from twod.recipe.cfg.part_options import EGG_OPTIONS, PART_OPTIONS


def test_every_option_is_there_once_and_explained() -> None:
    options = [*PART_OPTIONS, *ENVIRONMENT_OPTIONS]
    assert len({option.name for option in options}) == len(options)
    assert all(option.help.endswith(".") for option in options)


def test_what_zc_recipe_egg_reads_are_options_of_the_part() -> None:
    assert set(EGG_OPTIONS) < set(PART_OPTIONS)


def test_a_value_is_what_was_given_or_the_default() -> None:
    values = Values({"threads": 4})
    assert (values[THREADS], values[WORKERS]) == (4, None)
