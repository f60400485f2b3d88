"""Calling a function once another distribution's module is imported, if it ever is.

What a site does not use costs nothing then: Celery and uvicorn take longer to import than all of twod.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from types import ModuleType


def call_after_import(name: str, call: Callable[[ModuleType], None]) -> None:
    """Call a function with a module once it is imported; at once if it is already.

    :param name: full name of the module.
    """
    if name in sys.modules:
        call(sys.modules[name])
    elif not any(isinstance(found, _ModuleWatch) and found.is_for(name, call) for found in sys.meta_path):
        sys.meta_path.insert(0, _ModuleWatch(name, call))


class _ModuleWatch(MetaPathFinder):
    """Finds no module itself, and has the one that it waits for found by the others."""

    def __init__(self, name: str, call: Callable[[ModuleType], None]) -> None:
        self._name = name
        self._call = call

    def is_for(self, name: str, call: Callable[[ModuleType], None]) -> bool:
        """Return whether the function is to be called with the module."""
        return (self._name, self._call) == (name, call)

    def find_spec(self, fullname: str, *_where: object) -> ModuleSpec | None:
        if fullname != self._name:
            return None
        sys.meta_path.remove(self)
        try:
            spec = find_spec(fullname)
        finally:
            # Somebody may only look for the module.
            sys.meta_path.insert(0, self)
        if spec is not None and spec.loader is not None:
            spec.loader = _CallingLoader(spec.loader, self)
        return spec

    def call_and_end(self, module: ModuleType) -> None:
        with suppress(ValueError):  # when it was imported twice
            sys.meta_path.remove(self)
        self._call(module)


class _CallingLoader(Loader):
    """Loads a module as another loader does, and tells a watch of it then."""

    def __init__(self, loader: Loader, watch: _ModuleWatch) -> None:
        self._loader = loader
        self._watch = watch

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        # The module is to keep the loader that it would have had: it gives the source to tracebacks and more.
        if module.__spec__ is not None:
            module.__spec__.loader = self._loader
        module.__loader__ = self._loader
        self._loader.exec_module(module)
        self._watch.call_and_end(module)
