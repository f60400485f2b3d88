"""A part that writes the configuration of a site's engine: a proxy, a supervisor or a container builder."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, ClassVar, NamedTuple

from twod.inifile.booleans import read_boolean
from twod.inifile.nearest import hint_at_nearest
from twod.recipe.cfg.configuration import PartOptions
from twod.recipe.cfg.environments import read_values, read_written
from twod.recipe.cfg.option import Option
from twod.recipe.cfg.part_options import RECIPE
from twod.recipe.cfg.provenance import get_provenance
from twod.recipe.cfg.readers import make_optional, read_file_name, read_path
from twod.recipe.disk.generated import Generated, is_in_place
from twod.recipe.disk.layout import resolve_path
from twod.recipe.disk.ownership import claim_files
from twod.recipe.engines.engine_site import EngineSite
from twod.recipe.engines.program_check import find_daemon
from twod.recipe.parts.part_recipe import PartRecipe
from twod.recipe.parts.plan import Plan
from twod.recipe.parts.sites import DescribedSite, get_site
from twod.recipe.recipe_error import RecipeError, raise_errors_together

SITE_PART = Option(
    "site", read_file_name, "twod", "The part that describes the site. Example: ``site = shop``. **Default:** ``twod``."
)
ENVIRONMENT = Option(
    "environment",
    make_optional(read_file_name, ""),
    "",
    "The environment that the files are for. Required if the site has several. Example: ``environment = prod``. "
    "**Default:** the site's only environment.",
)
SITE_DIRECTORY = Option(
    "site-directory",
    make_optional(read_path, ""),
    "",
    "Directory of the site on the hosts. Example: ``site-directory = /srv/shop/current``. **Default:** the "
    "buildout's directory.",
)
CHECK_FILES = Option(
    "check",
    read_boolean,
    True,
    "Whether to check the files before buildout writes them, with the program that reads them, such as ``nginx -t``. "
    "Without that program, there is no check. Example: ``check = false``. **Default:** ``true``.",
)

#: Options that every such part has.
ENGINE_OPTIONS: tuple[Option[Any], ...] = (RECIPE, SITE_PART, ENVIRONMENT, SITE_DIRECTORY, CHECK_FILES)


class EnginePlan(NamedTuple):
    """The files and the exported options of a part.

    :param plan: the files.
    :param exports: options that other parts can refer to.
    """

    plan: Plan
    exports: Mapping[str, str] = MappingProxyType({})


class Engine(NamedTuple):
    """A program that checks files.

    :param name: its name in messages.
    :param program: its file name.
    :param subject: the files that it checks, in messages.
    """

    name: str
    program: str
    subject: str = "the configuration"


class EnginePart(PartRecipe):
    """The base class of recipes that write the configuration of a site's engine."""

    #: The part's options, which include :data:`ENGINE_OPTIONS`.
    table: ClassVar[Sequence[Option[Any]]] = ENGINE_OPTIONS

    def make_plan(self, buildout: Any, name: str, options: Any) -> Plan:
        """Return the engine's files: generated, checked and claimed, but not written."""
        directory = Path(buildout["buildout"]["parts-directory"], name)
        options["location"] = str(directory)
        part = read_engine_part(buildout, name, options, self.table)
        site = find_engine_site(buildout, part)
        plan, exports = self.make_engine_plan(buildout, part, site, directory)
        with raise_errors_together() as report:
            claim_files(buildout, name, plan.all_files, part.place, report)
        options.update(exports)
        return plan

    @abstractmethod
    def make_engine_plan(self, buildout: Any, part: PartOptions, site: EngineSite, directory: Path) -> EnginePlan:
        """Return the engine's files, checked.

        :param buildout: zc.buildout's object.
        :param part: the part.
        :param site: the site in the part's environment.
        :param directory: the folder of the files.
        :raises RecipeError: with all errors.
        """

    def check_files(
        self, part: PartOptions, files: Iterable[Generated], engine: Engine, check: Callable[[str], str | None]
    ) -> None:
        """Run the engine's program to check files, unless all of them exist unchanged.

        :param check: takes the path of the program and returns its message, or None if the files are valid.
        :raises RecipeError: if the program rejects the files.
        """
        if not part.values[CHECK_FILES] or all(map(is_in_place, files)):
            return
        program = find_daemon(engine.program)
        if program is None:
            self._logger.info("%s is not installed, so it does not check %s.", engine.name, engine.subject)
        elif (told := check(program)) is not None:
            raise RecipeError.at(part.place, f"{engine.name} rejects {engine.subject}: {told}")


def find_state_directory(part: PartOptions, site: EngineSite, option: Option[str]) -> Path:
    """Return the directory, on this machine, for files that a site's engine writes itself.

    :param option: the option that may name it.
    """
    layout, given = site.part.layout, part.values[option]
    return resolve_path(layout.directory, given) if given else layout.var / part.name


def make_text_file(part: PartOptions, path: Path, text: str, mode: int = 0o644) -> Generated:
    """Return a file with the part's marker, a ``#`` comment, as its first line.

    Use it for every format in which ``#`` begins a comment.
    """
    return Generated(path, f"{part.marker}\n{text}".encode(), mode)


def read_engine_part(
    buildout: Any, name: str, section: Mapping[str, str], options: Sequence[Option[Any]]
) -> PartOptions:
    """Return the options of a part that refers to a site.

    :param options: the table of its options.
    :raises RecipeError: with all errors.
    """
    written = read_written(name, section, get_provenance(buildout))
    names = [option.name for option in options]
    with raise_errors_together() as report:
        for option, value in written.items():
            if option not in names and option != "location":
                report.error(value, f"no such option{hint_at_nearest(option, names)}")
        return PartOptions(name, read_values(written, options, report), written)


def find_engine_site(buildout: Any, part: PartOptions) -> EngineSite:
    """Return the site of a part, in the part's environment.

    :raises RecipeError: if there is no such part or environment.
    """
    site = get_site(buildout, part.values[SITE_PART], part.get_place(SITE_PART))
    here = site.part.layout.directory
    directory = resolve_path(here, part.values[SITE_DIRECTORY]) if part.values[SITE_DIRECTORY] else here
    name = part.values[ENVIRONMENT]
    environments = {environment.name: environment for environment in site.environments}
    if not name and len(environments) == 1:
        (name,) = environments
    if name not in environments:
        raise RecipeError.at(part.get_place(ENVIRONMENT), _describe_environment(site, name))
    return EngineSite(site.part, environments[name], directory)


def _describe_environment(site: DescribedSite, name: str) -> str:
    """Return the message for a missing or unknown name of an environment."""
    names = [environment.name for environment in site.environments]
    if not name:
        return f"is missing; choose an environment of [{site.part.name}]: {', '.join(names)}"
    return f"[{site.part.name}] has no environment {name}{hint_at_nearest(name, names)}"
