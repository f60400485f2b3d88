"""The scripts of a site."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest

from twod.recipe.cfg.configuration import read_environments, read_part
from twod.recipe.cfg.part_options import EGG_OPTIONS
from twod.recipe.disk.generated import Generated
from twod.recipe.parts.site_scripts import list_requirements, make_site_scripts, make_test_body
from twod.recipe.recipe_error import RecipeError
from twod.recipe.scripts.script_maker import ScriptBase, make_script_maker

from .conftest import MakeBuildout

ENVIRONMENTS = "[dev]\n[prod]\nenvironment-vars = GREETING = hello\n"


def make(buildout: Any, **options: str) -> dict[str, Generated]:
    texts = {"recipe": "twod.recipe", "eggs": "", "environments": "dev prod"}
    part = read_part(buildout, "site", texts | {name.replace("_", "-"): text for name, text in options.items()})
    environments = read_environments(buildout, part)
    maker = make_script_maker(
        buildout,
        part,
        EGG_OPTIONS,
        list_requirements(part.values, environments),
        bin_directory=part.layout.bin_directory,
        has_relative_paths=False,
    )
    scripts = make_site_scripts(part, environments, maker, 0o022)
    assert {script.path.parent for script in scripts} == {part.layout.bin_directory}
    return {script.path.name: script for script in scripts}


def get_body(script: Generated) -> str:
    ast.parse(script.content)
    return script.content.decode().rpartition("\n\nimport ")[2]


def fail(buildout: Any, **options: str) -> str:
    with pytest.raises(RecipeError) as raised:
        make(buildout, **options)
    return str(raised.value)


def test_each_environment_has_a_script_and_the_first_one_that_without_its_name(
    make_site_buildout: MakeBuildout, tmp_path: Path
) -> None:
    scripts = make(make_site_buildout(ENVIRONMENTS))
    assert list(scripts) == [
        *("manage", "manage-dev", "manage-prod", "paster", "python-dev", "python-prod", "serve-dev", "serve-prod"),
        "twod",
    ]
    assert f"run_management_command('{tmp_path}/parts/site/prod.ini')" in get_body(scripts["manage-prod"])
    assert scripts["manage"].content == scripts["manage-dev"].content
    assert b"'GREETING', 'hello'" in scripts["manage-prod"].content
    assert b"'GREETING'" not in scripts["manage-dev"].content
    assert {script.mode for script in scripts.values()} == {0o755}


def test_the_second_site_has_commands_of_another_name(make_site_buildout: MakeBuildout) -> None:
    scripts = make(make_site_buildout(ENVIRONMENTS), command_suffix="-shop")
    assert {"paster-shop", "twod-shop"} == {name for name in scripts if name.startswith(("paster", "twod"))}
    assert "'-shop x' cannot end a file name" in fail(make_site_buildout(ENVIRONMENTS), command_suffix="-shop x")


def test_each_environment_has_its_server_and_its_interpreter(make_site_buildout: MakeBuildout, tmp_path: Path) -> None:
    scripts = make(make_site_buildout(ENVIRONMENTS))
    for name, function in (("serve", "serve_environment"), ("python", "run_interpreter")):
        assert f"{function}('{tmp_path}/parts/site/prod.ini')" in get_body(scripts[f"{name}-prod"])
        assert b"'GREETING', 'hello'" in scripts[f"{name}-prod"].content
        assert b"'GREETING'" not in scripts[f"{name}-dev"].content


def test_the_interpreter_of_no_environment_has_no_settings(make_site_buildout: MakeBuildout) -> None:
    scripts = make(make_site_buildout(ENVIRONMENTS), eggs="gunicorn", interpreter="py")
    line = b'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "twod.wsgi.config.settings")'
    assert [name for name, script in scripts.items() if line in script.content] == ["py"]
    ast.parse(scripts["py"].content)


def test_the_scripts_of_the_eggs_are_made_but_paster_is_ours(make_site_buildout: MakeBuildout) -> None:
    scripts = make(make_site_buildout(ENVIRONMENTS), eggs="gunicorn\nPasteScript", interpreter="py")
    assert {"gunicorn", "paster", "py"} < {*scripts}
    assert "twod.wsgi.commands.pastescript.paster.main()" in get_body(scripts["paster"])


def test_a_script_can_be_made_for_each_environment(make_site_buildout: MakeBuildout, tmp_path: Path) -> None:
    scripts = make(make_site_buildout(ENVIRONMENTS), scripts_with_settings="gunicorn", eggs="gunicorn")
    assert f"run_console_script('{tmp_path}/parts/site/prod.ini', 'gunicorn.app', 'run')" in get_body(
        scripts["gunicorn-prod"]
    )
    assert b"'GREETING', 'hello'" in scripts["gunicorn-prod"].content


@pytest.mark.parametrize(
    "options",
    [
        {"scripts_with_settings": "worker=shop.jobs:Worker.run"},
        {"scripts_with_settings": "worker", "entry_points": "worker=shop.jobs:Worker.run"},
        {"scripts_with_settings": "worker=shop.jobs:Worker.run", "entry_points": "worker=shop.other:run"},
    ],
)
def test_a_function_of_the_site_can_be_such_a_script(
    make_site_buildout: MakeBuildout, tmp_path: Path, options: dict[str, str]
) -> None:
    scripts = make(make_site_buildout(ENVIRONMENTS), eggs="gunicorn", **options)
    assert f"run_console_script('{tmp_path}/parts/site/prod.ini', 'shop.jobs', 'Worker.run')" in get_body(
        scripts["worker-prod"]
    )
    assert ("worker" in scripts) is ("entry_points" in options)


@pytest.mark.parametrize("name", ["serve", "python"])
def test_no_script_of_an_environment_is_hidden_by_another(make_site_buildout: MakeBuildout, name: str) -> None:
    options = {"scripts_with_settings": f"{name}=shop.jobs:run"}
    assert f"two scripts would be called {name}-dev, {name}-prod;" in fail(make_site_buildout(ENVIRONMENTS), **options)


def test_a_script_that_no_egg_has_is_told(make_site_buildout: MakeBuildout) -> None:
    assert fail(make_site_buildout(ENVIRONMENTS), eggs="gunicorn", scripts_with_settings="celery gunicorn uvicorn") == (
        "[site] scripts-with-settings: no egg of the site has a console script celery, uvicorn;"
        " for your own function, write NAME=MODULE:FUNCTION"
    )


def test_pytest_runs_with_the_settings_of_an_environment(make_site_buildout: MakeBuildout, tmp_path: Path) -> None:
    scripts = make(make_site_buildout(ENVIRONMENTS), test="-q 'a b'", test_environment="prod")
    assert f"['--paste-config', '{tmp_path}/parts/site/prod.ini', '-q', 'a b']" in get_body(scripts["test"])
    assert b"'GREETING', 'hello'" in scripts["test"].content
    assert "dev.ini" in get_body(make(make_site_buildout(ENVIRONMENTS), test="")["test"])


def test_modules_that_servers_import_are_no_programs(make_site_buildout: MakeBuildout) -> None:
    scripts = make(make_site_buildout(ENVIRONMENTS), wsgi="true", asgi="true")
    modules = ["dev.wsgi", "dev_asgi.py", "dev_wsgi.py", "prod.wsgi", "prod_asgi.py", "prod_wsgi.py"]
    assert [name for name in scripts if "_" in name or "." in name] == modules
    assert {scripts[name].mode for name in modules} == {0o644}


@pytest.mark.parametrize(
    ("options", "names"),
    [
        ({"control_script": "paster"}, "paster"),
        ({"control_script": "test", "test": ""}, "test"),
        ({"eggs": "gunicorn", "control_script": "gunicorn"}, "gunicorn"),
        ({"interpreter": "manage-prod"}, "manage-prod"),
        ({"interpreter": "prod.wsgi", "wsgi": "true"}, "prod.wsgi"),
        ({"interpreter": "dev_asgi.py", "asgi": "true"}, "dev_asgi.py"),
        (
            {"control_script": "gunicorn", "scripts_with_settings": "gunicorn", "eggs": "gunicorn"},
            "gunicorn, gunicorn-dev, gunicorn-prod",
        ),
    ],
)
def test_two_scripts_of_one_name_are_refused(
    make_site_buildout: MakeBuildout, options: dict[str, str], names: str
) -> None:
    assert fail(make_site_buildout(ENVIRONMENTS), **options) == (
        f"[site]: two scripts would be called {names};"
        " choose another control-script or scripts, or rename an environment"
    )


@pytest.mark.parametrize(
    ("section", "options", "requirements"),
    [
        ("", {}, ["waitress"]),
        ("server = gunicorn", {}, ["gunicorn"]),
        ("server = egg:hypercorn", {}, []),
        ("environment-file = .env", {}, ["twod.wsgi[dotenv]", "waitress"]),
        ("log-format = json", {"test": ""}, ["pytest", "python-json-logger", "waitress"]),
    ],
)
def test_what_the_environments_need_is_required(
    make_buildout: MakeBuildout, section: str, options: dict[str, str], requirements: list[str]
) -> None:
    buildout = make_buildout(f"[prod]\n{section}\n")
    part = read_part(buildout, "site", {"recipe": "twod.recipe", "eggs": "", "environments": "prod"} | options)
    environments = read_environments(buildout, part)
    assert list_requirements(part.values, environments) == ["twod.wsgi[paster]", *requirements]


def test_the_path_of_an_ini_may_be_an_expression() -> None:
    base = ScriptBase("", "", "", Path("/srv/shop"))
    body = make_test_body(base, base.make_path(Path("/srv/shop/x.ini")), ["-q", "/srv/shop/tests"])
    assert "['--paste-config', join(base, 'x.ini'), '-q', base + '/tests']" in body
