"""A secret in any option of any recipe: where it may be seen, and where not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from zc.buildout import UserError

from twod.recipe.cfg.environment_options import ENVIRONMENT_OPTIONS
from twod.recipe.cfg.option import Option
from twod.recipe.cfg.part_options import PART_OPTIONS
from twod.recipe.parts import confvars, static_places
from twod.recipe.parts.confvars import CONFVARS_OPTIONS, ConfVars
from twod.recipe.parts.part_recipe import PartRecipe
from twod.recipe.parts.pytest_part import TEST_OPTIONS, Test
from twod.recipe.parts.site_part import Recipe
from twod.recipe.parts.static_places import STATIC_OPTIONS, Static

from .conftest import MakeBuildout

SECRET = "hunter2"
URL = f"https://shop:{SECRET}@127.0.0.1:9/?token={SECRET}"

#: Texts with a secret that are right for their option; most others refuse the URL.
RIGHT = {
    "arguments": f"--password={SECRET}",
    "eggs": f"shop @ {URL}",
    "environment-vars": f"LANG = C\nDB_PASSWORD = {SECRET}",
    "initialization": f"import os\nos.environ['DB_PASSWORD'] = '{SECRET}'",
    "on-change": f"echo {URL} > /dev/null; exit 1",
    "pipeline": f"{URL} main",
    "server": f"egg:shop?token={SECRET}",
    "test": f"--password={SECRET}",
}

SITE = {"recipe": "twod.recipe", "eggs": "", "environments": "prod", "check": "none"}
ABOUT_INI = {"recipe": "twod.recipe:x", "eggs": "", "config-uri": "prod.ini"}

RECIPES: tuple[tuple[type[PartRecipe], dict[str, str], tuple[Option[Any], ...]], ...] = (
    (Recipe, SITE, (*PART_OPTIONS, *ENVIRONMENT_OPTIONS)),
    (ConfVars, ABOUT_INI, CONFVARS_OPTIONS),
    (Static, ABOUT_INI, STATIC_OPTIONS),
    (Test, ABOUT_INI, TEST_OPTIONS),
)
#: Paths, which everybody can see.
PATHS = ("bin-directory", "ini-directory", "var")

CASES = [
    (recipe, base, option.name) for recipe, base, options in RECIPES for option in options if option.name not in PATHS
]

#: Options that are not in a table.
SETTINGS = {
    "DB_PASSWORD": SECRET,
    "DATABASES.default": f"postgres://shop:{SECRET}@db/shop",
    "SHOP_URL": URL,
    "EMAIL_HOST_PASSWORD.append": SECRET,
    "filter.session.use": f"egg:session?token={SECRET}",
    "handler.mail.kwargs": f"{{'credentials': ('shop', '{SECRET}')}}",
    "handler.mail.level": URL,
    "app.wiki.password": SECRET,
    "server.main.listen": URL,
    "no-such-option": URL,
    "logger.x.handlers": URL,
}


@pytest.fixture(autouse=True)
def _answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is asked here what an ini says."""
    answer = {"problems": [], "settings": [], "places": {}}
    for module in (confvars, static_places):
        monkeypatch.setattr(module, "ask_for_settings", lambda *arguments: answer)


def run(recipe: type[PartRecipe], buildout: Any, options: dict[str, str]) -> str:
    """Run a recipe, to its end or to an error; return the error."""
    try:
        recipe(buildout, "site", options).install()
    except UserError as error:
        return str(error)
    assert SECRET not in "\n".join(options.values())
    return ""


def find_files(directory: Path) -> list[Path]:
    files = [path for folder in ("bin", "parts", "var") for path in (directory / folder).rglob("*") if path.is_file()]
    return [path for path in files if SECRET in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize(("recipe", "base", "name"), CASES, ids=[f"{case[0].__name__}-{case[2]}" for case in CASES])
def test_a_secret_in_an_option_of_a_part_is_in_no_record_log_or_error_and_in_no_file_without_a_warning(
    make_site_buildout: MakeBuildout,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    recipe: type[PartRecipe],
    base: dict[str, str],
    name: str,
) -> None:
    for text in {URL, RIGHT.get(name, URL)}:
        told = run(recipe, make_site_buildout("[prod]\n"), base | {name: text})
        assert SECRET not in told + caplog.text
        if find_files(tmp_path):
            assert "secret in clear" in caplog.text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        *((option.name, RIGHT.get(option.name, URL)) for option in ENVIRONMENT_OPTIONS),
        *((option.name, URL) for option in ENVIRONMENT_OPTIONS),
        *SETTINGS.items(),
    ],
)
def test_a_secret_in_an_environment_is_in_no_record_log_or_error_and_in_no_file_without_a_warning(
    make_site_buildout: MakeBuildout, tmp_path: Path, caplog: pytest.LogCaptureFixture, name: str, text: str
) -> None:
    indented = text.replace("\n", "\n    ")
    told = run(Recipe, make_site_buildout(f"[prod]\n{name} = {indented}\n"), dict(SITE))
    assert SECRET not in told + caplog.text
    files = find_files(tmp_path)
    if files:
        assert f"[prod] {name}: " in caplog.text
        assert "secret in clear" in caplog.text
    for path in files:
        assert path.parent.name == "bin" or path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(("name", "text"), SETTINGS.items())
def test_a_secret_in_a_setting_of_a_part_is_in_no_record(
    make_site_buildout: MakeBuildout, caplog: pytest.LogCaptureFixture, name: str, text: str
) -> None:
    told = run(Recipe, make_site_buildout("[prod]\n"), SITE | {name: text})
    assert SECRET not in told + caplog.text
