"""Finding the options that have a secret in clear text instead of a reference."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from twod.inifile.keys import parse_key
from twod.inifile.masking import shows_secret
from twod.inifile.problems import BadValueError, Report
from twod.recipe.cfg.environment_options import ENVIRONMENT_VARS
from twod.recipe.cfg.environments import Environment, Written, is_own_option, sort_out, unescape
from twod.recipe.cfg.readers import read_assignments
from twod.recipe.ini.code_secrets import shows_secret_argument, shows_secret_in_code

_REFERENCE_ADVICE = "a secret in clear text; use a reference instead: {name} = $${{env:NAME}} or $${{file:PATH}}"
_ARGUMENT_ADVICE = "a secret in clear text; use a reference in quotes instead: '$${{env:NAME}}' or '$${{file:PATH}}'"
_FILE_ADVICE = (
    "a secret in clear text; {name} cannot have references such as $${{env:NAME}}, so let the code that reads it take "
    "it from a file or an environment variable"
)
_VARIABLE_ADVICE = "{name} is a secret in clear text, in scripts that everybody can read; set it outside of them"
_SCRIPT_ADVICE = (
    "a secret in clear text, in files that everybody can read; let the code that needs it take it from a file or an "
    "environment variable"
)

#: Options of a part that appear in no file.
_IN_NO_FILE = ("eggs", "find-links", "index", "on-change")

#: Options of a part that are Python code, with the code around them.
_CODE = {"initialization": "{}", "arguments": "main({})"}


def has_clear_secret(environment: Environment) -> bool:
    """Return whether an option of an environment puts a secret into its ini in clear text."""
    return any(_find_in_ini(environment))


def warn_of_clear_secrets(environment: Environment, report: Report) -> None:
    """Warn of each option that puts a secret into an environment's ini or scripts in clear text."""
    for name, written in _find_in_ini(environment):
        report.warn(written, _find_advice(name, written.place.name or "").format(name=written.place.name))
    for name in _find_clear_variables(environment.options[ENVIRONMENT_VARS]):
        report.warn(environment.get_place(ENVIRONMENT_VARS), _VARIABLE_ADVICE.format(name=name))


def _find_advice(name: str, written: str) -> str:
    """Return the cure for an option with a secret in clear text.

    :param name: the option's name in the ini.
    :param written: the option's name in the configuration.
    """
    if is_own_option(written):
        return _FILE_ADVICE
    return _ARGUMENT_ADVICE if written.startswith("handler.") and name in ("args", "kwargs") else _REFERENCE_ADVICE


def warn_of_secrets_in_scripts(written: Mapping[str, Written], report: Report) -> None:
    """Warn of each option of the part itself that puts a secret into the scripts in clear text.

    :param written: the options as written.
    """
    for name, value in written.items():
        text = unescape(value.text)
        if name == ENVIRONMENT_VARS.name:
            for variable in _find_clear_variables(read_assignments(text)):
                report.warn(value, _VARIABLE_ADVICE.format(name=variable))
        elif is_own_option(name) and name not in _IN_NO_FILE and _shows_secret_in_script(name, text):
            report.warn(value, _SCRIPT_ADVICE)


def _shows_secret_in_script(option: str, text: str) -> bool:
    """Return whether an option of a part puts a secret into the scripts in clear text."""
    if option not in _CODE:
        return shows_secret((), text)
    try:
        tree = ast.parse(_CODE[option].format(text))
    except SyntaxError:  # arguments for pytest are not Python but words as in a shell
        return shows_secret((), text)
    return shows_secret_in_code(tree)


def drop_clear_secrets(written: Mapping[str, Written], options: Any) -> None:
    """Remove a part's options with a secret in clear text, since zc.buildout records them in a file that all can read.

    zc.buildout records only the options of parts, not those of other sections.

    :param written: the options as written.
    :param options: zc.buildout's object with the options.
    """
    for name in find_clear_options(written):
        del options[name]


def find_clear_options(written: Mapping[str, Written]) -> list[str]:
    """Return the names of a part's options with a secret in clear text.

    :param written: the options as written.
    """
    texts = {name: Written(unescape(value.text), value.place) for name, value in written.items()}
    settings, sections = sort_out(texts)
    found = [value.place.name or "" for _, value in _find_in_clear(settings, sections)]
    # A name such as secret-key does not make the recipe's own option a secret.
    found += [name for name, value in texts.items() if name not in found and _shows_secret_in_option(name, value.text)]
    variables = texts.get(ENVIRONMENT_VARS.name)
    if variables and _find_clear_variables(read_assignments(variables.text)):
        found.append(ENVIRONMENT_VARS.name)
    return list(dict.fromkeys(found))


def _shows_secret_in_option(name: str, text: str) -> bool:
    return shows_secret((), text) or (name in _CODE and _shows_secret_in_script(name, text))


def _find_clear_variables(variables: Iterable[tuple[str, str]]) -> list[str]:
    """Return the names of the environment variables with a secret in clear text."""
    return [name for name, value in variables if shows_secret((name,), value)]


def _find_in_ini(environment: Environment) -> Iterator[tuple[str, Written]]:
    """Yield each option of an environment with a secret in clear text, with its name in the ini."""
    yield from _find_in_clear(environment.settings, environment.sections)
    for name, written in environment.written.items():
        if name != ENVIRONMENT_VARS.name and shows_secret((), written.text):
            yield name, written


def _find_in_clear(
    settings: Mapping[str, Written], sections: Mapping[str, Mapping[str, Written]]
) -> Iterator[tuple[str, Written]]:
    """Yield each option with a secret in clear text, with its name in the ini."""
    for header, options in {"": settings, **sections}.items():
        handler = options["class"].text if "class" in options else "StreamHandler"
        for name, written in options.items():
            if header.startswith("handler_") and name in ("args", "kwargs"):
                is_in_clear = shows_secret_argument(handler, written.text)
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
