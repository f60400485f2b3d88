"""The site's scripts, made by zc.recipe.egg; they run with the site's eggs only.

A generated script starts the Python of buildout's environment, and removes that environment's own distributions from
the search path.
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

#: The placeholder for the module in the template of all scripts; no real module has this name.
_BODY_MODULE = "twod_recipe_body"

#: The placeholder for the environment variables in the template.
_VARIABLES_LINE = "# twod.recipe: environment variables"

#: The prefix of temporary directories for scripts; a killed run may leave one behind.
_TEMPORARY_PREFIX = ".twod-recipe-"

_ISOLATION = """\
# Only the site's eggs: the paths after the standard library belong to buildout's own environment.
import os
_library = os.path.dirname(os.__file__)
_site = [_path.startswith(_library) and "-packages" not in _path for _path in reversed(sys.path)].index(True)
del sys.path[len(sys.path) - _site:]
sys.meta_path[:] = [_hook for _hook in sys.meta_path if not getattr(_hook, "__module__", "").startswith("__editable__")]
"""


@contextmanager
def _hush() -> Iterator[None]:
    """Keep buildout from logging each script, since the scripts are still in a temporary directory."""
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
    :param prelude: the code from there to the environment variables.
    :param initialization: the code after the environment variables, before the script's own imports.
    :param directory: the directory in ``base`` in a script with relative paths; None for absolute paths.
    """

    shebang: str
    prelude: str
    initialization: str
    directory: Path | None

    def make_script(self, body: str, variables: tuple[tuple[str, str], ...] = ()) -> str:
        """Return a script that sets environment variables, unless they are set already, and then runs `body`."""
        return self.shebang + self.make_module(body, variables)

    def make_module(self, body: str, variables: tuple[tuple[str, str], ...] = ()) -> str:
        """Return the same code as a module to import."""
        lines = "".join(
            f"os.environ.setdefault({name!r}, {self.make_text(value, name=name)})\n" for name, value in variables
        )
        return f"{self.prelude}{lines}{self.initialization}{body}"

    def make_path(self, path: Path) -> str:
        """Return the Python expression for a path, relative to the script if the part has relative paths."""
        return _make_path_expression(path, self.directory)

    def make_text(self, text: str, *, name: str = "") -> str:
        """Return the Python expression for a text, with paths relative to the script if the part has relative paths.

        :param name: the name of the option or variable that has this text.
        """
        terms, end = [], 0
        for start in find_paths(text, str(self.directory), name=name) if self.directory else ():
            terms += [repr(text[end:start]), "base"]
            end = start + len(str(self.directory))
        return " + ".join(term for term in [*terms, repr(text[end:])] if term != "''") or "''"


class ScriptMaker:
    """A maker of scripts, which returns them without writing them to their directory.

    :param buildout: zc.buildout's object.
    :param name: name of the part.
    :param options: the part's options for zc.recipe.egg, including ``eggs`` and a final value of ``relative-paths``.
    :param requirements: the requirements of the recipe's own scripts.
    :param marker: the comment for each script.
    :param bin_directory: the directory for the scripts.
    :param place: returns the path at which scripts should find a distribution, on machines with a Python of their own;
        None for its present path, on this machine.
    :raises zc.buildout.UserError: if a distribution cannot be obtained.
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
        """Return a script with the first lines replaced, so that they start Python at the script's final path."""
        if not self.has_relative_paths:
            return fix_shebang(text)
        lines = make_movable_lines(self.bin_directory, self.directory, self.python)
        return lines + text.partition("\n")[2]

    def find_console_scripts(self, names: Iterable[str]) -> dict[str, tuple[str, str]]:
        """Return the module and attributes of some console scripts of the site's eggs, by the script's name.

        :param names: the names of the scripts; one that no egg has is missing in the result.
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
        """The code at the beginning of the recipe's own scripts."""
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
        """Create a directory at the same depth as the scripts' own, since their relative paths depend on it."""
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
    """Return the maker of a part's scripts, with all distributions obtained.

    :param table: the options of the part that zc.recipe.egg reads.
    :param requirements: the requirements of the recipe's own scripts.
    :param bin_directory: the directory for the scripts.
    :param has_relative_paths: whether the scripts should work after the whole tree is moved.
    :param place: as for :class:`ScriptMaker`.
    :raises RecipeError: if a distribution cannot be obtained, or the scripts could not be moved.
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
    """Return the process's umask. The system lets a process read it only by setting it."""
    umask = os.umask(0o077)
    os.umask(umask)
    return umask


def _make_finder_lines(finder: EditableFinder, directory: Path | None) -> Iterator[str]:
    """Yield the lines of code with which a finder module finds its packages.

    :param directory: the directory in ``base`` in a script with relative paths; None for absolute paths.
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
    """Remove the temporary directories of killed runs."""
    for leftover in directory.glob(f"{_TEMPORARY_PREFIX}*"):
        shutil.rmtree(leftover)
