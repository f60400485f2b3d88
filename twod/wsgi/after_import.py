"""Callbacks for the import of a module that another distribution may have.

A site that does not use Celery or uvicorn does not have to import them; both take longer to import than all of twod.
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
    """Call a function with a module as soon as the module is imported, or at once if it already is.

    :param name: full name of the module.
    """
    if name in sys.modules:
        call(sys.modules[name])
    elif not any(isinstance(found, _ModuleWatch) and found.is_for(name, call) for found in sys.meta_path):
        sys.meta_path.insert(0, _ModuleWatch(name, call))


class _ModuleWatch(MetaPathFinder):
    """An import hook that waits for one module, and lets the other hooks find it."""

    def __init__(self, name: str, call: Callable[[ModuleType], None]) -> None:
        self._name = name
        self._call = call

    def is_for(self, name: str, call: Callable[[ModuleType], None]) -> bool:
        """Return whether this hook calls the function with the module."""
        return (self._name, self._call) == (name, call)

    def find_spec(self, fullname: str, *_where: object) -> ModuleSpec | None:
        if fullname != self._name:
            return None
        sys.meta_path.remove(self)
        try:
            spec = find_spec(fullname)
        finally:
            # find_spec() may be called without an import, so keep waiting.
            sys.meta_path.insert(0, self)
        if spec is not None and spec.loader is not None:
            spec.loader = _CallingLoader(spec.loader, self)
        return spec

    def call_and_end(self, module: ModuleType) -> None:
        with suppress(ValueError):  # The module was imported twice.
            sys.meta_path.remove(self)
        self._call(module)


class _CallingLoader(Loader):
    """A loader that lets another loader load the module, and then notifies the import hook."""

    def __init__(self, loader: Loader, watch: _ModuleWatch) -> None:
        self._loader = loader
        self._watch = watch

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        # The module keeps its original loader, which tracebacks ask for the source.
        if module.__spec__ is not None:
            module.__spec__.loader = self._loader
        module.__loader__ = self._loader
        self._loader.exec_module(module)
        self._watch.call_and_end(module)
