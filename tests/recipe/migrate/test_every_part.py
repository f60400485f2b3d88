"""Whatever a part has: a buildout that the recipe reads and that means the same, or a refusal with its cure."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twod.recipe.migrate.buildout_move import BuildoutMove, move_buildout
from twod.recipe.migrate.old_buildout import OldBuildout
from twod.recipe.migrate.old_parts import find_old_parts
from twod.recipe.migrate.rereading import judge_move
from twod.recipe.migrate.unrun_buildout import UnrunBuildout
from twod.recipe.recipe_error import RecipeError, describe_for_buildout

#: The options of djangorecipe, and one of nobody's, each with values that real files have.
VALUES = {
    "project": ["mysite", "other", "${common:project}"],
    "projectegg": ["mysite", "my-site"],
    "settings": ["development", "production", "settings", "conf.live", "settings_prod"],
    "dotted-settings-path": ["mysite.conf.base", "elsewhere.settings"],
    "eggs": ["mysite", "\n    mysite  # ours\n    Django>=5.2", "${common:eggs}", "\n    django >=5.2\n    My_Site\n"],
    "extra-paths": ["src", "\n    ${buildout:directory}\n    lib", "."],
    "control-script": ["manage", "django", "site"],
    "initialization": ["import os", "\n    import os\n    os.umask(0)"],
    "wsgi": ["true", "True", "false", "no"],
    "wsgi-script": ["front.wsgi", "wsgi.py"],
    "logfile": ["var/x.log", "${buildout:directory}/var/log"],
    "test": ["mysite", "\n    mysite\n    polls"],
    "testrunner": ["test", "check"],
    "coverage": ["true", "false"],
    "scripts-with-settings": ["gunicorn", "\n    gunicorn\n    celery"],
    "relative-paths": ["true", "False"],
    "version": ["5.2"],
    "fcgi": ["true"],
    "bind": ["127.0.0.1:8000", "${:project}"],
    "threads": ["4"],
    "deploy-script-extra": ["application = wrap(application)"],
}
NAMES = ["django", "django-live", "site", "production"]

REST = """\
[common]
project = mysite
eggs =
    mysite
    # of all
# the end
"""


@st.composite
def make_part(draw: st.DrawFn, name: str, above: list[str]) -> str:
    options = draw(st.lists(st.sampled_from(sorted(VALUES)), unique=True, max_size=7))
    lines = [f"[{name}]"]
    if above and draw(st.booleans()):
        lines.append(f"<= {draw(st.sampled_from(above))}")
    if not lines[1:] or draw(st.booleans()):
        lines.append("recipe = djangorecipe")
    for option in options:
        lines += [f"{option} = {draw(st.sampled_from(VALUES[option]))}"]
        lines += [f"# about {name} {option}"] if draw(st.booleans()) else []
    return "\n".join(lines)


@st.composite
def make_text(draw: st.DrawFn) -> str:
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True))
    parts = [draw(make_part(name, names[:number])) for number, name in enumerate(names)]
    installed = [name for name in names if draw(st.integers(0, 9))]
    used = [(name, option) for name in names for option in ("project", "bind", "eggs") if draw(st.booleans())]
    uses = [f"use{number} = ${{{name}:{option}}}" for number, (name, option) in enumerate(used)]
    scripts = [f"run{number} = ${{buildout:bin-directory}}/{name}.wsgi" for number, name in enumerate(names)]
    web = ["[web]", "recipe = some.recipe", *uses, *scripts]
    text = "\n".join(["[buildout]", f"parts = {' '.join(installed)} web", *parts, *web, REST])
    return text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))


def find_dangling(path: Path) -> bool:
    """Return whether a buildout refers to options that it lacks; djangorecipe could not run then either."""
    buildout = OldBuildout(path)
    return any(
        "${" in buildout.resolve(name, text) for name in buildout.sections for text in list_texts(buildout, name)
    )


def list_texts(buildout: OldBuildout, section: str) -> list[str]:
    defaults = {part.name: part.values for part in find_old_parts(buildout)}.get(section, {})
    return [*buildout.get_effective(section).values(), *defaults.values()]


@pytest.mark.slow
@given(make_text())
def test_a_buildout_is_moved_or_refused(text: str) -> None:
    with TemporaryDirectory() as directory:
        path = Path(directory).resolve() / "buildout.cfg"
        path.write_bytes(text.encode())
        is_dangling = find_dangling(path)
        try:
            move = move_buildout(path)
        except RecipeError as error:
            for problem in error.problems:
                assert problem.section
                assert problem.line
                assert ";" in problem.message
            return
        errors = [*map(describe_for_buildout, judge_move(move).errors_as_found)]
        assert errors == [] or is_dangling
        new = move.texts[path]
        judge_lines(text, new)
        path.write_bytes(new.encode())
        if not errors:
            judge_meaning(move, UnrunBuildout(path))
        assert move_buildout(path).texts == {}


def judge_lines(old: str, new: str) -> None:
    lines, left = old.splitlines(keepends=True), new.splitlines(keepends=True)
    assert {line for line in lines if line.startswith("#")} <= {*left}
    assert REST.replace("\n", lines[0][len(lines[0].rstrip()) :]) in new
    assert {line.endswith("\r\n") for line in left} == {line.endswith("\r\n") for line in lines}
    assert {line for line in lines if line.startswith(("bind", "threads"))} <= {
        line.replace("-vars:", ":").replace("${django:", "${:") for line in left
    } | {line for line in lines if "${" in line}


def judge_meaning(move: BuildoutMove, buildout: UnrunBuildout) -> None:
    for site in move.sites:
        part = buildout[site.name]
        for environment in site.environments:
            old = environment.old
            section = buildout[environment.name]
            assert section.get("event-log", part.get("event-log", "")) == old.values.get("logfile", "")
            assert section["settings"] == old.settings
            if old.wsgi_script:
                assert part["wsgi"].lower() == "true"
            assert set(old.scripts_with_settings) <= set(part.get("scripts-with-settings", "").split())
        for name in ("initialization", "relative-paths"):
            assert part.get(name, "").lower() == site.old.values.get(name, "").lower()
        assert set(site.old.values.get("extra-paths", "").split()) <= set(part["extra-paths"].split())
