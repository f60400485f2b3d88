"""``twod.recipe:confvars``: the settings of an ini as options of a part, for other parts to refer to.

``${vars:DATABASES.default.NAME}`` is the setting as Django gets it. Settings that are secrets by their names or by
where they come from stay out, because zc.buildout writes all options into a record that everybody can read.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from twod.recipe.cfg.options import RECIPE, Option, find_nearest
from twod.recipe.cfg.readers import read_requirement, read_words
from twod.recipe.parts.one_ini import CONFIG_URI, SEARCH_OPTIONS, IniPart, ask_for_settings, read_ini_part
from twod.recipe.parts.user_errors import report_as_user_error
from twod.recipe.recipe_error import RecipeError

_FACTORY_DISTRIBUTION = Option(
    "factory-distribution",
    read_requirement,
    "twod.wsgi",
    "The distribution that has the application's factory; ``twod.wsgi``.",
)
SECRETS = Option[tuple[str, ...]](
    "secrets",
    read_words,
    (),
    "Settings that are exported although they are secrets, such as ``DATABASES.default.PASSWORD``. They then stand "
    "in ``.installed.cfg``.",
)

CONFVARS_OPTIONS: tuple[Option[Any], ...] = (RECIPE, CONFIG_URI, *SEARCH_OPTIONS, _FACTORY_DISTRIBUTION, SECRETS)

#: Answers with name, text and whether it is a secret, for each setting and each key below it that a reference of
#: zc.buildout can name.
_BODY = r"""
import re
from pathlib import Path

def flatten(name, value, shown):
    if not re.fullmatch(r"[A-Za-z0-9_][-A-Za-z0-9_. ]*", name):
        return
    if isinstance(value, dict):
        for key, item in value.items():
            yield from flatten(f"{name}.{key}", item, shown.get(str(key)) if isinstance(shown, dict) else None)
    elif isinstance(value, (list, tuple)) and not all(isinstance(item, str) for item in value):
        for index, item in enumerate(value):
            yield from flatten(f"{name}.{index}", item, shown[index] if isinstance(shown, (list, tuple)) else None)
    elif isinstance(value, (list, tuple)):
        yield name, "\n".join(value), shown != value
    elif isinstance(value, bool):
        yield name, str(value).lower(), shown != value
    elif value is None or isinstance(value, (str, int, float, Path)):
        yield name, "" if value is None else str(value), shown != value

report = survey.loaded.report(values)
answer = [
    found for name, value in values.items() for found in flatten(name, value, report[name].value)
]
"""


class ConfVars:
    """The recipe of a part that has the settings of an ini as its options.

    :param buildout: zc.buildout's object.
    :param name: name of the part.
    :param options: the options of the part.
    :raises zc.buildout.UserError: with all that is wrong.
    """

    def __init__(self, buildout: Any, name: str, options: Any) -> None:
        with report_as_user_error():
            part = read_ini_part(name, buildout, options, CONFVARS_OPTIONS)
            requirements = ["twod.wsgi", part.values[_FACTORY_DISTRIBUTION]]
            found = ask_for_settings(buildout, part, requirements, _BODY)
            options.update(_select_exported(part, found))

    def install(self) -> tuple[str, ...]:
        """Do nothing: the part is its options."""
        return ()

    update = install


def _select_exported(part: IniPart, found: Sequence[tuple[str, str, bool]]) -> dict[str, str]:
    """Return the settings to export, by name.

    :param part: the part.
    :param found: name and text of each setting, and whether it is a secret.
    :raises RecipeError: when it asks for a secret that is no setting.
    """
    wanted = part.values[SECRETS]
    unknown = [word for word in wanted if not any(_is_or_is_below(name, word) for name, _, _ in found)]
    if unknown:
        names = [name for name, _, is_secret in found if is_secret]
        raise RecipeError(
            part.written[SECRETS.name].problem(f"{word} is not set{find_nearest(word, names)}") for word in unknown
        )
    return {
        name: text
        for name, text, is_secret in found
        if not is_secret or any(_is_or_is_below(name, word) for word in wanted)
    }


def _is_or_is_below(name: str, other: str) -> bool:
    return name == other or name.startswith(f"{other}.")
