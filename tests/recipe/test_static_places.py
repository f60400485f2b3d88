"""Where the static files are, as options of a part."""

from __future__ import annotations

from typing import Any

import pytest

from twod.recipe.parts import static_places
from twod.recipe.parts.static_places import Static

from .conftest import MakeBuildout


def test_the_places_are_exported(make_buildout: MakeBuildout, monkeypatch: pytest.MonkeyPatch) -> None:
    def ask(buildout: Any, part: Any, requirements: list[str], subject: str) -> Any:
        assert (requirements, subject) == (["twod.wsgi"], "static")
        return {"problems": [], "places": {"static-root": "/srv/static"}}

    monkeypatch.setattr(static_places, "ask_for_settings", ask)
    options = {"recipe": "twod.recipe:static", "eggs": "", "config-uri": "prod.ini"}
    assert Static(make_buildout(""), "files", options).install() == ()
    assert options["static-root"] == "/srv/static"
