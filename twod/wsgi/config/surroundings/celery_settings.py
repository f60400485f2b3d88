"""A check of Celery's settings in an ini against the table of settings in the installed Celery.

Celery itself ignores unknown settings, and notices a value of the wrong type only when it uses the value.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from twod.inifile.nearest import find_meant
from twod.inifile.problems import Report
from twod.inifile.reading import IniOption
from twod.wsgi.config.surroundings.installed import find_missing_module, read_source

#: The prefix of Celery's settings in Django, as recommended by Celery's manual.
_PREFIX = "CELERY_"
#: The module that defines Celery's settings by calls of ``Namespace`` and ``Option``.
_MODULE = "celery.app.defaults"
#: The types that cannot be a text: their names in errors, and the words for ``twod.types``.
_TYPES = {
    "bool": ("true or false", "bool"),
    "dict": ("a dictionary", "dict"),
    "float": ("a number", "float or :seconds"),
    "int": ("an integer", "int"),
    "list": ("a list", "list"),
}


def judge_celery_settings(values: Mapping[str, object], places: Mapping[str, IniOption | None], report: Report) -> None:
    """Warn about settings that Celery does not have, and about texts where Celery needs another type.

    :param values: the settings, by name.
    :param places: the option that set each setting; None for the settings module.
    """
    written = {name: option for name, option in places.items() if option is not None and name.startswith(_PREFIX)}
    if not written or find_missing_module(_MODULE):
        return
    types = dict(list_celery_settings(read_source(_MODULE) or ""))
    for name, option in written.items():
        if name not in types:
            if meant := find_meant(name, types):
                report.warn(option, f"Celery does not read it; did you mean {meant}?")
        elif types[name] in _TYPES and isinstance(values.get(name), str):
            expected, word = _TYPES[types[name]]
            report.warn(option, f"Celery expects {expected}, but this is a text; declare twod.types = {name}:{word}")


def list_celery_settings(source: str) -> Iterator[tuple[str, str]]:
    """Yield the name of each Celery setting, with its prefix, and the name of its type in Celery.

    >>> list(list_celery_settings("NAMESPACES = Namespace(task=Namespace(acks_late=Option(False, type='bool')))"))
    [('CELERY_TASK_ACKS_LATE', 'bool')]

    :param source: the text of Celery's module.
    """
    for statement in ast.parse(source).body:
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == "NAMESPACES":
            yield from _walk(statement.value, _PREFIX)


def _walk(node: ast.expr, prefix: str) -> Iterator[tuple[str, str]]:
    """Yield the settings of a namespace."""
    for keyword in node.keywords if isinstance(node, ast.Call) else ():
        # "__old__" contains the names of earlier releases.
        if keyword.arg is None or keyword.arg.startswith("_") or not isinstance(keyword.value, ast.Call):
            continue
        name = f"{prefix}{keyword.arg.upper()}"
        if ast.unparse(keyword.value.func) == "Namespace":
            yield from _walk(keyword.value, f"{name}_")
        else:
            yield name, _find_type(keyword.value)


def _find_type(option: ast.Call) -> str:
    """Return the name of an option's type, which Celery gives as a text or a class."""
    found = [ast.unparse(keyword.value).strip("'") for keyword in option.keywords if keyword.arg == "type"]
    return found[0] if found else "string"
