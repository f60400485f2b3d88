"""A part that uses one ini: the ini of another part in the same buildout, or an ini written by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from twod.inifile.config_uri import split_config_uri
from twod.inifile.nearest import hint_at_nearest
from twod.recipe.cfg.configuration import PartOptions
from twod.recipe.cfg.environments import read_values, read_written
from twod.recipe.cfg.option import Option
from twod.recipe.cfg.part_options import EGGS, EXTRA_PATHS, FETCH, FIND_LINKS, INDEX, LOCK, WHEELHOUSE
from twod.recipe.cfg.provenance import get_provenance
from twod.recipe.cfg.readers import read_as_is
from twod.recipe.disk.generated import is_in_place
from twod.recipe.disk.ownership import get_claims
from twod.recipe.recipe_error import RecipeError, raise_errors_together
from twod.recipe.scripts.inquiry import ask_site
from twod.recipe.scripts.script_maker import ScriptMaker, make_script_maker

CONFIG_URI = Option(
    "config-uri",
    read_as_is,
    "",
    "Required. The ini, as a path or ``config:PATH``, with ``#NAME`` for an application other than ``main``. buildout "
    "may still have to create the file. Example: ``config-uri = ${twod:config-uri-prod}``.",
)

#: The options for the sources of the site's distributions, in every recipe that uses an ini.
SEARCH_OPTIONS: tuple[Option[Any], ...] = (EGGS, EXTRA_PATHS, FIND_LINKS, INDEX, FETCH, LOCK, WHEELHOUSE)


class IniPart(PartOptions):
    """A part that uses one ini."""

    @property
    def path(self) -> Path:
        """The path of the ini, relative to the buildout's directory, which is the current directory of the run."""
        return Path(split_config_uri(self.values[CONFIG_URI])[0])

    @property
    def application(self) -> str | None:
        """The name of the application in the ini; None for ``main``."""
        return split_config_uri(self.values[CONFIG_URI])[1]


def read_ini_part(buildout: Any, name: str, section: Mapping[str, str], options: Sequence[Option[Any]]) -> IniPart:
    """Return a part that uses one ini.

    :param buildout: zc.buildout's object.
    :param name: name of the part.
    :param section: the options of the part.
    :param options: the table of its possible options.
    :raises RecipeError: with all mistakes.
    """
    written = read_written(name, section, get_provenance(buildout))
    names = [option.name for option in options]
    with raise_errors_together() as report:
        for option, value in written.items():
            if option not in names:
                report.error(value, f"no such option{hint_at_nearest(option, names)}")
        part = IniPart(name, read_values(written, options, report), written)
        for required, example in ((EGGS, "mysite"), (CONFIG_URI, "${twod:config-uri-prod}")):
            if required.name not in written:
                report.error(part.get_place(required), f"is missing; write {required.name} = {example}, for example")
    return part


def make_ini_script_maker(
    buildout: Any, part: IniPart, requirements: Sequence[str], *, has_relative_paths: bool = False
) -> ScriptMaker:
    """Return the maker of scripts with the part's eggs, with all distributions obtained.

    :raises RecipeError: if a distribution cannot be obtained.
    """
    return make_script_maker(
        buildout,
        part,
        SEARCH_OPTIONS,
        requirements,
        bin_directory=Path(buildout["buildout"]["bin-directory"]),
        has_relative_paths=has_relative_paths,
    )


def ask_for_settings(buildout: Any, part: IniPart, requirements: Sequence[str], subject: str) -> dict[str, Any]:
    """Return the answer of the site's twod.wsgi about the settings of the part's ini.

    :param buildout: zc.buildout's object.
    :param part: the part.
    :param requirements: further distributions besides the part's ``eggs``.
    :param subject: the subject of the question, as named in ``twod.wsgi.provisioning``.
    :raises RecipeError: if the ini is missing or wrong.
    """
    texts = find_unwritten_inis(buildout)
    if str(part.path) not in texts and not part.path.is_file():
        raise RecipeError.at(part.get_place(CONFIG_URI), f"there is no file {part.path}")
    maker = make_ini_script_maker(buildout, part, requirements)
    uri = f"{part.path}#{part.application}" if part.application else str(part.path)
    question = {"uri": uri, "texts": texts}
    answer = ask_site(maker, subject, question, part.get_place(EGGS), f"[{part.name}] cannot read {part.path}")
    with raise_errors_together() as report:
        for problem in answer["problems"]:
            report.error(part.get_place(CONFIG_URI), problem)
    return answer


def find_unwritten_inis(buildout: Any) -> dict[str, str]:
    """Return the texts of the inis that this run is going to write, by path."""
    return {
        str(claim.file.path): claim.file.content.decode()
        for claim in get_claims(buildout).values()
        if claim.file.path.suffix == ".ini" and not is_in_place(claim.file)
    }
