"""YAML text, read back by PyYAML."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from twod.recipe.engines.container.yaml_text import render_scalar, render_yaml

#: Lone surrogates are no text, and a buildout.cfg that has some is refused before.
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
LOOK_ALIKES = (
    "no|Off|~|null|1|1.5|0x1f|1_000|12:30|a: b|a #b|- a|? a|*a|&a|!a|%a|@a|`a|{a|[a|a,b|=|<<|2026-01-31|"
    "|a\nb|\u2028|\ufeff|\x7f|\x85"
)
TRICKY = st.sampled_from([*LOOK_ALIKES.split("|"), "\U0001f600", "\\", '"'])
SCALARS = st.one_of(TEXTS, TRICKY, st.integers(), st.booleans())
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.one_of(TEXTS, TRICKY), inner)),
    max_leaves=20,
)


@given(VALUES)
def test_yaml_reads_back_what_was_written(value: Any) -> None:
    assert yaml.safe_load(render_yaml(value)) == value


@given(VALUES)
def test_no_line_has_a_character_that_cannot_be_printed(value: Any) -> None:
    assert all(line.isprintable() for line in render_yaml(value).split("\n"))


@pytest.mark.parametrize(
    "text",
    ["shop", "apps/v1", "registry.example.com:5000/shop:1.2", "/srv/shop", "../..", "python:3.14-slim@sha256:ab"],
)
def test_a_text_that_can_mean_nothing_else_is_not_quoted(text: str) -> None:
    assert render_scalar(text) == text
    assert yaml.safe_load(render_yaml({text: text})) == {text: text}


@pytest.mark.parametrize(
    "text", ["8080", "true", "Yes", "n", "1e3", "0o17", ".5", ".inf", "12:30:45", "a:", "a: b", "-"]
)
def test_a_text_that_looks_like_something_else_is_quoted(text: str) -> None:
    assert render_scalar(text) == f'"{text}"'
