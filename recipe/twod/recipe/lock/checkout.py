"""The facts about a buildout that ``bin/lock`` needs: its options, its pins and its develop eggs."""

from __future__ import annotations

import ast
import glob
import re
import tomllib
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from packaging.utils import canonicalize_name

from twod.inifile.problems import Place
from twod.recipe.lock.pinned_versions import Pin, read_buildout_options, read_pins
from twod.recipe.recipe_error import RecipeError

#: Default names of the lock file and of the folder of wheels.
_LOCK = "pylock.toml"
_WHEELHOUSE = "wheelhouse"

_REFERENCE = re.compile(r"\$\{[^}]*\}?")


class Project:
    """A buildout, read from its files without running zc.buildout.

    :param configuration: path of ``buildout.cfg``.
    """

    def __init__(self, configuration: Path) -> None:
        self.configuration = configuration
        self.directory = configuration.absolute().parent
        self.options = read_buildout_options(configuration)

    def get_option(self, name: str) -> str:
        """Return an option of ``[buildout]``, or an empty text if it is not set.

        :raises RecipeError: if it has a reference that only zc.buildout can replace.
        """
        text = self.options.get(name, "").replace("${buildout:directory}", str(self.directory))
        if reference := _REFERENCE.search(text):
            place = Place(str(self.configuration), None, "buildout", name)
            raise RecipeError.at(place, f"bin/lock cannot replace {reference[0]}; write the value instead")
        return text

    @property
    def lock(self) -> Path:
        """Path of the lock file, which may be missing."""
        return self._get_path("lock", _LOCK)

    @property
    def wheelhouse(self) -> Path:
        """Path of the folder of wheels, which may be missing."""
        return self._get_path("wheelhouse", _WHEELHOUSE)

    @cached_property
    def pins(self) -> list[Pin]:
        """The pins without those of develop eggs, which no index has."""
        return [pin for pin in read_pins(self.configuration) if canonicalize_name(pin.name) not in self.developed]

    @cached_property
    def developed(self) -> frozenset[str]:
        """The normalised names of the distributions in ``develop``, installed or not."""
        names = [path.name for path in self._get_path("develop-eggs-directory", "develop-eggs").glob("*")]
        installed = [
            name.removesuffix(".egg-link").partition("-")[0]
            for name in names
            if name.endswith((".egg-link", ".dist-info"))
        ]
        return frozenset(map(canonicalize_name, [*installed, *self._find_names()]))

    def _find_names(self) -> Iterator[str]:
        """Yield the names of develop projects that their files tell without being executed."""
        for pattern in self.options.get("develop", "").split():
            # glob.glob as in zc.buildout: Path.glob rejects "./" and absolute patterns.
            for directory in glob.glob(str(self.directory / pattern)):  # noqa: PTH207 - see above
                if name := _find_name(Path(directory)):
                    yield name

    def _get_path(self, option: str, default: str) -> Path:
        return self.directory / (self.get_option(option) or default)


def _find_name(directory: Path) -> str | None:
    """Return the name in a directory's pyproject.toml or setup.py, or None if it is not written there."""
    try:
        name = tomllib.loads((directory / "pyproject.toml").read_text(encoding="utf-8"))["project"]["name"]
    except (OSError, ValueError, KeyError, TypeError):
        name = None
    if isinstance(name, str):
        return name
    try:
        tree = ast.parse((directory / "setup.py").read_text(encoding="utf-8"))
    except (OSError, ValueError, SyntaxError):
        return None
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "name" and isinstance(node.value, ast.Constant):
            return str(node.value.value)
    return None
