"""The options that have a secret in the configuration in clear, rather than by reference."""

from __future__ import annotations

import ast
import inspect
import logging.handlers
from collections.abc import Iterable, Iterator, Mapping
from operator import attrgetter
from typing import Any

from twod.inifile.keys import names_setting, parse_key
from twod.inifile.masking import shows_secret
from twod.inifile.problems import BadValueError, Report
from twod.recipe.cfg.environments import Environment, Written, sort_out, unescape
from twod.recipe.cfg.options import ENVIRONMENT_VARS
from twod.recipe.cfg.readers import read_assignments

_REFERENCE_ADVICE = "a secret in clear; refer to it instead: {name} = $${{env:NAME}} or $${{file:PATH}}"
_FILE_ADVICE = (
    "a secret in clear; only settings can refer to $${{env:NAME}} and $${{file:PATH}}, so let the code that reads "
    "{name} take it from a file or an environment variable"
)
_VARIABLE_ADVICE = "{name} is a secret in clear, in scripts that everybody can read; set it where they are run"


def has_clear_secret(environment: Environment) -> bool:
    """Return whether an option of an environment shows a secret in its ini."""
    return any(_find_in_clear(environment.settings, environment.sections))


def warn_of_clear_secrets(environment: Environment, report: Report) -> None:
    """Report each option that shows a secret in the ini and in the scripts of an environment, with a remedy."""
    for name, written in _find_in_clear(environment.settings, environment.sections):
        advice = _REFERENCE_ADVICE if names_setting(name) else _FILE_ADVICE
        report.warn(written, advice.format(name=written.place.name))
    for name in _find_clear_variables(environment.options[ENVIRONMENT_VARS]):
        report.warn(environment.get_place(ENVIRONMENT_VARS), _VARIABLE_ADVICE.format(name=name))


def drop_clear_secrets(written: Mapping[str, Written], options: Any) -> None:
    """Remove a part's options that show a secret, since zc.buildout writes them into a record that all can read.

    It writes the options of parts, and those alone.

    :param written: the options as they were written.
    :param options: zc.buildout's object, which has them.
    """
    for name in find_clear_options(written):
        del options[name]


def find_clear_options(written: Mapping[str, Written]) -> list[str]:
    """Return the names of a part's options that show a secret.

    :param written: the options as they were written.
    """
    texts = {name: Written(unescape(value.text), value.place) for name, value in written.items()}
    settings, sections = sort_out(texts)
    found = [value.place.name or "" for _, value in _find_in_clear(settings, sections)]
    # The recipe's own options are named for what they do: secret-key = generate.
    found += [name for name, value in texts.items() if name not in found and shows_secret((), value.text)]
    variables = texts.get(ENVIRONMENT_VARS.name)
    if variables and _find_clear_variables(read_assignments(variables.text)):
        found.append(ENVIRONMENT_VARS.name)
    return list(dict.fromkeys(found))


def _find_clear_variables(variables: Iterable[tuple[str, str]]) -> list[str]:
    """Return the names of those environment variables that show a secret."""
    return [name for name, value in variables if shows_secret((name,), value)]


def _find_in_clear(
    settings: Mapping[str, Written], sections: Mapping[str, Mapping[str, Written]]
) -> Iterator[tuple[str, Written]]:
    """Yield each option that shows a secret, with its name in the ini."""
    for header, options in {"": settings, **sections}.items():
        handler = options["class"].text if "class" in options else "StreamHandler"
        for name, written in options.items():
            if header.startswith("handler_") and name in ("args", "kwargs"):
                is_in_clear = _shows_secret_argument(handler, written.text)
            else:
                is_in_clear = shows_secret(_find_path(name), written.text)
            if is_in_clear:
                yield name, written


def _find_path(name: str) -> tuple[str, ...]:
    try:
        key = parse_key(name)
    except BadValueError:  # not a setting
        return (name,)
    return (key.name, *key.path)


def _shows_secret_argument(handler: str, text: str) -> bool:
    """Return whether one of the arguments that a log handler is made with shows a secret.

    :param handler: its class, as an ini names it.
    :param text: Python expression of a tuple, or of a dictionary of arguments by name.
    """
    if shows_secret((), text):
        return True
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except SyntaxError:
        return False
    named: Iterable[tuple[str, ast.expr]] = ()
    if isinstance(tree, ast.Tuple):
        named = zip(_list_parameters(handler), tree.elts, strict=False)
    elif isinstance(tree, ast.Dict):
        named = [
            (str(key.value), value)
            for key, value in zip(tree.keys, tree.values, strict=True)
            if isinstance(key, ast.Constant)
        ]
    return any(
        shows_secret((name,), constant.value)
        for name, argument in named
        for constant in ast.walk(argument)
        if isinstance(constant, ast.Constant) and isinstance(constant.value, str)
    )


def _list_parameters(handler: str) -> list[str]:
    """Return the names of the arguments of a class in :mod:`logging`; nothing is known of the site's own classes."""
    try:
        return list(inspect.signature(attrgetter(handler)(logging)).parameters)
    except (AttributeError, TypeError, ValueError):
        return []
