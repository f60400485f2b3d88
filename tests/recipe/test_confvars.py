"""The settings of an ini as options of a part."""

from __future__ import annotations

from typing import Any

import pytest
from zc.buildout import UserError

from twod.recipe.parts import confvars
from twod.recipe.parts.confvars import ConfVars

from .conftest import MakeBuildout

SETTINGS = [
    {"name": "TIME_ZONE", "text": "UTC", "is_secret": False},
    {"name": "DATABASES.default.NAME", "text": "shop", "is_secret": False},
    {"name": "DATABASES.default.PASSWORD", "text": "sesame", "is_secret": True},
    {"name": "EMAIL_HOST_PASSWORD", "text": "sesame", "is_secret": True},
]


@pytest.fixture(autouse=True)
def _answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def ask(buildout: Any, part: Any, requirements: list[str], subject: str) -> Any:
        assert subject == "settings"
        assert requirements == ["twod.wsgi", part.values[confvars._FACTORY_DISTRIBUTION]]
        return {"problems": [], "settings": SETTINGS}

    monkeypatch.setattr(confvars, "ask_for_settings", ask)


def make(buildout: Any, **options: str) -> dict[str, str]:
    own = {"recipe": "twod.recipe:confvars", "eggs": "", "config-uri": "prod.ini"} | options
    made = dict(own)
    assert ConfVars(buildout, "vars", made).install() == ()
    return {name: text for name, text in made.items() if name not in own}


def test_settings_that_are_no_secrets_are_exported(make_buildout: MakeBuildout) -> None:
    assert make(make_buildout("")) == {"TIME_ZONE": "UTC", "DATABASES.default.NAME": "shop"}


@pytest.mark.parametrize("word", ["DATABASES.default.PASSWORD", "DATABASES.default", "DATABASES"])
def test_a_secret_is_exported_when_it_is_asked_for(make_buildout: MakeBuildout, word: str) -> None:
    exported = make(make_buildout(""), secrets=word)
    assert exported["DATABASES.default.PASSWORD"] == "sesame"
    assert "EMAIL_HOST_PASSWORD" not in exported


def test_a_secret_that_is_no_setting_is_told(make_buildout: MakeBuildout) -> None:
    with pytest.raises(UserError) as raised:
        make(make_buildout(""), secrets="EMAIL_HOST_PASWORD DATABASE")
    first, second = str(raised.value).strip().splitlines()
    assert first == "[vars] secrets: EMAIL_HOST_PASWORD is not set; did you mean EMAIL_HOST_PASSWORD?"
    assert second.startswith("[vars] secrets: DATABASE is not set")
