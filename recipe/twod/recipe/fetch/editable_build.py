"""Build a project's editable wheel and watch the build: ``python -P editable_build.py < request > wheel and inputs``.

A build is a program. It may read any file and any environment variable, so nobody can list its inputs beforehand. But
Python reports to an audit hook each file that it opens and each directory that it lists (PEP 578). If a build does
something that Python does not see, such as running another program, it cannot be watched.

This program runs in a separate process. From twod it imports only the module beside it; packaging comes with
zc.buildout.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import sys
import sysconfig
import tomllib
from collections.abc import Callable, ItemsView, Iterator, KeysView, ValuesView
from importlib import metadata
from typing import Any

from packaging.requirements import Requirement

#: Exit status if the environment lacks a requirement of the build, or the build cannot be watched completely.
NOT_HERE = 3

#: Events after which a build depends on more than files, directories and variables.
_UNSEEN = {
    "os.exec": "runs another program",
    # The parent's audit hook does not see what a forked process reads.
    "os.fork": "runs another program",
    "os.forkpty": "runs another program",
    "os.posix_spawn": "runs another program",
    "os.system": "runs another program",
    "socket.connect": "opens a connection",
    "socket.getaddrinfo": "opens a connection",
    "sqlite3.connect": "reads a database",
    "subprocess.Popen": "runs another program",
}

#: Functions by which Python iterates over a mapping: ``dict(os.environ)``, ``os.environ.items()``.
_VIEWS = frozenset(view.__iter__.__code__ for view in (KeysView, ItemsView, ValuesView))

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


class BuildWatch:
    """A watch over a build, which records the names of all that the build reads and writes.

    :param project: the directory of the project.
    :param ignored: directories with content that is no input of the build.
    """

    def __init__(self, project: str, ignored: list[str]) -> None:
        self._project = project
        self._ignored = ignored
        self._libraries = _find_libraries(project)
        self._environ = dict(os.environ)
        self._inputs_module = _load_inputs_module()
        self._opened: set[str] = set()
        self._listed: set[str] = set()
        self._written: set[str] = set()
        self._variables: set[str] = set()
        #: Reasons why the build has inputs that cannot be watched.
        self.unseen: set[str] = set()

    def start(self) -> None:
        """Start to watch; the watch lasts until the process ends."""
        sys.addaudithook(self._hear)
        self._watch_environ()

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event in _UNSEEN:
            self.unseen.add(_UNSEEN[event])
        elif event == "open":
            path, _mode, flags = arguments
            self._add(self._written if isinstance(flags, int) and flags & _WRITING else self._opened, path)
        elif event in {"os.listdir", "os.scandir"}:
            self._add(self._listed, "." if arguments[0] is None else arguments[0])
        elif event == "os.mkdir":
            self._add(self._written, arguments[0])
        elif event == "os.rename":
            self._add(self._written, arguments[1])

    def _add(self, paths: set[str], path: object) -> None:
        if isinstance(path, str | bytes | os.PathLike):
            found = os.path.abspath(os.fsdecode(path))
            if not self._is_foreign(found):
                paths.add(_find_source(found))

    def _is_foreign(self, path: str) -> bool:
        """Return whether a path belongs to Python's libraries, to buildout or to the kernel.

        If directories contain one another, the innermost counts.
        """
        own = len(self._project) if _is_below(path, self._project) else -1
        foreign = (*self._libraries, *self._ignored, "/proc", "/dev", "/sys")
        return max((len(root) for root in foreign if _is_below(path, root)), default=-1) > own

    def _watch_environ(self) -> None:
        """Record each environment variable that is read by its name."""
        kind: Any = type(os.environ)
        get_item: Callable[[Any, str], str] = kind.__getitem__
        iterate: Callable[[Any], Iterator[str]] = kind.__iter__
        copier: tuple[Any, int] | None = None

        def read_one(environ: Any, name: str) -> str:
            frame = sys._getframe(1)  # noqa: SLF001 - the caller's module counts
            if frame.f_code not in _VIEWS and (frame, frame.f_lasti) != copier:
                self._variables.add(os.fsdecode(name))
            return get_item(environ, name)

        def read_all(environ: Any) -> Iterator[str]:
            # Libraries copy the environment for other programs. Reads from a copy that the project made are invisible.
            nonlocal copier
            frame = sys._getframe(1)  # noqa: SLF001 - as above
            while frame.f_code in _VIEWS and frame.f_back is not None:
                frame = frame.f_back
            copier = frame, frame.f_lasti
            if self._is_of_project(frame):
                self.unseen.add("reads the whole environment")
            yield from iterate(environ)

        kind.__getitem__ = read_one
        kind.__iter__ = read_all

    def _is_of_project(self, frame: Any) -> bool:
        """Return whether a function belongs to the project, or to ``os`` and the project has called it."""
        while frame.f_globals is os.__dict__ and frame.f_back is not None:
            frame = frame.f_back
        # Setuptools executes setup.py as a text, which has a name only in its module's globals.
        path = os.path.abspath(frame.f_globals.get("__file__") or frame.f_code.co_filename)
        return _is_below(path, self._project) and not self._is_foreign(path)

    def make_inputs(self) -> dict[str, Any]:
        """Return the inputs with their present digests."""
        inputs = self._inputs_module
        opened, listed = frozenset(self._opened), frozenset(self._listed)
        written = frozenset(self._written)
        files = {path: inputs.digest_file(path) for path in sorted(opened | written) if not os.path.isdir(path)}
        listings = {path: inputs.digest_listing(path, self._ignored) for path in sorted(listed)}
        return {
            "python": inputs.describe_python(sys.version, sys.executable),
            "ignored": self._ignored,
            "files": {path: digest for path, digest in files.items() if digest or not _is_made_by(path, written)},
            "listings": {path: digest for path, digest in listings.items() if digest or not _is_made_by(path, written)},
            "variables": {name: inputs.digest_variable(name, self._environ) for name in sorted(self._variables)},
            "libraries": {path: inputs.digest_library(path) for path in self._libraries},
        }


def _is_below(path: str, root: str) -> bool:
    """Return whether a path is a directory or is below it."""
    return path == root or path.startswith(root.rstrip("/") + "/")


def _is_made_by(path: str, written: frozenset[str]) -> bool:
    """Return whether the build made a path or a directory above it, and has removed it: then the path is no input."""
    while path not in written:
        path, before = os.path.dirname(path), path
        if path == before:
            return False
    return True


def _find_source(path: str) -> str:
    """Return the source of a compiled module; Python checks the source without opening it."""
    if path.endswith(".pyc"):
        try:
            return importlib.util.source_from_cache(path)
        except ValueError:
            return path
    return path


def _find_libraries(project: str) -> list[str]:
    """Return the directories with Python's modules and installed distributions."""
    names = ("stdlib", "platstdlib", "purelib", "platlib")
    found = [*sys.path, *(sysconfig.get_path(name) for name in names)]
    both = [spelling for path in found if path for spelling in (os.path.abspath(path), os.path.realpath(path))]
    return [path for path in dict.fromkeys(both) if not _is_below(project, path)]


def _load_inputs_module() -> Any:
    """Load the module beside this one, which is not on the search path."""
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "build_inputs.py")
    spec = importlib.util.spec_from_file_location("build_inputs", path)
    assert spec is not None  # noqa: S101 - a file with the suffix of a module
    assert spec.loader is not None  # noqa: S101 - see above
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _read_build_system() -> tuple[list[str], str, list[str]]:
    """Return the requirements, the backend and the backend's directories from ``[build-system]``."""
    try:
        with open("pyproject.toml", "rb") as file:
            table = tomllib.load(file).get("build-system", {})
    except FileNotFoundError:
        table = {}
    # The defaults are those of PEP 517.
    backend = table.get("build-backend", "setuptools.build_meta:__legacy__")
    return table.get("requires", ["setuptools"]), backend, table.get("backend-path", [])


def _is_installed(requirement: str) -> bool:
    """Return whether the environment fulfils a requirement of a build."""
    wanted = Requirement(requirement)
    if wanted.marker is not None and not wanted.marker.evaluate({"extra": ""}):
        return True
    try:
        return not wanted.extras and wanted.specifier.contains(metadata.version(wanted.name), prereleases=True)
    except metadata.PackageNotFoundError:
        return False


def _load_backend(name: str, folders: list[str]) -> Any:
    sys.path[:0] = [os.path.abspath(folder) for folder in folders]
    module, _, attribute = name.partition(":")
    backend = importlib.import_module(module)
    for part in filter(None, attribute.split(".")):
        backend = getattr(backend, part)
    return backend


def run_build(project: str, folder: str, ignored: list[str]) -> int:
    """Build a project's editable wheel into a folder, and write the inputs to ``result.json`` beside it.

    :return: the exit status.
    """
    os.chdir(project)
    sys.argv[1:] = []
    sys.dont_write_bytecode = True
    watch = BuildWatch(os.getcwd(), [os.path.abspath(folder), *ignored])
    watch.start()
    requires, backend_name, backend_path = _read_build_system()
    if not all(map(_is_installed, requires)):
        return NOT_HERE
    backend = _load_backend(backend_name, backend_path)
    if not hasattr(backend, "build_editable"):
        return NOT_HERE
    # Without isolation, pip does not install this hook's requirements either. A build that lacks one fails.
    wheel = backend.build_editable(folder)
    result = {"wheel": wheel, "unseen": sorted(watch.unseen), "inputs": watch.make_inputs()}
    with open(os.path.join(folder, "result.json"), "w", encoding="utf-8") as file:
        json.dump(result, file, indent=1)
    return 0


if __name__ == "__main__":
    sys.exit(run_build(sys.argv[1], sys.argv[2], sys.argv[3:]))
