"""The settings of Celery in an ini, judged by what the installed Celery says of them.

Celery ignores a setting that it does not know, and learns that a value has the wrong type when it uses it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from twod.inifile.nearest import find_meant
from twod.inifile.problems import Report
from twod.inifile.reading import IniOption
from twod.wsgi.config.surroundings.installed import find_missing_module, read_source

#: The namespace that Celery's manual has for Django.
_PREFIX = "CELERY_"
#: Where Celery's settings are, as calls of ``Namespace`` and ``Option``.
_MODULE = "celery.app.defaults"
#: What Celery takes for the types that cannot be a text, and what to declare for that.
_TYPES = {
    "bool": ("true or false", "bool"),
    "dict": ("a dictionary", "dict"),
    "float": ("a number", "float or :seconds"),
    "int": ("an integer", "int"),
    "list": ("a list", "list"),
}


def judge_celery_settings(values: Mapping[str, object], places: Mapping[str, IniOption | None], report: Report) -> None:
    """Report settings of Celery that it does not have, or that are a text where it takes none.

    :param values: Django's settings.
    :param places: where each setting was written; None for the settings module.
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
            report.warn(option, f"Celery takes {expected}, and this is a text; declare twod.types = {name}:{word}")


def list_celery_settings(source: str) -> Iterator[tuple[str, str]]:
    """Yield the name of each setting, with its prefix, and its type in Celery's own words.

    >>> list(list_celery_settings("NAMESPACES = Namespace(task=Namespace(acks_late=Option(False, type='bool')))"))
    [('CELERY_TASK_ACKS_LATE', 'bool')]

    :param source: the text of Celery's module.
    """
    for statement in ast.parse(source).body:
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == "NAMESPACES":
            yield from _walk(statement.value, _PREFIX)


def _walk(node: ast.expr, prefix: str) -> Iterator[tuple[str, str]]:
    """Yield what a namespace has."""
    for keyword in node.keywords if isinstance(node, ast.Call) else ():
        # "__old__" has the names of earlier releases.
        if keyword.arg is None or keyword.arg.startswith("_") or not isinstance(keyword.value, ast.Call):
            continue
        name = f"{prefix}{keyword.arg.upper()}"
        if ast.unparse(keyword.value.func) == "Namespace":
            yield from _walk(keyword.value, f"{name}_")
        else:
            yield name, _find_type(keyword.value)


def _find_type(option: ast.Call) -> str:
    """Return the type that an option names, as a text or by its class."""
    found = [ast.unparse(keyword.value).strip("'") for keyword in option.keywords if keyword.arg == "type"]
    return found[0] if found else "string"
