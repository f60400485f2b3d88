"""The notation of twod.wsgi 1.x, as in its manual.

A 1.x ini declares the types of a project's own settings in ``[DEFAULT]``. twod.wsgi 1.x knew the types of Django 1.2's
settings, and read every other setting as a text, including its quotes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from twod.inifile.reading import IniOption
from twod.wsgi.config.dialects.dialect import Fault, Reader
from twod.wsgi.config.django_settings.catalogue import KINDS
from twod.wsgi.config.kinds import json_text
from twod.wsgi.config.kinds.base import is_json
from twod.wsgi.config.kinds.scalars import Text
from twod.wsgi.exc import BadValueError

_TRUE = frozenset(("true", "yes", "on", "y", "t", "1"))
_FALSE = frozenset(("false", "no", "off", "n", "f", "0"))


def _read_boolean(text: str) -> object:
    """Return the boolean for a word, as ``paste.deploy.converters.asbool`` does."""
    word = text.strip().lower()
    if word not in _TRUE | _FALSE:
        raise BadValueError("true or false", text)
    return word in _TRUE


def _read_integer(text: str) -> object:
    """Return an integer."""
    try:
        return int(text)
    except ValueError:
        raise BadValueError("an integer", text) from None


def _read_tuple(text: str) -> object:
    """Return a tuple of the words in a text."""
    return tuple(text.split())


def _read_nested_tuple(text: str) -> object:
    """Return a tuple of tuples, one for each line, with items separated by ``;``."""
    return tuple(tuple(item.strip() for item in line.split(";") if item) for line in text.strip().splitlines())


def _read_dictionary(text: str) -> object:
    """Return a dictionary of the lines ``key = value``."""
    result = {}
    for line in text.strip().splitlines():
        key, equals, value = line.partition("=")
        if not equals:
            raise BadValueError("key = value", line)
        result[key.strip()] = value.strip()
    return result


def _read_optional_text(text: str) -> object:
    """Return the text; None for an empty text."""
    return text.strip() or None


def _read_script_name(text: str) -> object:
    """Return a path. 1.x read this setting as a boolean, but Django has always expected a path."""
    if text.strip().lower() in _TRUE | _FALSE:
        raise BadValueError("a path such as /prefix, or nothing", text)
    return _read_optional_text(text)


def _read_tree_tuple(text: str) -> object:
    """Return a tuple of texts and ``(node, children)`` pairs; the leading dashes of a line give its depth.

    If a node has a single text as its child, ``children`` is that text, or a tuple of it if a comma follows the text.
    """
    lines = [_read_tree_line(line) for line in text.splitlines()]
    nodes, _ = _read_siblings([(depth, name) for depth, name in lines if name], 0)
    return tuple(nodes)


def _read_tree_line(line: str) -> tuple[int, str]:
    name = line.strip().lstrip("-")
    return len(line.strip()) - len(name), name.strip()


def _read_siblings(lines: list[tuple[int, str]], start: int) -> tuple[list[object], int]:
    siblings: list[object] = []
    position = start
    while position < len(lines) and lines[position][0] >= lines[start][0]:
        depth, name = lines[position]
        position += 1
        if position < len(lines) and lines[position][0] > depth:
            children, position = _read_siblings(lines, position)
            siblings.append((_drop_comma(name), _fold_children(children)))
        else:
            siblings.append(name)
    return siblings, position


def _fold_children(children: list[object]) -> object:
    match children:
        case [str(only)] if not only.endswith(","):
            return only
    return tuple(_drop_comma(child) if isinstance(child, str) else child for child in children)


def _drop_comma(name: str) -> str:
    return name.removesuffix(",").strip()


def _read_user_agents(text: str) -> object:
    return tuple(re.compile(word) for word in text.split())


class Declaration(NamedTuple):
    """The type that an option of [DEFAULT] declares for the settings that it names."""

    reader: Reader
    #: The corresponding type in ``twod.types``.
    word: str


#: The options of [DEFAULT] that declare types. If several name a setting, the first one counts.
DECLARATIONS = {
    "twod.booleans": Declaration(_read_boolean, "bool"),
    "twod.integers": Declaration(_read_integer, "int"),
    "twod.tuples": Declaration(_read_tuple, "list"),
    "twod.nested_tuples": Declaration(_read_nested_tuple, "json"),
    "twod.tree_tuples": Declaration(_read_tree_tuple, "json"),
    "twod.dictionaries": Declaration(_read_dictionary, "dict"),
    "twod.none_if_empty_settings": Declaration(_read_optional_text, "str?"),
}


def find_declarations(variables: Mapping[str, IniOption]) -> dict[str, Declaration]:
    """Return the declared type of each setting of an ini, by name."""
    found: dict[str, Declaration] = {}
    for option, declaration in DECLARATIONS.items():
        for name in variables[option].text.split() if option in variables else ():
            found.setdefault(name, declaration)
    return found


def _read_all(reader: Reader, names: str) -> dict[str, Reader]:
    return dict.fromkeys(names.split(), reader)


#: The readers of 1.x for Django's settings that the current notation reads differently or not at all. ADMINS and
#: MANAGERS are missing because their notation is the same, although Django now expects other values.
_BUILT_IN: dict[str, Reader] = {
    **_read_all(
        _read_boolean,
        """
        APPEND_SLASH DEBUG_PROPAGATE_EXCEPTIONS EMAIL_USE_TLS PREPEND_WWW SEND_BROKEN_LINK_EMAILS
        SESSION_EXPIRE_AT_BROWSER_CLOSE SESSION_SAVE_EVERY_REQUEST TEMPLATE_DEBUG USE_ETAGS USE_I18N USE_L10N
        USE_THOUSAND_SEPARATOR
        """,
    ),
    **_read_all(
        _read_integer,
        """
        CACHE_MIDDLEWARE_SECONDS EMAIL_PORT FILE_UPLOAD_MAX_MEMORY_SIZE FIRST_DAY_OF_WEEK MESSAGE_LEVEL
        NUMBER_GROUPING SESSION_COOKIE_AGE SITE_ID
        """,
    ),
    **_read_all(
        _read_tuple,
        """
        ADMIN_FOR AUTHENTICATION_BACKENDS ALLOWED_INCLUDE_ROOTS DATABASE_ROUTERS DATE_INPUT_FORMATS
        DATETIME_INPUT_FORMATS FILE_UPLOAD_HANDLERS FIXTURE_DIRS IGNORABLE_404_ENDS IGNORABLE_404_STARTS
        INSTALLED_APPS INTERNAL_IPS LOCALE_PATHS MIDDLEWARE_CLASSES PROFANITIES_LIST TEMPLATE_CONTEXT_PROCESSORS
        TEMPLATE_DIRS TIME_INPUT_FORMATS
        """,
    ),
    "DISALLOWED_USER_AGENTS": _read_user_agents,
    "TEMPLATE_LOADERS": _read_tree_tuple,
    "DATABASE_OPTIONS": _read_dictionary,
    "FORCE_SCRIPT_NAME": _read_script_name,
    **_read_all(
        _read_optional_text,
        """
        CSRF_COOKIE_DOMAIN FILE_UPLOAD_TEMP_DIR FORMAT_MODULE_PATH SESSION_COOKIE_DOMAIN SESSION_FILE_PATH STATIC_URL
        """,
    ),
}
_CONTAINERS = frozenset((_read_tuple, _read_nested_tuple, _read_tree_tuple, _read_dictionary, _read_user_agents))


class DialectOne:
    """The notation of a 1.x ini."""

    # 1.x accepted every name.
    errors: frozenset[Fault] = frozenset()
    module_wins = True

    def __init__(self, variables: Mapping[str, IniOption]) -> None:
        self._declared = {name: reader for name, (reader, _) in find_declarations(variables).items()}

    def find_reader(self, name: str) -> Reader | None:
        """Return the function that reads a setting; None if its kind in the current notation decides."""
        reader = self._declared.get(name) or _BUILT_IN.get(name)
        if reader is None:
            kind = KINDS.get(name)
            return str if kind is None or isinstance(kind, Text) else None
        return _accept_json(name, reader) if reader in _CONTAINERS else reader


def _accept_json(name: str, reader: Reader) -> Reader:
    def read(text: str) -> object:
        if not is_json(text):
            return reader(text)
        value = json_text.loads(text)
        return KINDS[name].take(value) if name in KINDS else value

    return read
