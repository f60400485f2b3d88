"""A part's configuration: its own options and its environments' sections, read and checked."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from twod.inifile.checksum import make_marker
from twod.inifile.nearest import hint_at_nearest
from twod.inifile.problems import Place, Report
from twod.recipe.cfg.cross_references import judge_references
from twod.recipe.cfg.environment_options import ENVIRONMENT_OPTIONS
from twod.recipe.cfg.environments import Environment, Written, judge_names, read_environment, read_values, read_written
from twod.recipe.cfg.option import Option, Values
from twod.recipe.cfg.part_options import (
    ASGI,
    BIN_DIRECTORY,
    CONTROL_SCRIPT,
    DEPENDENT_SCRIPTS,
    EGGS,
    ENVIRONMENTS,
    INI_DIRECTORY,
    PART_OPTIONS,
    RELATIVE_PATHS,
    TEST,
    TEST_ENVIRONMENT,
    VAR,
    WSGI,
)
from twod.recipe.cfg.provenance import get_provenance
from twod.recipe.disk.layout import Layout, resolve_path
from twod.recipe.recipe_error import raise_errors_together


class PartOptions:
    """A part's options as written in the configuration.

    :param name: name of the part.
    :param values: the values of the options in its table.
    :param written: all its options as written.
    """

    def __init__(self, name: str, values: Values, written: Mapping[str, Written]) -> None:
        self.name = name
        self.values = values
        self.written = written

    @property
    def source(self) -> str:
        """The configuration file that has the part."""
        return self.written["recipe"].place.file or "buildout.cfg"

    @property
    def marker(self) -> str:
        """The comment line that marks a file as this part's."""
        return make_marker(self.name, self.source)

    @property
    def place(self) -> Place:
        """The place of the part itself, for problems without an option."""
        return Place(self.source, None, self.name)

    def get_place(self, option: Option[Any]) -> Place:
        """Return the place of an option; its place in the part's section if nobody wrote it."""
        written = self.written.get(option.name)
        return written.place if written else Place(self.source, None, self.name, option.name)

    def make_egg_options(self, options: Sequence[Option[Any]], *, has_relative_paths: bool) -> dict[str, str]:
        """Return the part's options for zc.recipe.egg.

        :param options: the options to pass on.
        """
        texts = {option.name: self.written[option.name].text for option in options if option.name in self.written}
        # zc.recipe.egg accepts no other booleans, and the code that sorts its distributions no comments.
        texts[EGGS.name] = "\n".join(self.values[EGGS])
        texts[DEPENDENT_SCRIPTS.name] = "true" if self.values[DEPENDENT_SCRIPTS] else "false"
        texts[RELATIVE_PATHS.name] = "true" if has_relative_paths else "false"
        return texts


class Part(PartOptions):
    """A part that describes a site.

    :param layout: the paths of its files.
    """

    def __init__(self, name: str, values: Values, written: Mapping[str, Written], layout: Layout) -> None:
        super().__init__(name, values, written)
        self.layout = layout


def read_part(buildout: Any, name: str, section: Mapping[str, str]) -> Part:
    """Return a part's own configuration.

    :param buildout: zc.buildout's object.
    :param name: name of the part.
    :param section: its options.
    :raises RecipeError: with all mistakes in the part itself.
    """
    written = read_written(name, section, get_provenance(buildout))
    with raise_errors_together() as report:
        judge_names(written, [*PART_OPTIONS, *ENVIRONMENT_OPTIONS], report)
        options = PartOptions(name, read_values(written, PART_OPTIONS, report), written)
        _judge_part(options, report)
        _judge_test_arguments(options, Path(buildout["buildout"]["directory"]), report)
    return Part(name, options.values, written, _make_layout(buildout["buildout"], name, options.values))


def _judge_part(part: PartOptions, report: Report) -> None:
    """Report missing options, and options that contradict each other."""
    for option, what in ((EGGS, "the distributions of the site"), (ENVIRONMENTS, "the sections of its environments")):
        if option.name not in part.written:
            report.error(part.get_place(option), f"is missing; list {what} here")
    environment, environments = part.values[TEST_ENVIRONMENT], part.values[ENVIRONMENTS]
    if environment and environment not in environments:
        message = f"{environment} is not in environments{hint_at_nearest(environment, environments)}"
        report.error(part.get_place(TEST_ENVIRONMENT), message)


def _judge_test_arguments(part: PartOptions, directory: Path, report: Report) -> None:
    """Report labels of Django apps, as djangorecipe accepts them: pytest needs paths and options."""
    words = part.values[TEST] or ()
    if words and not any("-" in word or (directory / word).exists() for word in words):
        packages = " ".join(words)
        cure = f"test = -o python_files=test*.py --pyargs {packages}"
        message = f"there is no {words[0]} in {directory}; for packages, write {cure}"
        report.error(part.get_place(TEST), message)


def _make_layout(buildout: Mapping[str, str], name: str, values: Values) -> Layout:
    """Return the paths of a part's files.

    :param buildout: the options of the section ``[buildout]``.
    """
    directory = Path(buildout["directory"])
    return Layout(
        directory,
        resolve_path(directory, values[BIN_DIRECTORY] or buildout["bin-directory"]),
        resolve_path(directory, values[INI_DIRECTORY] or str(Path(buildout["parts-directory"], name))),
        resolve_path(directory, values[VAR] or str(Path("var", name))),
        values[CONTROL_SCRIPT],
        has_relative_paths(buildout, values),
    )


def has_relative_paths(buildout: Mapping[str, str], values: Values) -> bool:
    """Return whether a part's scripts should work after the whole tree is moved.

    :param buildout: the options of the section ``[buildout]``, which decides if the part does not.
    """
    own = values[RELATIVE_PATHS]
    return buildout.get(RELATIVE_PATHS.name) == "true" if own is None else own


def export_places(part: Part, options: Any) -> None:
    """Export the paths of each environment's files, for other parts and for the environments themselves."""
    options["location"] = str(part.layout.ini_directory)
    options[VAR.name] = str(part.layout.var)
    for environment in part.values[ENVIRONMENTS]:
        ini = part.layout.get_ini(environment)
        options[f"ini-{environment}"] = str(ini)
        options[f"config-uri-{environment}"] = f"config:{ini}"
        options[f"control-script-{environment}"] = str(part.layout.get_control_script(environment))
        if part.values[WSGI]:
            options[f"wsgi-script-{environment}"] = str(part.layout.get_wsgi_script(environment))
        for option in (WSGI, ASGI):
            if part.values[option]:
                module = part.layout.get_module(environment, option.name)
                options[f"{option.name}-module-{environment}"] = module.stem


def read_environments(buildout: Any, part: Part) -> list[Environment]:
    """Return the environments of a part, with all options read.

    :raises RecipeError: with all mistakes in the environments.
    """
    names = set(buildout)
    environments = []
    with raise_errors_together() as report:
        for name in part.values[ENVIRONMENTS]:
            section = _read_section(buildout, part, name, names, report)
            if section is not None:
                environments.append(read_environment(name, part.written, section, report))
    return environments


def _read_section(
    buildout: Any, part: Part, name: str, names: Collection[str], report: Report
) -> dict[str, Written] | None:
    """Return the section of an environment as written; None, with an error in the report, if it cannot be one.

    :param names: the names of all sections; zc.buildout's object would construct a part to look for one.
    """
    place = part.get_place(ENVIRONMENTS)
    if name not in names:
        report.error(place, f"there is no section [{name}]{hint_at_nearest(name, names)}")
        return None
    provenance = get_provenance(buildout)
    if not judge_references(buildout, name, provenance, report):
        return None
    if name in (part.name, "buildout") or "recipe" in buildout[name]:
        report.error(place, f"[{name}] is a part; an environment is a plain section without a recipe")
        return None
    return read_written(name, buildout[name], provenance)
