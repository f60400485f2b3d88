"""A part that is about one ini."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from twod.inifile.problems import Place, Report
from twod.recipe.cfg.part_options import EGGS
from twod.recipe.disk.generated import Generated
from twod.recipe.disk.ownership import claim_files
from twod.recipe.parts import one_ini
from twod.recipe.parts.one_ini import CONFIG_URI, SEARCH_OPTIONS, ask_for_settings, make_ini_script_maker, read_ini_part
from twod.recipe.recipe_error import RecipeError

from .conftest import MakeBuildout

TABLE = (CONFIG_URI, *SEARCH_OPTIONS, one_ini.Option("recipe", str, "", "."))


def read(buildout: Any, uri: str, **options: str) -> one_ini.IniPart:
    return read_ini_part(buildout, "vars", {"recipe": "x", "eggs": "", "config-uri": uri} | options, TABLE)


@pytest.mark.parametrize(
    ("uri", "path", "application"),
    [
        ("config:/srv/x.ini", "/srv/x.ini", False),
        ("/srv/x.ini#shop", "/srv/x.ini", "shop"),
        ("config:conf/../x.ini#a", "{directory}/x.ini", "a"),
    ],
)
def test_a_uri_names_an_ini_and_an_application(
    make_buildout: MakeBuildout, tmp_path: Path, uri: str, path: str, application: str
) -> None:
    part = read(make_buildout(""), uri)
    assert str(part.path) == path.format(directory=tmp_path)
    assert (part.application or False) == application


def test_all_that_is_wrong_in_the_part_is_told_at_once(make_buildout: MakeBuildout) -> None:
    with pytest.raises(RecipeError) as raised:
        read_ini_part(make_buildout(""), "vars", {"recipe": "x", "confg-uri": "x", "eggs": "a b"}, TABLE)
    assert str(raised.value).splitlines() == [
        "[vars] confg-uri: no such option; did you mean config-uri?",
        "[vars] eggs: expected a requirement (PEP 508) such as mysite or Django >= 5.2, got 'a b'",
        "[vars] config-uri: is missing; write config-uri = ${twod:config-uri-prod}, for example (buildout.cfg)",
    ]


class AskedError(Exception):
    """What would be asked."""


@pytest.fixture
def _ask_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    def ask(maker: Any, subject: str, question: Any, eggs: Place, failure: str) -> Any:
        if question["uri"].endswith("#wrong"):
            return {"problems": ["one", "two"]}
        raise AskedError(subject, question, eggs.name, failure)

    monkeypatch.setattr(one_ini, "ask_site", ask)


@pytest.mark.usefixtures("_ask_nobody")
def test_settings_are_asked_of_the_inis_that_the_run_is_going_to_write(
    make_site_buildout: MakeBuildout, tmp_path: Path
) -> None:
    buildout = make_site_buildout("")
    in_place = Generated(tmp_path / "dev.ini", b"dev", 0o644)
    in_place.path.write_bytes(b"dev")
    in_place.path.chmod(0o644)
    files = [in_place, Generated(tmp_path / "prod.ini", b"prod", 0o644), Generated(tmp_path / "script", b"", 0o755)]
    claim_files(buildout, "site", files, Place(), Report())
    part = read(buildout, "prod.ini#shop")
    with pytest.raises(AskedError) as raised:
        ask_for_settings(buildout, part, ["twod.wsgi"], "settings")
    assert raised.value.args == (
        "settings",
        {"uri": f"{tmp_path}/prod.ini#shop", "texts": {f"{tmp_path}/prod.ini": "prod"}},
        "eggs",
        f"[vars] cannot read {tmp_path}/prod.ini",
    )


@pytest.mark.usefixtures("_ask_nobody")
def test_what_is_wrong_with_the_ini_is_told_by_the_option_that_names_it(
    make_site_buildout: MakeBuildout, tmp_path: Path
) -> None:
    buildout = make_site_buildout("")
    (tmp_path / "prod.ini").touch()
    with pytest.raises(RecipeError) as raised:
        ask_for_settings(buildout, read(buildout, "prod.ini#wrong"), ["twod.wsgi"], "settings")
    assert str(raised.value) == "[vars] config-uri: one\n[vars] config-uri: two"


def test_an_ini_that_is_nowhere_is_told(make_buildout: MakeBuildout, tmp_path: Path) -> None:
    buildout = make_buildout("")
    with pytest.raises(RecipeError) as raised:
        ask_for_settings(buildout, read(buildout, "prod.ini"), [], "settings")
    assert str(raised.value) == f"[vars] config-uri: there is no file {tmp_path}/prod.ini"


def test_scripts_of_the_part_have_its_eggs(make_site_buildout: MakeBuildout, tmp_path: Path) -> None:
    buildout = make_site_buildout("")
    maker = make_ini_script_maker(buildout, read(buildout, "x.ini", eggs="gunicorn"), ["twod.wsgi"])
    assert maker.get_version("gunicorn") == "1.5"
    assert maker.bin_directory == tmp_path / "bin"
    assert EGGS in SEARCH_OPTIONS
