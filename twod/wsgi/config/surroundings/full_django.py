"""The options of ``egg:twod.wsgi#full_django``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from twod.inifile.booleans import read_boolean
from twod.inifile.nearest import hint_at_nearest
from twod.inifile.problems import BadValueError

_OPTIONS = ("django_app", "media_permission", "media_sandbox", "websocket")
# A permission of Django has no colon, but the name of a function has one.
_PERMISSION = re.compile(r"[a-z]\w*\.[a-z]\w*|\w+(\.\w+)*:\w+(\.\w+)*", re.ASCII | re.IGNORECASE)
_DOTTED_NAME = re.compile(r"\w+(\.\w+)*(:\w+(\.\w+)*|\.\w+)", re.ASCII)


def find_option_problems(options: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the name of each wrong option, and the error.

    Example::

        >>> list(find_option_problems({"media_sandbox": "maybe"}))
        [('media_sandbox', "expected true or false, got 'maybe'")]

    :param options: the texts of the options in the section, by name.
    """
    for name, text in options.items():
        if name not in _OPTIONS:
            hint = hint_at_nearest(name, _OPTIONS) or f", which has {', '.join(_OPTIONS)}"
            yield name, f"not an option of egg:twod.wsgi#full_django{hint}"
        elif name == "media_sandbox":
            try:
                read_boolean(text)
            except BadValueError:
                yield name, f"expected true or false, got {text!r}"
        elif name == "media_permission" and not _PERMISSION.fullmatch(text):
            expected = "a permission such as shop.view_invoice, or a function such as twod.wsgi.embedding:is_signed_in"
            yield name, f"expected {expected}, got {text!r}"
        elif name == "websocket" and not _DOTTED_NAME.fullmatch(text):
            yield name, f"expected the name of an ASGI application, such as shop.sockets:application, got {text!r}"
