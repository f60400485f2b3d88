"""What a problem of an ini is about, as an id that tools show and that Django can silence."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from twod.inifile.keys import names_setting
from twod.inifile.pastedeploy.deployment import APP_ROLE, FILTER_ROLE, SERVER_ROLE
from twod.inifile.problems import Problem
from twod.inifile.reading import DEFAULT_SECTION

ERROR, WARNING = "error", "warning"


class Rule(NamedTuple):
    """A subject of problems; its number is the same for errors (``twod.E002``) and for warnings (``twod.W002``)."""

    number: int
    #: In a word, for tools that list rules.
    name: str
    #: What problems of this kind are about, in a sentence.
    summary: str


_FILE = Rule(1, "file", "A file cannot be read, or is no ini.")
_SETTING = Rule(2, "setting", "A setting, or another option of a Django application, is wrong.")
_SERVER = Rule(3, "server", "A server, or one of its options, is wrong.")
_WAY = Rule(4, "way", "A pipeline, filter, composite or other application on the way of a request is wrong.")
_LOGGING = Rule(5, "logging", "A section for logging is wrong.")
_VARIABLE = Rule(6, "variable", "A variable of [DEFAULT], such as debug or twod.types, is wrong.")
_UNREAD = Rule(7, "unread", "Nothing reads a section, or an option in it.")

RULES = (_FILE, _SETTING, _SERVER, _WAY, _LOGGING, _VARIABLE, _UNREAD)

_APP_SECTIONS = ("app", "application")


def find_rule(problem: Problem) -> Rule:
    """Return the subject of a problem, by its section.

    Example::

        >>> find_rule(Problem("prod.ini", 7, "server:main", "lisen", "not an option of waitress")).name
        'server'
    """
    section = problem.section
    if section is None:
        return _FILE if problem.name is None else _VARIABLE
    if section.partition(":")[0] in _APP_SECTIONS and _is_about_setting(problem):
        return _SETTING
    return next((rule for rule, is_rule in _BY_SECTION if is_rule(section)), _UNREAD)


def _find_way_name(section: str) -> str | None:
    return APP_ROLE.find_name(section) or FILTER_ROLE.find_name(section)


_BY_SECTION: tuple[tuple[Rule, Callable[[str], object]], ...] = (
    (_VARIABLE, DEFAULT_SECTION.__eq__),
    (_LOGGING, re.compile(r"(loggers|handlers|formatters|(logger|handler|formatter)_.*)\Z").match),
    (_SERVER, SERVER_ROLE.find_name),
    (_WAY, _find_way_name),
)


def _is_about_setting(problem: Problem) -> bool:
    """Return whether a problem in the section of an application is about what the application gets."""
    if problem.name is None:  # of a setting that the section does not have
        return names_setting(problem.message.partition(":")[0])
    return problem.name not in ("use", "filter-with")


def write_rule_id(rule: Rule, level: str) -> str:
    """Return the id of a rule, as Django's system checks have them: ``twod.E002``."""
    return f"twod.{level[0].upper()}{rule.number:03}"


def split_cure(message: str) -> tuple[str, str | None]:
    """Return what is wrong, and the cure behind it, None when a message has none.

    Example::

        >>> split_cure("line 3 has this option already; keep one of them")
        ('line 3 has this option already', 'keep one of them')
    """
    wrong, separator, cure = message.rpartition("; ")
    is_in_quotes = cure.count("'") % 2 == 1 and wrong.count("'") % 2 == 1
    return (wrong, cure) if separator and not is_in_quotes else (message, None)
