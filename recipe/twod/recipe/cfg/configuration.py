"""A part's configuration: its own options and its environments' sections, read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from twod.inifile.problems import Place, Problem
from twod.recipe.cfg.additions import Additions
from twod.recipe.cfg.cross_references import find_bad_references
from twod.recipe.cfg.environments import Environment, Written, find_unknown, read_environment, read_values, read_written
from twod.recipe.cfg.options import (
    BIN_DIRECTORY,
    CONTROL_SCRIPT,
    EGG_OPTIONS,
    EGGS,
    ENVIRONMENT_OPTIONS,
    ENVIRONMENTS,
    INI_DIRECTORY,
    PART_OPTIONS,
    RELATIVE_PATHS,
    TEST_ENVIRONMENT,
    VAR,
    WSGI,
    Values,
    find_nearest,
)
from twod.recipe.cfg.provenance import Provenance
from twod.recipe.disk.generated import make_marker
from twod.recipe.disk.layout import Layout, resolve_path
from twod.recipe.recipe_error import RecipeError


class Part(NamedTuple):
    """A part as it stands in the configuration.

    :param name: name of the part.
    :param values: the values of :data:`~twod.recipe.cfg.options.PART_OPTIONS`.
    :param written: all options of the part as they are written.
    :param layout: where its files go.
    """

    name: str
    values: Values
    written: Mapping[str, Written]
    layout: Layout

    @property
    def source(self) -> str:
        return self.layout.source

    @property
    def marker(self) -> str:
        return make_marker(self.name, self.source)

    def make_egg_options(self) -> dict[str, str]:
        """Return the part's options for zc.recipe.egg."""
        options = {option.name: self.written[option.name].text for option in EGG_OPTIONS if option.name in self.written}
        return options | {"relative-paths": "true" if self.layout.has_relative_paths else "false"}


def read_part(buildout: Any, name: str, options: Mapping[str, str]) -> Part:
    """Return a part's own configuration.

    :param buildout: zc.buildout's object.
    :param name: name of the part.
    :param options: its options.
    :raises RecipeError: with all that is wrong in the part itself.
    """
    problems: list[Problem] = []
    written = read_written(name, options, make_provenance(buildout))
    source = written["recipe"].place.file or "buildout.cfg"
    find_unknown(written, [*PART_OPTIONS, *ENVIRONMENT_OPTIONS], problems)
    values = read_values(written, PART_OPTIONS, problems)
    for option, what in ((EGGS, "the distributions of the site"), (ENVIRONMENTS, "the sections of its environments")):
        if option.name not in written:
            problems.append(Place(source, None, name, option.name).problem(f"is missing; name {what} here"))
    environment, environments = values[TEST_ENVIRONMENT], values[ENVIRONMENTS]
    if environment and environment not in environments:
        message = f"{environment} is not in environments{find_nearest(environment, environments)}"
        problems.append(written[TEST_ENVIRONMENT.name].problem(message))
    if problems:
        raise RecipeError(problems)
    return Part(name, values, written, _make_layout(buildout["buildout"], name, source, values))


def make_provenance(buildout: Any) -> Provenance:
    # What ``buildout annotate`` prints; zc.buildout has no public name for it.
    return Provenance(buildout._annotated, buildout["buildout"]["directory"])


def make_additions(buildout: Any) -> Additions:
    return Additions(buildout._annotated)


def _make_layout(buildout: Mapping[str, str], name: str, source: str, values: Values) -> Layout:
    """Return where a part's files go.

    :param buildout: the options of the section ``[buildout]``.
    """
    directory = Path(buildout["directory"])
    is_relative = values[RELATIVE_PATHS]
    if is_relative is None:
        is_relative = buildout.get("relative-paths") == "true"
    return Layout(
        name,
        source,
        directory,
        resolve_path(directory, values[BIN_DIRECTORY] or buildout["bin-directory"]),
        resolve_path(directory, values[INI_DIRECTORY] or str(Path(buildout["parts-directory"], name))),
        resolve_path(directory, values[VAR] or str(Path("var", name))),
        values[CONTROL_SCRIPT],
        is_relative,
    )


def export_places(part: Part, options: Any) -> None:
    """Tell other parts, and the environments themselves, where the files of each environment are."""
    options["location"] = str(part.layout.ini_directory)
    options[VAR.name] = str(part.layout.var)
    for environment in part.values[ENVIRONMENTS]:
        ini = part.layout.get_ini(environment)
        options[f"ini-{environment}"] = str(ini)
        options[f"config-uri-{environment}"] = f"config:{ini}"
        options[f"control-script-{environment}"] = str(part.layout.get_control_script(environment))
        if part.values[WSGI]:
            options[f"wsgi-script-{environment}"] = str(part.layout.get_wsgi_script(environment))


def read_environments(buildout: Any, part: Part) -> list[Environment]:
    """Return the environments of a part.

    :raises RecipeError: with all that is wrong in any of them.
    """
    problems: list[Problem] = []
    environments = []
    provenance = make_provenance(buildout)
    sections = set(buildout)
    for name in part.values[ENVIRONMENTS]:
        if name not in sections:
            message = f"there is no section [{name}]{find_nearest(name, sections)}"
            problems.append(part.written[ENVIRONMENTS.name].problem(message))
        elif bad := find_bad_references(buildout, name, provenance):
            problems.extend(bad)
        elif name in (part.name, "buildout") or "recipe" in buildout[name]:
            message = f"[{name}] is a part; an environment is a plain section without a recipe"
            problems.append(part.written[ENVIRONMENTS.name].problem(message))
        else:
            section = read_written(name, buildout[name], provenance)
            environments.append(read_environment(name, part.written, section, problems))
    if problems:
        raise RecipeError(problems)
    return environments
