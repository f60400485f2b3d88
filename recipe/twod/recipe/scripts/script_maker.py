"""The site's scripts: zc.recipe.egg makes them, and they run with the site's eggs alone.

A generated script starts the Python of the environment that buildout runs in, and takes that environment's own
distributions off the search path.
"""

from __future__ import annotations

import logging
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from packaging.utils import canonicalize_name
from zc.buildout import UserError, easy_install

from twod.inifile.tree_paths import find_paths
from twod.recipe.cfg.configuration import PartOptions
from twod.recipe.cfg.option import Option
from twod.recipe.cfg.part_options import EGGS, RELATIVE_PATHS
from twod.recipe.recipe_error import RecipeError
from twod.recipe.scripts.distributions import SiteScripts
from twod.recipe.scripts.editable import EditableFinder, EditablePaths, find_editable_paths
from twod.recipe.scripts.first_lines import VERSION_CHECK, fix_shebang, make_movable_lines

#: The module in the script that all others are made from; no module has this name.
_BODY_MODULE = "twod_recipe_body"

#: The place of the environment's own lines in the same script.
_VARIABLES_LINE = "# twod.recipe: environment variables"

#: Directories for scripts that are not in place yet begin so; a killed run may leave one.
_TEMPORARY_PREFIX = ".twod-recipe-"

_ISOLATION = """\
# The site's eggs alone: what the site module put behind the standard library belongs to buildout's own environment.
import os
_library = os.path.dirname(os.__file__)
_site = [_path.startswith(_library) and "-packages" not in _path for _path in reversed(sys.path)].index(True)
del sys.path[len(sys.path) - _site:]
sys.meta_path[:] = [_hook for _hook in sys.meta_path if not getattr(_hook, "__module__", "").startswith("__editable__")]
"""


@contextmanager
def _hush() -> Iterator[None]:
    """Keep buildout from logging each script that it has made: these are not in their place yet."""
    logger = logging.getLogger(easy_install.__name__)
    level = logger.level
    logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        logger.setLevel(level)


class ScriptBase(NamedTuple):
    """The code that the scripts of a part have in common.

    :param shebang: the line or lines that start Python.
    :param prelude: the script from there to where the environment's variables are set.
    :param initialization: the lines behind them, up to where the script's own subject is imported.
    :param directory: directory that ``base`` is in a script with relative paths; None for absolute paths.
    """

    shebang: str
    prelude: str
    initialization: str
    directory: Path | None

    def make_script(self, body: str, variables: tuple[tuple[str, str], ...] = ()) -> str:
        """Return a script that sets environment variables, unless they are set already, and goes on with `body`."""
        return self.shebang + self.make_module(body, variables)

    def make_module(self, body: str, variables: tuple[tuple[str, str], ...] = ()) -> str:
        """Return the same as a module, which is imported and not run."""
        lines = "".join(
            f"os.environ.setdefault({name!r}, {self.make_text(value, name=name)})\n" for name, value in variables
        )
        return f"{self.prelude}{lines}{self.initialization}{body}"

    def make_path(self, path: Path) -> str:
        """Return the Python expression for a path, relative to the script where that is wanted."""
        return _make_path_expression(path, self.directory)

    def make_text(self, text: str, *, name: str = "") -> str:
        """Return the Python expression for a text, in which paths are relative to the script where that is wanted.

        :param name: the name of the option or variable that has this text.
        """
        terms, end = [], 0
        for start in find_paths(text, str(self.directory), name=name) if self.directory else ():
            terms += [repr(text[end:start]), "base"]
            end = start + len(str(self.directory))
        return " + ".join(term for term in [*terms, repr(text[end:])] if term != "''") or "''"


class ScriptMaker:
    """Makes scripts without putting them in their place.

    :param buildout: zc.buildout's object.
    :param name: name of the part.
    :param options: the part's options for zc.recipe.egg, ``eggs`` among them; with ``relative-paths`` decided.
    :param requirements: what the recipe's own scripts need.
    :param marker: the comment that each script shall have.
    :param bin_directory: where the scripts shall go.
    :param place: gives the path at which the scripts shall find a distribution, on machines with a Python of their own;
        None for where it is, on this machine.
    :raises zc.buildout.UserError: when a distribution cannot be obtained.
    """

    def __init__(
        self,
        buildout: Any,
        name: str,
        options: Mapping[str, str],
        requirements: Sequence[str],
        *,
        marker: str,
        bin_directory: Path,
        place: Callable[[Any], Path] | None = None,
    ) -> None:
        self.directory = Path(buildout["buildout"]["directory"])
        self.bin_directory = bin_directory
        self.options = dict(options)
        self.has_relative_paths = options.get("relative-paths") == "true"
        if self.has_relative_paths:
            _remove_temporary_directories(self.directory)
        self.python = None if place else Path(sys.executable)
        self.recipe = SiteScripts(buildout, name, self.options, requirements, place)
        self.distributions = self.recipe.working_set()[1]
        develop_eggs = Path(buildout["buildout"]["develop-eggs-directory"])
        editable_names = [] if place else [dist.project_name for dist in self.distributions]
        self.editable = find_editable_paths(develop_eggs, editable_names)
        self.add_editable_paths(develop_eggs, self.editable)
        self.base_directory = self.directory if self.has_relative_paths else None
        check = [VERSION_CHECK.rstrip()] if self.has_relative_paths else []
        finders = [line for finder in self.editable.finders for line in _make_finder_lines(finder, self.base_directory)]
        self.head = "\n".join([marker, *check, _ISOLATION.rstrip(), *finders])
        self.user_initialization = options.get("initialization", "").strip("\n")

    def add_editable_paths(self, develop_eggs: Path, editable: EditablePaths) -> None:
        paths = [*editable.directories, *([str(develop_eggs)] if editable.finders else [])]
        self.recipe.extra_paths = [*paths, *self.recipe.extra_paths]

    def make_egg_scripts(self) -> dict[str, str]:
        """Return the console scripts of the part's eggs and its interpreter, by name."""
        with self.make_temporary_directory() as directory:
            self.options["initialization"] = "\n".join(filter(None, [self.head, self.user_initialization]))
            self.options["bin-directory"] = str(directory)
            with _hush():
                self.recipe.install()
            texts = {path.name: path.read_text(encoding="utf-8") for path in sorted(directory.iterdir())}
        return {name: self.make_first_lines(text) for name, text in texts.items()}

    def make_first_lines(self, text: str) -> str:
        """Return a script of zc.buildout's with first lines that start Python wherever the script is going to be."""
        if not self.has_relative_paths:
            return fix_shebang(text)
        lines = make_movable_lines(self.bin_directory, self.directory, self.python)
        return lines + text.partition("\n")[2]

    def find_console_scripts(self, names: Iterable[str]) -> dict[str, tuple[str, str]]:
        """Return module and attributes of those console scripts of the site's eggs that have one of these names.

        :param names: names of scripts; one that no egg has is left out.
        """
        found = {}
        for distribution in self.distributions:
            for name, entry_point in distribution.get_entry_map("console_scripts").items():
                if name in names:
                    found[name] = (entry_point.module_name, ".".join(entry_point.attrs))
        return found

    def get_version(self, name: str) -> str:
        """Return the version of one of the site's distributions, by its name in any spelling."""
        versions = {canonicalize_name(dist.project_name): str(dist.version) for dist in self.distributions}
        return versions[canonicalize_name(name)]

    @cached_property
    def base(self) -> ScriptBase:
        """The code that the recipe's own scripts begin with."""
        initialization = "\n".join(filter(None, [self.head, _VARIABLES_LINE, self.user_initialization]))
        with self.make_temporary_directory() as directory, _hush():
            easy_install.scripts(
                [("script", _BODY_MODULE, "main")],
                self.distributions,
                sys.executable,
                str(directory),
                extra_paths=self.recipe.extra_paths,
                initialization=initialization,
                relative_paths=str(self.directory) if self.has_relative_paths else False,
            )
            first, newline, rest = (directory / "script").read_text(encoding="utf-8").partition("\n")
        before = rest[: rest.index(f"\nimport {_BODY_MODULE}\n")]
        prelude, _, initialization = before.partition(f"{_VARIABLES_LINE}\n")
        return ScriptBase(self.make_first_lines(first + newline), prelude, initialization, self.base_directory)

    @contextmanager
    def make_temporary_directory(self) -> Iterator[Path]:
        """Make a directory as deep below the buildout's as the scripts' own, which their relative paths depend on."""
        if not self.has_relative_paths:
            with tempfile.TemporaryDirectory(prefix=_TEMPORARY_PREFIX) as directory:
                yield Path(directory)
            return
        depth = len(self.bin_directory.relative_to(self.directory).parts)
        with tempfile.TemporaryDirectory(prefix=_TEMPORARY_PREFIX, dir=self.directory) as directory:
            deepest = Path(directory, *["x"] * (depth - 1))
            deepest.mkdir(parents=True, exist_ok=True)
            yield deepest


def make_script_maker(
    buildout: Any,
    part: PartOptions,
    table: Sequence[Option[Any]],
    requirements: Sequence[str],
    *,
    bin_directory: Path,
    has_relative_paths: bool,
    place: Callable[[Any], Path] | None = None,
) -> ScriptMaker:
    """Return the maker of a part's scripts, all distributions at hand.

    :param table: the options of the part that zc.recipe.egg reads.
    :param requirements: what the recipe's own scripts need.
    :param bin_directory: where the scripts shall go.
    :param has_relative_paths: whether they shall work where the whole tree is moved to.
    :param place: as for :class:`ScriptMaker`.
    :raises RecipeError: when a distribution cannot be obtained, or the scripts could not be moved.
    """
    directory = buildout["buildout"]["directory"]
    if has_relative_paths and not bin_directory.is_relative_to(directory):
        message = f"the scripts' directory {bin_directory} is outside the buildout's"
        raise RecipeError.at(part.get_place(RELATIVE_PATHS), message)
    options = part.make_egg_options(table, has_relative_paths=has_relative_paths)
    try:
        return ScriptMaker(
            buildout, part.name, options, requirements, marker=part.marker, bin_directory=bin_directory, place=place
        )
    except UserError as error:
        raise RecipeError.at(part.get_place(EGGS), str(error)) from error


def read_umask() -> int:
    """Return the process's umask, which can only be read by setting it."""
    umask = os.umask(0o077)
    os.umask(umask)
    return umask


def _make_finder_lines(finder: EditableFinder, directory: Path | None) -> Iterator[str]:
    """Yield the lines that make a finder module find its packages.

    :param directory: directory that ``base`` is in a script with relative paths; None for absolute paths.
    """
    yield f"import {finder.name}"
    for package, path in finder.packages if directory else ():
        yield f"{finder.name}.MAPPING[{package!r}] = {_make_path_expression(Path(path), directory)}"
    yield f"{finder.name}.install()"


def _make_path_expression(path: Path, directory: Path | None) -> str:
    if directory is not None and path.is_relative_to(directory):
        return f"join(base, {str(path.relative_to(directory))!r})"
    return repr(str(path))


def _remove_temporary_directories(directory: Path) -> None:
    """Remove what a killed run left behind."""
    for leftover in directory.glob(f"{_TEMPORARY_PREFIX}*"):
        shutil.rmtree(leftover)
