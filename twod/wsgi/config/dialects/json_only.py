"""The notation of django-pastedeploy-settings: every option is JSON, with ``${name}`` for a variable of the ini."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from twod.inifile.reading import IniOption
from twod.wsgi.config.kinds.json_text import drop_trailing_commas
from twod.wsgi.exc import BadValueError

#: What begins like a reference is taken too, so that no text is looked through twice.
_REFERENCE = r"(?P<escape>\$)?\$\{(?P<name>.[^}\n]*+)(?P<end>\})?"


def read_json_only(text: str, variables: Mapping[str, IniOption]) -> object:
    """Return the value of an option.

    A variable's text becomes a part of the JSON as it is. A comma before a closing bracket is allowed: the manual of
    that package shows one, although the package refuses it. Example::

        >>> read_json_only('["www.${domain}"]', {"domain": IniOption("domain", "example.com", None, None, None)})
        ['www.example.com']

    :raises BadValueError: when the text is not JSON, or refers to no variable.
    """
    replaced = re.sub(_REFERENCE, lambda match: _replace(match, variables), text)
    try:
        try:
            return json.loads(replaced)
        except json.JSONDecodeError:
            return json.loads(drop_trailing_commas(replaced))
    except ValueError as error:
        message = 'JSON, such as "text", 5, true or ["a", "b"]'
        if isinstance(error, json.JSONDecodeError):
            message += f" (line {error.lineno}, column {error.colno}: {error.msg})"
        raise BadValueError(message) from None
    except RecursionError:
        raise BadValueError("JSON that is not nested so deep") from None


def _replace(match: re.Match[str], variables: Mapping[str, IniOption]) -> str:
    if match["end"] is None:
        return match[0]
    if match["escape"] is not None:
        return match[0][1:]
    name = match["name"]
    if name not in variables:
        raise BadValueError(f"references to options of [DEFAULT] alone; it has no {name!r}")
    return variables[name].text
