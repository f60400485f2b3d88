"""Whether Django's functions are still Django's: other packages replace some of them, to watch what a site does."""

from __future__ import annotations

from operator import attrgetter
from types import ModuleType


def find_replaced(module: ModuleType, *names: str) -> str | None:
    """Return that another package has replaced one of a module's functions, as a clause; None when none is replaced.

    >>> from django.core.handlers import base
    >>> find_replaced(base, "BaseHandler.get_response", "reset_urlconf") is None
    True

    :param module: where the functions were defined.
    :param names: their names, with the class's for methods.
    """
    for name in names:
        function = attrgetter(name)(module)
        # A wrapper may have taken over the name and the module of what it wraps; its globals show where it is from.
        found = getattr(function, "__globals__", {})
        if found is not vars(module):
            return f"{found.get('__name__', 'another package')} has replaced {module.__name__}.{name}"
    return None
