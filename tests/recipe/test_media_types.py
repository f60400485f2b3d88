"""The types of files that nginx sends."""

from __future__ import annotations

import re

import pytest

from twod.recipe.engines.nginx.media_types import SCRIPTABLE, WITH_CHARSET, list_media_types
from twod.wsgi.static.media import guess_type, is_scriptable

TYPES = {ending: line.split()[0] for line in list_media_types() for ending in line.removesuffix(";").split()[1:]}


def test_no_ending_has_two_types() -> None:
    endings = [ending for line in list_media_types() for ending in line.removesuffix(";").split()[1:]]
    assert len(endings) == len(set(endings))
    assert set(WITH_CHARSET) <= set(TYPES.values())


@pytest.mark.parametrize("name", ["a.css", "a.js", "a.mjs", "a.svg", "a.html", "a.tar.gz", "a.png", "a.woff2", "a.pdf"])
def test_nginx_sends_a_file_as_the_site_does(name: str) -> None:
    assert TYPES[name.rpartition(".")[2]] == guess_type(name)[0]


@pytest.mark.parametrize("name", sorted(set(TYPES.values())))
def test_the_same_types_are_kept_from_running_scripts(name: str) -> None:
    assert (re.match(SCRIPTABLE.removeprefix("~"), name) is not None) == is_scriptable(name)
