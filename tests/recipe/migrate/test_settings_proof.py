"""The settings of each environment, compared with those of its settings module."""

from __future__ import annotations

from pathlib import Path

import pytest

from twod.recipe.migrate.migrate_buildout import MigrateBuildoutCommand
from twod.recipe.migrate.settings_proof import prove_settings
from twod.recipe.recipe_error import RecipeError

CFG = """\
[buildout]
parts = site
[site]
recipe = twod.recipe
eggs = mysite
environments = prod bare
[prod]
settings = mysite.production
TIME_ZONE = Europe/London
[bare]
[unused]
recipe = twod.recipe
"""

SAME = """\
  DEBUG = False
  USE_TZ = True
+ SETTINGS_MODULE = 'twod.wsgi.config.settings'
- TIME_ZONE = 1
+ TIME_ZONE = 2
"""


def write_script(folder: Path, printed: str, status: int = 0) -> None:
    """Write a script in the place of the environment's, which notes its arguments."""
    script = folder / "bin" / "manage-prod"
    script.parent.mkdir()
    text = f'#!/bin/sh\necho "$@" > asked\ntest -z "$DJANGO_SETTINGS_MODULE" || exit 7\ncat <<\'END\'\n{printed}END\n'
    script.write_text(f"{text}exit {status}\n")
    script.chmod(0o755)


def test_an_environment_with_the_settings_of_its_module_is_proven(
    cfg, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    cfg(CFG)
    write_script(tmp_path, SAME)
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "another")
    assert MigrateBuildoutCommand().call(["--prove"]) == 0
    assert capsys.readouterr().out == (
        "[prod]: 2 settings of mysite.production are the same as before; the environment overrides TIME_ZONE\n"
    )
    asked = "diffsettings --all --output unified --default mysite.production\n"
    assert (tmp_path / "asked").read_text() == asked


def test_another_setting_is_told_without_its_value(cfg, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cfg(CFG)
    write_script(tmp_path, f"{SAME}- API_KEY = 's3cret'\n+ API_KEY = 'other'\n")
    assert MigrateBuildoutCommand().call(["--prove"]) == 1
    told = capsys.readouterr().err
    assert "the settings may differ:\n  [prod] settings: API_KEY differs from mysite.production; compare" in told
    assert "s3cret" not in told


def test_a_site_that_cannot_be_asked_is_not_proven(cfg, tmp_path: Path) -> None:
    path = cfg(CFG)
    with pytest.raises(
        RecipeError, match=r"\[prod\] settings: .*/bin/manage-prod does not exist; run bin/buildout first"
    ):
        prove_settings(path)
    write_script(tmp_path, "ImportError: no mysite\n", 1)
    with pytest.raises(RecipeError, match="manage-prod diffsettings fails; correct this first: ImportError: no"):
        prove_settings(path)
    with pytest.raises(RecipeError, match=r"found no part of twod\.recipe with a settings module"):
        prove_settings(cfg("[buildout]\nparts =\n"))


def test_a_proof_writes_nothing(cfg, capsys: pytest.CaptureFixture[str]) -> None:
    cfg(CFG)
    with pytest.raises(SystemExit):
        MigrateBuildoutCommand().call(["--prove", "--write"])
    assert "not allowed with argument" in capsys.readouterr().err
