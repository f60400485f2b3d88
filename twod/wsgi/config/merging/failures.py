"""Messages for options that could not be applied, with secrets hidden."""

from __future__ import annotations

from twod.inifile.keys import Key
from twod.inifile.opaque import is_mapping
from twod.inifile.seals import unseal
from twod.inifile.secrets import hide_passwords, is_secret
from twod.wsgi.config.kinds.base import Kind, is_json
from twod.wsgi.config.kinds.untyped import Untyped
from twod.wsgi.config.trace.below import find_below
from twod.wsgi.exc import BadValueError


def describe_failure(error: Exception, key: Key, kind: Kind, before: object, *, has_secrets: bool) -> str:
    """Return the message for an option that could not be applied.

    :param kind: the kind of the whole setting.
    :param before: the previous value of the whole setting.
    :param has_secrets: whether a part of the text came from outside of the ini.
    """
    if isinstance(error, BadValueError):
        hide = has_secrets or _may_have_secret(error, key, kind, before)
        shown = BadValueError(unseal(error.expected), error.got and unseal(error.got), error.path)
        return hide_passwords(shown.describe(hide=hide))
    detail = "" if has_secrets or is_secret((key.name, *key.path)) else f": {error}"
    return hide_passwords(f"cannot change the value of the settings module: it raised {_name(error)}{detail}")


def _name(error: Exception) -> str:
    return type(error).__name__


def _may_have_secret(error: BadValueError, key: Key, kind: Kind, before: object) -> bool:
    """Return whether the text in an error may be, or contain, a secret."""
    path = (*key.path, *error.path)
    if is_secret((key.name, *path)):
        return True
    if key.operator is not None:
        return False
    part: Kind | None = kind
    for segment in path:
        part = part.find_child(segment) if part is not None else None
    if isinstance(part, Untyped):
        # The previous value shows the kind that was expected. A JSON text in the error would show all of its parts.
        return is_mapping(find_below(before, path)) or is_json(error.got or "")
    return part is not None and part.has_secret_parts
