"""A stub (:pep:`484`) with the types of a site's settings and no values, for type checkers and editors."""

from __future__ import annotations

import builtins
import re
from collections.abc import Iterable, Mapping
from pathlib import PurePath

from twod.inifile.opaque import has_opaque
from twod.wsgi.config.kinds.markers import UNKNOWN
from twod.wsgi.config.loaded import Loaded

_ANY = "Any"
_HEAD = '''\
"""Settings of {source}; `{command}` writes this file."""

{imports}

class SiteSettings:
{attributes}

settings: SiteSettings

{names}
'''


def make_stub(loaded: Loaded, command: str) -> str:
    """Return the stub of a module that has all settings as names and as attributes of an object ``settings``.

    :param command: the command that writes the stub, for its first line.
    """
    types = {name: _Type(loaded.find_value(name)) for name in sorted(loaded.defaults.keys() | loaded.values.keys())}
    modules = sorted({module for type_ in types.values() for module in type_.modules})
    imports = ["from typing import Any", "", *(f"import {module}" for module in modules)]
    return _HEAD.format(
        source=loaded.source,
        command=command,
        imports="\n".join(imports).strip(),
        attributes="\n".join(f"    {name}: {type_.text}" for name, type_ in types.items()),
        names="\n".join(f"{name}: {type_.text}" for name, type_ in types.items()),
    )


class _Type:
    """The type of a value in the notation of a stub, and the modules that the notation needs."""

    def __init__(self, value: object) -> None:
        self.modules: set[str] = set()
        self.text = self._describe(value)

    def _describe(self, value: object) -> str:
        if value is None or value is UNKNOWN or (not isinstance(value, list | tuple | dict) and has_opaque(value)):
            return _ANY
        if isinstance(value, Mapping):
            return f"dict[{self._join(value.keys())}, {self._join(value.values())}]"
        if type(value) is tuple:
            return f"tuple[{', '.join(map(self._describe, value)) or '()'}]"
        if isinstance(value, list | set | frozenset):
            return f"{type(value).__name__}[{self._join(value)}]" if type(value) in (list, set, frozenset) else _ANY
        if isinstance(value, PurePath):
            self.modules.add("pathlib")
            return "pathlib.Path"
        return self._name_class(type(value))

    def _join(self, values: Iterable[object]) -> str:
        """Return the union of the items' types, or ``Any`` for no items and for more than three types."""
        found = sorted({self._describe(value) for value in values})
        return " | ".join(found) if 0 < len(found) <= 3 and _ANY not in found else _ANY

    def _name_class(self, class_: type) -> str:
        if class_.__module__ == builtins.__name__:
            return class_.__name__ if class_ in (bool, int, float, str, bytes) else _ANY
        if not re.fullmatch(r"[\w.]+", class_.__qualname__) or class_.__module__ == "__main__":
            return _ANY
        self.modules.add(class_.__module__)
        return f"{class_.__module__}.{class_.__qualname__}"
