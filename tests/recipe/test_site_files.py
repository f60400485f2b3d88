"""The files of a site."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

import pytest

from twod.inifile.checksum import find_part, is_edited
from twod.inifile.text import find_misread
from twod.recipe.cfg.configuration import Part, read_environments, read_part
from twod.recipe.disk.generated import Generated, replace_file
from twod.recipe.parts.site_files import Ini, SiteFiles, make_site_ini

from .conftest import MakeBuildout


def read(buildout: Any, **options: str) -> Part:
    texts = {"recipe": "twod.recipe", "eggs": "", "environments": "prod"}
    return read_part(buildout, "site", texts | {name.replace("_", "-"): text for name, text in options.items()})


def make(buildout: Any, **options: str) -> SiteFiles:
    part = read(buildout, **options)
    environments = read_environments(buildout, part)
    inis = [make_site_ini(part, environment) for environment in environments]
    paths = [part.layout.get_control_script(environment.name) for environment in environments]
    return SiteFiles(part, inis, [Generated(path, b"a script", 0o755) for path in paths])


def make_ini(buildout: Any, **options: str) -> Ini:
    (ini,) = make(buildout, **options).inis
    return ini


def test_an_ini_says_who_made_it_and_notices_when_it_is_edited(make_buildout: MakeBuildout, tmp_path: Path) -> None:
    ini = make_ini(make_buildout("[prod]\nTIME_ZONE = UTC\n"))
    assert ini.file.path == tmp_path / "parts/site/prod.ini"
    assert find_part(ini.text) == "site"
    assert not is_edited(ini.text)
    assert is_edited(ini.text.replace("UTC", "GMT"))
    assert "\n# [prod]\nTIME_ZONE = UTC\n" in ini.text
    assert find_misread(ini.file.path, ini.text, ini.sections) == []


def test_an_ini_that_is_not_checked_says_so(make_buildout: MakeBuildout) -> None:
    buildout = make_buildout("[prod]\n")
    assert "# This file was not checked.\n" in make_ini(buildout, check="none").text
    assert "# This file was not checked.\n" not in make_ini(buildout, check="deploy").text


@pytest.mark.parametrize(
    ("section", "mode"),
    [("", 0o640), ("SECRET_KEY = in clear", 0o600), ("SECRET_KEY = $${file:key}", 0o640), ("mode = 0644", 0o644)],
)
def test_a_secret_in_clear_is_for_its_owner_alone_unless_a_mode_says_otherwise(
    make_buildout: MakeBuildout, section: str, mode: int
) -> None:
    assert make_ini(make_buildout(f"[prod]\n{section}\n")).file.mode == mode


def test_a_generated_key_is_referred_to_from_the_ini(make_buildout: MakeBuildout, tmp_path: Path) -> None:
    buildout = make_buildout("[prod]\nsecret-key = generate\n")
    site = make(buildout)
    assert "SECRET_KEY = ${file:../../var/site/secret-key-prod}\n" in site.inis[0].text
    assert site.make_plan().secret_keys == [(tmp_path / "var/site/secret-key-prod", None)]
    assert make(make_buildout("[prod]\n")).make_plan().secret_keys == []


@pytest.mark.parametrize(
    ("secret_key", "key", "former"),
    [
        ("file:etc/key", "${file:../../etc/key}", "${file:../../etc/key.fallbacks:-}"),
        ("file:/etc/shop/key", "${file:/etc/shop/key}", "${file:/etc/shop/key.fallbacks:-}"),
        ("file:etc/100%", "${file:../../etc/100%%}", "${file:../../etc/100%%.fallbacks:-}"),
        ("env:SHOP_KEY", "${env:SHOP_KEY}", "${env:SHOP_KEY_FALLBACKS:-}"),
        ("cred:shop-key", "${cred:shop-key}", "${cred:shop-key.fallbacks:-}"),
    ],
)
def test_a_key_that_is_provided_is_referred_to_and_left_alone(
    make_buildout: MakeBuildout, secret_key: str, key: str, former: str
) -> None:
    site = make(make_buildout(f"[prod]\nsecret-key = {secret_key}\n"))
    ini = site.inis[0]
    assert f"\nSECRET_KEY = {key}\nSECRET_KEY_FALLBACKS.append = {former}\n" in ini.text
    assert find_misread(ini.file.path, ini.text, ini.sections) == []
    assert site.make_plan().secret_keys == []
    assert ini.file.mode == 0o640


def test_a_key_that_is_made_beside_a_shared_database_is_warned_of(make_buildout: MakeBuildout, tmp_path: Path) -> None:
    options = "secret-key = generate\nDATABASES.default = postgres://shop@db.example.com/shop\n"
    warnings = make(make_buildout(f"[prod]\n{options}")).make_plan().key_warnings
    assert list(warnings) == [tmp_path / "var/site/secret-key-prod"]
    assert make(make_buildout("[prod]\nsecret-key = generate\n")).make_plan().key_warnings == {}


def test_a_path_below_the_buildout_can_be_moved_with_it(make_buildout: MakeBuildout, tmp_path: Path) -> None:
    ini = make_ini(make_buildout(f"[prod]\nsecret-key = file:{tmp_path}/etc/key\n"))
    assert "\nSECRET_KEY = ${file:../../etc/key}\n" in ini.text


def test_only_inis_whose_text_or_eggs_have_changed_are_checked(make_buildout: MakeBuildout) -> None:
    site = make(make_buildout("[dev]\n[prod]\n"), environments="dev prod")
    dev, prod = site.inis
    assert site.find_changed_inis() == [dev, prod]
    for file in (dev.file, prod.file, *site.scripts):
        replace_file(file)
    assert site.find_changed_inis() == []
    dev.file.path.unlink()
    site.scripts[1].path.write_bytes(b"with other eggs")
    assert site.find_changed_inis() == [dev, prod]


def test_the_plan_has_all_files_and_what_they_need(make_buildout: MakeBuildout, tmp_path: Path) -> None:
    buildout = make_buildout("[prod]\naccess-log = log/access.log\nevent-log = /var/log/site/event.log\n")
    site = make(buildout, on_change="bin/reload")
    plan = site.make_plan()
    assert plan.files == [site.inis[0].file, *site.scripts]
    assert plan.all_files[-1].path == tmp_path / "parts/site/.unfinished"
    assert [directory.path for directory in plan.directories] == sorted(
        [Path("/var/log/site"), *(tmp_path / name for name in ("bin", "log", "parts/site", "var/site"))]
    )
    assert plan.on_change is not None
    assert (plan.on_change.text, plan.on_change.directory) == ("bin/reload", tmp_path)
    assert plan.deployment_checks == ()


def test_django_checks_deployments_without_debug(make_buildout: MakeBuildout, tmp_path: Path) -> None:
    site = make(make_buildout("[dev]\ndebug = true\n[prod]\n"), environments="dev prod", check="deploy")
    (check,) = site.make_plan().deployment_checks
    assert check == ("prod", tmp_path / "parts/site/prod.ini", tmp_path / "bin/manage-prod")


def test_an_ini_of_a_movable_tree_does_not_name_its_directory(make_buildout: MakeBuildout, tmp_path: Path) -> None:
    section = f"""
        [prod]
        MEDIA_ROOT = {tmp_path}/var/site/media
        STATIC_ROOT = {tmp_path}/parts/site/static
        DATABASES.default = sqlite:///${{buildout:directory}}/db
        SECRET_KEY = $${{file:{tmp_path}/var/site/key}}
        server.main.listen = unix:${{buildout:directory}}/x.sock
        handler.audit.class = FileHandler
        handler.audit.args = ('${{buildout:directory}}/audit.log',)
        formatter.text.format = ${{buildout:directory}} %(message)s
    """
    buildout = make_buildout(textwrap.dedent(section))
    options = {"relative-paths": "true"}
    assert str(tmp_path) in make_ini(buildout).text
    ini = make_ini(buildout, **options)
    for line in (
        "MEDIA_ROOT = %(here)s/../../var/site/media",
        "STATIC_ROOT = %(here)s/static",
        "DATABASES.default = sqlite:///%(here)s/../../db",
        "SECRET_KEY = ${file:%(here)s/../../var/site/key}",
        "listen = unix:%(here)s/../../x.sock",
        "args = ('%(here)s/../../audit.log',)",
        # fileConfig takes a format as it is written.
        f"format = {tmp_path} %(message)s",
    ):
        assert f"\n{line}\n" in ini.text
    assert find_misread(ini.file.path, ini.text, ini.sections) == []
