"""The types that a 1.x ini declares, in the notation of ``twod.types``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from twod.inifile.problems import Report
from twod.inifile.reading import IniOption
from twod.wsgi.config.dialects.one import DialectOne, find_declarations
from twod.wsgi.config.dialects.two import DialectTwo
from twod.wsgi.config.django_settings.catalogue import KINDS
from twod.wsgi.config.django_settings.version import find_django_version
from twod.wsgi.config.kinds.base import is_json
from twod.wsgi.config.merging.names import judge_name
from twod.wsgi.config.merging.own_settings import OwnSettings, get_kind
from twod.wsgi.exc import BadValueError


def find_words(
    options: Iterable[IniOption], variables: Mapping[str, IniOption], own: OwnSettings, report: Report
) -> dict[str, str]:
    """Return the types to declare today, by the names of the settings.

    :param options: whole settings.
    :param variables: options of ``[DEFAULT]``, with the declarations of 1.x.
    :param own: the settings that the settings module defines, which need no declaration.
    :param report: gets a warning for each setting that Django has removed, which only a declaration keeps.
    """
    declared = find_declarations(variables)
    dialect = DialectOne(variables)
    words: dict[str, str] = {}
    for option in options:
        name = option.name
        verdict = judge_name(name, own, find_django_version())
        is_refused = verdict is not None and verdict.fault in DialectTwo.errors
        if verdict is not None and verdict.fault == "removed":
            report.warn(option, f"{verdict.message}; it is kept as your own setting")
        is_unknown = name not in KINDS and own.find_kind(name) is None
        if is_refused or (is_unknown and name in declared):
            # 1.x read JSON despite a declaration: twod.tuples = MY with MY = {} gave a dictionary.
            is_as_declared = name in declared and not is_json(option.text)
            words[name] = declared[name].word if is_as_declared else _guess_word(option, dialect, own)
    return words


def _guess_word(option: IniOption, dialect: DialectOne, own: OwnSettings) -> str:
    """Return the type of a setting's value."""
    read = dialect.find_reader(option.name) or get_kind(option.name, own).read
    try:
        value = read(option.text)
    except BadValueError:
        return "str"
    if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
        return "list"
    return {bool: "bool", int: "int", str: "str", dict: "dict"}.get(type(value), "json")
