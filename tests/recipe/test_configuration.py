"""A part's own options and its environments' sections, read and checked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from twod.inifile.problems import Place, Report
from twod.recipe.cfg.configuration import (
    Part,
    PartOptions,
    export_places,
    has_relative_paths,
    read_environments,
    read_part,
)
from twod.recipe.cfg.environment_options import DEBUG
from twod.recipe.cfg.environments import read_values
from twod.recipe.cfg.part_options import DEPENDENT_SCRIPTS, EGG_OPTIONS, EGGS, RELATIVE_PATHS, WSGI
from twod.recipe.recipe_error import RecipeError

from .conftest import MakeBuildout, write_options

#: What a part cannot be without.
SITE = {"recipe": "twod.recipe", "eggs": "", "environments": "dev prod"}


def name_options(options: dict[str, str]) -> dict[str, str]:
    """Return options that are keyword arguments by their own names; settings are in capitals."""
    return {name if name.isupper() else name.replace("_", "-"): text for name, text in options.items()}


def read(buildout: Any, **options: str) -> Part:
    return read_part(buildout, "site", SITE | name_options(options))


def fail(buildout: Any, **options: str) -> list[str]:
    with pytest.raises(RecipeError) as raised:
        read_environments(buildout, read(buildout, **options))
    return str(raised.value).splitlines()


def make_options(**texts: str) -> PartOptions:
    written = write_options("site", name_options(texts))
    report = Report()
    values = read_values(written, EGG_OPTIONS, report)
    assert report.errors == ()
    return PartOptions("site", values, written)


def test_a_part_puts_its_files_where_buildout_has_such_files(make_buildout: MakeBuildout, tmp_path: Path) -> None:
    layout = read(make_buildout("bin-directory = scripts\n")).layout
    assert layout.get_ini("prod") == tmp_path / "parts/site/prod.ini"
    assert layout.get_control_script("prod") == tmp_path / "scripts/manage-prod"
    assert layout.get_secret_key("prod") == tmp_path / "var/site/secret-key-prod"
    assert layout.has_relative_paths is False


def test_a_part_can_say_where_its_files_are(make_buildout: MakeBuildout, tmp_path: Path) -> None:
    layout = read(
        make_buildout(""), bin_directory="bin/site", ini_directory="etc", var="/srv/data", control_script="site"
    ).layout
    assert layout.get_ini("prod") == tmp_path / "etc/prod.ini"
    assert layout.get_control_script("prod") == tmp_path / "bin/site/site-prod"
    assert layout.var == Path("/srv/data")


@pytest.mark.parametrize(
    ("of_buildout", "of_part", "result"),
    [
        ({}, "", False),
        ({"relative-paths": "true"}, "", True),
        ({"relative-paths": "false"}, "", False),
        ({"relative-paths": "true"}, "off", False),
        ({}, "True", True),
    ],
)
def test_the_part_decides_on_relative_paths_before_the_buildout(
    of_buildout: dict[str, str], of_part: str, result: bool
) -> None:
    written = write_options("site", {"relative-paths": of_part} if of_part else {})
    assert has_relative_paths(of_buildout, read_values(written, [RELATIVE_PATHS], Report())) is result


def test_all_that_is_wrong_in_the_part_is_told_at_once(make_buildout: MakeBuildout) -> None:
    with pytest.raises(RecipeError) as raised:
        read_part(
            make_buildout(""),
            "site",
            {"recipe": "twod.recipe", "environmets": "prod", "wsgi": "maybe", "test-environment": "prod"},
        )
    assert str(raised.value).splitlines() == [
        "[site] environmets: no such option; did you mean environments?",
        "[site] wsgi: expected true or false, got 'maybe'",
        "[site] eggs: is missing; list the distributions of the site here (buildout.cfg)",
        "[site] environments: is missing; list the sections of its environments here (buildout.cfg)",
        "[site] test-environment: prod is not in environments",
    ]


def test_environments_are_read_in_their_order(make_buildout: MakeBuildout) -> None:
    buildout = make_buildout("[dev]\ndebug = yes\n[prod]\nTIME_ZONE = UTC\n")
    dev, prod = read_environments(buildout, read(buildout, EMAIL_PORT="25"))
    assert (dev.name, prod.name) == ("dev", "prod")
    assert dev.options[DEBUG] is True
    assert sorted(prod.settings) == ["EMAIL_PORT", "TIME_ZONE"]


def test_all_that_is_wrong_in_the_environments_is_told_at_once(make_buildout: MakeBuildout) -> None:
    buildout = make_buildout("[dev]\ndebug = maybe\nA = ${dev:x}\n[prod]\nmod = 1\n[staging]\nthreads = x\n")
    assert fail(buildout, environments="dev prd prod staging") == [
        "[dev] A: Referenced option does not exist: dev x (buildout.cfg)",
        "[site] environments: there is no section [prd]; did you mean prod?",
        "[prod] mod: no such option; did you mean mode? (buildout.cfg)",
        "[staging] threads: expected a whole number above 0, got 'x' (buildout.cfg)",
    ]


@pytest.mark.parametrize("name", ["site", "buildout"])
def test_a_part_is_no_environment(make_buildout: MakeBuildout, name: str) -> None:
    buildout = make_buildout("[site]\neggs =\n")
    assert fail(buildout, environments=name) == [
        f"[site] environments: [{name}] is a part; an environment is a plain section without a recipe"
    ]


def test_other_parts_can_refer_to_the_files_of_each_environment(make_buildout: MakeBuildout, tmp_path: Path) -> None:
    buildout = make_buildout("")
    options: dict[str, str] = {}
    export_places(read(buildout, environments="prod"), options)
    assert options == {
        "location": f"{tmp_path}/parts/site",
        "var": f"{tmp_path}/var/site",
        "ini-prod": f"{tmp_path}/parts/site/prod.ini",
        "config-uri-prod": f"config:{tmp_path}/parts/site/prod.ini",
        "control-script-prod": f"{tmp_path}/bin/manage-prod",
    }
    export_places(read(buildout, environments="prod", wsgi="1"), options)
    assert options["wsgi-script-prod"] == f"{tmp_path}/bin/prod.wsgi"
    assert options["wsgi-module-prod"] == "prod_wsgi"
    export_places(read(buildout, environments="prod-eu", asgi="1"), options)
    assert options["asgi-module-prod-eu"] == "prod_eu_asgi"
    assert "wsgi-module-prod-eu" not in options


def test_zc_recipe_egg_gets_what_it_can_read() -> None:
    part = make_options(recipe="twod.recipe", eggs="mysite  # ours\nDjango", dependent_scripts="On", extra_paths=".")
    assert part.make_egg_options(EGG_OPTIONS, has_relative_paths=True) == {
        "eggs": "mysite\nDjango",
        "dependent-scripts": "true",
        "extra-paths": ".",
        "relative-paths": "true",
    }
    assert part.make_egg_options([EGGS], has_relative_paths=False) == {
        "eggs": "mysite\nDjango",
        "dependent-scripts": "true",
        "relative-paths": "false",
    }


def test_a_part_knows_where_its_options_were_written() -> None:
    part = make_options(recipe="twod.recipe", eggs="")
    assert part.place == Place("buildout.cfg", None, "site")
    assert part.get_place(EGGS) == Place("buildout.cfg", None, "site", "eggs")
    assert part.get_place(WSGI) == Place("buildout.cfg", None, "site", "wsgi")
    assert part.values[DEPENDENT_SCRIPTS] is False
    assert "[site] of buildout.cfg" in part.marker
