"""The recipe of a site, run on zc.buildout's own object with develop eggs in the place of what a site needs.

Nobody is asked here what the inis say; the tests of ``together`` do that.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from zc.buildout import UserError

from twod.inifile.problems import Place, Report
from twod.recipe import Recipe, uninstall
from twod.recipe.parts import site_judgement

from .conftest import MakeBuildout

SITE = {"recipe": "twod.recipe", "eggs": "", "environments": "prod", "check": "none"}


class Options(dict[str, str]):
    """The options of a part, which know their buildout.

    :param buildout: zc.buildout's object.
    """

    def __init__(self, buildout: Any, options: dict[str, str]) -> None:
        self.buildout = buildout
        super().__init__(options)


def make(buildout: Any, **options: str) -> tuple[Recipe, Options]:
    made = Options(buildout, SITE | {name.replace("_", "-"): text for name, text in options.items()})
    return Recipe(buildout, "site", made), made


def list_files(directory: Path) -> list[str]:
    made = [path for folder in ("bin", "parts", "var") for path in (directory / folder).rglob("*") if path.is_file()]
    return sorted(str(path.relative_to(directory)) for path in made)


SCRIPTS = ("manage", "manage-prod", "paster", "python-prod", "serve-prod", "twod")
FILES = [*(f"bin/{name}" for name in SCRIPTS), "parts/site/prod.ini"]


def test_a_site_is_planned_written_and_removed(make_site_buildout: MakeBuildout, tmp_path: Path) -> None:
    buildout = make_site_buildout("[prod]\n")
    recipe, options = make(buildout)
    assert list_files(tmp_path) == []
    assert options["files"].split("\n") == sorted([*FILES, "parts/site/.unfinished"])
    recipe.install()
    assert list_files(tmp_path) == FILES
    later = make_site_buildout("")
    uninstall("site", Options(later, options))
    assert list_files(tmp_path) == []
    assert (tmp_path / "var/site").is_dir()


def test_what_a_part_of_the_run_makes_again_is_not_removed(make_site_buildout: MakeBuildout, tmp_path: Path) -> None:
    recipe, options = make(make_site_buildout("[prod]\n"))
    recipe.install()
    buildout = make_site_buildout("[staging]\n")
    make(buildout, environments="staging")
    uninstall("site", Options(buildout, options))
    assert list_files(tmp_path) == ["bin/manage", "bin/paster", "bin/twod"]


def test_what_is_not_ours_is_not_removed(
    make_site_buildout: MakeBuildout, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    recipe, options = make(make_site_buildout("[prod]\n"))
    recipe.install()
    (tmp_path / "bin/paster").write_text("mine", encoding="utf-8")
    ini = tmp_path / "parts/site/prod.ini"
    ini.write_text(ini.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")
    uninstall("site", Options(make_site_buildout(""), options))
    assert list_files(tmp_path) == ["bin/paster", "parts/site/prod.ini.orig"]
    assert f"{tmp_path}/bin/paster was not written by the recipe, so it stays." in caplog.messages
    assert f"{ini} was edited by hand; saved the edited file as {ini}.orig." in caplog.messages


def test_places_are_exported_before_an_environment_refers_to_them(
    make_site_buildout: MakeBuildout, tmp_path: Path
) -> None:
    recipe, options = make(make_site_buildout("[prod]\n"))
    assert options["config-uri-prod"] == f"config:{tmp_path}/parts/site/prod.ini"
    assert options["var"] == f"{tmp_path}/var/site"
    recipe.install()


def test_a_secret_in_clear_is_warned_of_and_not_recorded(
    make_site_buildout: MakeBuildout, caplog: pytest.LogCaptureFixture
) -> None:
    texts = {"SECRET_KEY": "sesame", "environment-vars": "DB_PASSWORD = sesame", "TIME_ZONE": "UTC"}
    buildout = make_site_buildout("[prod]\nSTRIPE_API_KEY = sesame\n")
    options = Options(buildout, SITE | texts)
    Recipe(buildout, "site", options).install()
    assert "sesame" not in " ".join(options.values())
    assert options["TIME_ZONE"] == "UTC"
    assert len([message for message in caplog.messages if "secret in clear" in message]) == 3


def test_what_the_sites_eggs_doubt_is_warned_of_when_the_ini_changes(
    make_site_buildout: MakeBuildout, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def check(maker: Any, inis: Any, directories: Any, eggs: Any) -> Report:
        report = Report()
        report.warn(Place(inis[0]["path"], 7, "app:django", "SITE_ID"), "is odd")
        return report

    monkeypatch.setattr(site_judgement, "check_inis", check)
    for _ in range(2):
        make(make_site_buildout("[prod]\nSITE_ID = 1\n"), check="ini")[0].install()
    assert caplog.messages.count("[prod] SITE_ID: is odd (buildout.cfg)") == 1


@pytest.mark.parametrize(
    ("sections", "options", "message"),
    [
        ("[prod]\nthreads = x\n", {"wsgi": "x"}, "[site] wsgi: expected true or false, got 'x'"),
        ("[prod]\nthreads = x\n", {}, "[prod] threads: expected a whole number above 0, got 'x' (buildout.cfg)"),
        (
            "[prod]\nworkers = 2\npipeline = x main\n",
            {},
            "\n[prod] workers: waitress runs in one process; use gunicorn to have workers (buildout.cfg)\n"
            "[prod] pipeline: there is no filter x; add filter.x.use = … (buildout.cfg)",
        ),
        (
            "[prod]\n",
            {"control_script": "paster"},
            "[site]: two scripts would be called paster; choose another control-script or scripts, or rename an "
            "environment",
        ),
        (
            "[prod]\nevent-log = buildout.cfg/x\n",
            {"bin_directory": "buildout.cfg"},
            "\n"
            + "".join(
                f"[site]: {{directory}}/buildout.cfg/{name} cannot be written: {{directory}}/buildout.cfg is not a "
                "directory (buildout.cfg)\n"
                for name in SCRIPTS
            )
            + "[prod] event-log: {directory}/buildout.cfg/x cannot be written: {directory}/buildout.cfg is not a "
            "directory (buildout.cfg)",
        ),
        (
            "[prod]\nA += x\n",
            {},
            "[prod] A: += finds no value in buildout's own files and would replace the whole setting; write "
            "A.append = … to change the value from the settings module or Django (buildout.cfg)",
        ),
    ],
    ids=["part", "environment", "whole", "twins", "places", "additions"],
)
def test_each_step_tells_all_that_it_finds_and_the_next_one_waits(
    make_site_buildout: MakeBuildout, tmp_path: Path, sections: str, options: dict[str, str], message: str
) -> None:
    with pytest.raises(UserError) as raised:
        make(make_site_buildout(sections), **options)
    assert str(raised.value) == message.format(directory=tmp_path)
    assert list_files(tmp_path) == []
