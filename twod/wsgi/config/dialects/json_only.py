"""The notation of django-pastedeploy-settings: every option is JSON, with ``${name}`` for a variable of the ini."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from twod.inifile.reading import IniOption
from twod.wsgi.config.kinds.json_text import drop_trailing_commas
from twod.wsgi.exc import BadValueError

# Match the beginning of an unclosed reference too, so that the search stays linear.
_REFERENCE = r"(?P<escape>\$)?\$\{(?P<name>.[^}\n]*+)(?P<end>\})?"


def read_json_only(text: str, variables: Mapping[str, IniOption]) -> object:
    """Return the value of an option, with each reference to a variable replaced by its text before JSON is parsed.

    Allow a comma before a closing bracket: the manual of django-pastedeploy-settings shows one, although the package
    rejects it. Example::

        >>> read_json_only('["www.${domain}"]', {"domain": IniOption("domain", "example.com", None, None, None)})
        ['www.example.com']

    :raises BadValueError: if the text is not JSON, or refers to a variable that does not exist.
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
        raise BadValueError("JSON that is less deeply nested") from None


def _replace(match: re.Match[str], variables: Mapping[str, IniOption]) -> str:
    if match["end"] is None:
        return match[0]
    if match["escape"] is not None:
        return match[0][1:]
    name = match["name"]
    if name not in variables:
        raise BadValueError(f"references to options of [DEFAULT] only; there is no option {name!r}")
    return variables[name].text
