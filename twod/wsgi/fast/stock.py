"""A check whether another package, such as a monitoring tool, has replaced functions of Django."""

from __future__ import annotations

from operator import attrgetter
from types import ModuleType


def find_replaced(module: ModuleType, *names: str) -> str | None:
    """Return a clause that names a replaced function of a module and its replacer; None if no function is replaced.

    >>> from django.core.handlers import base
    >>> find_replaced(base, "BaseHandler.get_response", "reset_urlconf") is None
    True

    :param module: the module that defines the functions.
    :param names: the functions, and methods as ``CLASS.METHOD``.
    """
    for name in names:
        function = attrgetter(name)(module)
        # A wrapper may copy the name and module of the wrapped function, but its globals show its real module.
        found = getattr(function, "__globals__", {})
        if found is not vars(module):
            return f"{found.get('__name__', 'another package')} has replaced {module.__name__}.{name}"
    return None
