"""The old buildout, read with all files that it extends by zc.buildout's reader, without running it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

from zc.buildout import UserError, configparser
from zc.buildout import buildout as zc_buildout

from twod.inifile.problems import Place
from twod.recipe.migrate.cfg_text import CfgOption, CfgText
from twod.recipe.private_names import get_private
from twod.recipe.recipe_error import RecipeError

_REFERENCE = re.compile(r"\$\{([^:{}\s]*):([^{}\s]+)\}")


class OptionPlace(NamedTuple):
    """A place of an option in a file."""

    file: Path
    option: CfgOption


class OldBuildout:
    """A buildout to migrate.

    :param path: its ``buildout.cfg``.
    :param others: more configurations that extend some of the same files; the options of ``path`` count.
    :raises RecipeError: if a file cannot be read.
    """

    def __init__(self, path: Path, others: Iterable[Path] = ()) -> None:
        self.path = path.absolute()
        self.entries = (self.path, *others)
        self.directory = self.path.parent
        #: The local files; each file comes after the files that it extends.
        self.files: dict[Path, CfgText] = {}
        for entry in self.entries:
            _collect_files(entry, self.files)
        self._merged = [read_merged(entry) for entry in self.entries]
        self.sections: dict[str, dict[str, Any]] = {}
        for sections in reversed(self._merged):
            self.sections |= sections

    def find_siblings(self) -> list[Path]:
        """Return the other configurations in the same folder that extend some of the local files."""
        found = []
        for path in sorted({path for file in self.files for path in file.parent.glob("*.cfg")} - {*self.files}):
            files: dict[Path, CfgText] = {}
            try:
                _collect_files(path, files)
            except RecipeError:
                continue  # nothing that a run could read
            if not self.files.keys().isdisjoint(files):
                found.append(path)
        return found

    @property
    def parts(self) -> list[str]:
        """The names of the installed parts."""
        found = [options["parts"].value.split() for options in self._list_own() if "parts" in options]
        return list(dict.fromkeys(name for names in found for name in names))

    def _list_own(self) -> list[dict[str, Any]]:
        return [sections.get("buildout", {}) for sections in self._merged]

    def get_effective(self, section: str) -> dict[str, str]:
        """Return the options of a section, with those that it inherits by ``<=``; references are not replaced."""
        return {name: value.value for name, value in self._expand(section, ()).items()}

    def _expand(self, section: str, doing: tuple[str, ...]) -> dict[str, Any]:
        own = self.sections.get(section, {})
        if "<" not in own or section in doing:
            return own
        update = get_private(zc_buildout, "_update_section")
        result: dict[str, Any] = {}
        for base in own["<"].value.split():
            result |= self._expand(base, (*doing, section))
        expanded: dict[str, Any] = update(result, own)
        del expanded["<"]
        return expanded

    def get_bases(self, section: str) -> list[str]:
        """Return the sections that a section has in ``<=``."""
        return self._get_words(section, "<")

    def _get_words(self, section: str, name: str) -> list[str]:
        options = self.sections.get(section, {})
        return str(options[name].value).split() if name in options else []

    def find_places(self, section: str, name: str | None = None) -> Iterator[OptionPlace]:
        """Yield the places of a section's options in local files."""
        for file, text in self.files.items():
            for option in text.options:
                if option.section == section and name in (None, option.name):
                    yield OptionPlace(file, option)

    def find_owner(self, section: str, name: str, asked: tuple[str, ...] = ()) -> str:
        """Return the section that defines an option of a section: the section itself, or one that it inherits from.

        An inherited option belongs to the section itself if it has a reference ``${:name}`` to an option of the
        section.

        :param asked: options that refer to this one.
        """
        if any(self.find_places(section, name)):
            return section
        for base in reversed(self.get_bases(section)):
            text = self.get_effective(base).get(name)
            if text is not None:
                relative = {found[2] for found in _REFERENCE.finditer(text) if not found[1]} - {*asked, name}
                is_own = any(self.find_owner(section, each, (*asked, name)) == section for each in relative)
                return section if is_own else self.find_owner(base, name)
        return section

    def get_place(self, section: str, name: str) -> Place:
        """Return the last place of an option for messages, or that of the section if the section does not have it."""
        for place in reversed([*self.find_places(section, name)]):
            return self.describe(place)
        headers = [(file, header) for file, text in self.files.items() for header in text.headers]
        for file, header in reversed(headers):
            if header.section == section:
                return Place(str(file), header.line + 1, section)
        return Place(str(self.path), None, section)

    def describe(self, place: OptionPlace) -> Place:
        """Return a place in the form that messages need."""
        return Place(str(place.file), place.option.start + 1, place.option.section, place.option.name)

    def resolve(self, section: str, text: str, depth: int = 9) -> str:
        """Return a text with those references replaced that the files define."""

        def look_up(found: re.Match[str]) -> str:
            name = found[1] or section
            if (name, found[2]) == ("buildout", "directory"):
                return str(self.directory)
            value = self.get_effective(name).get(found[2])
            return found[0] if value is None or not depth else self.resolve(name, value, depth - 1)

        return _REFERENCE.sub(look_up, text)


def _collect_files(path: Path, files: dict[Path, CfgText], extending: tuple[Path, ...] = ()) -> None:
    """Read a file and all files that it extends.

    :param files: gets them, each after the files that it extends.
    :raises RecipeError: if one of them cannot be read.
    """
    place = Place(str(extending[-1]), None, "buildout", "extends") if extending else Place(str(path))
    if path in extending:
        raise RecipeError.at(place, f"{path.name} extends itself")
    text = read_cfg(path, place)
    for name in _parse(path, text).get("buildout", {}).get("extends", "").split():
        base = Path(os.path.normpath(path.parent / name))
        if "://" not in name and base not in files:
            _collect_files(base, files, (*extending, path))
    files[path] = CfgText(text)


def read_cfg(path: Path, place: Place) -> str:
    """Return the text of a file.

    :param place: the place that names it.
    :raises RecipeError: if it cannot be read.
    """
    try:
        return path.read_bytes().decode()
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}"
        if not place.section:
            message += "; run the command in the directory of buildout.cfg, or name the file"
    except UnicodeDecodeError as error:
        message = f"{path} is not valid UTF-8 at byte {error.start}; save it as UTF-8"
    raise RecipeError.at(place, message)


def _parse(path: Path, text: str) -> dict[str, dict[str, str]]:
    """Return the sections of one file.

    :raises RecipeError: if zc.buildout cannot parse it.
    """
    try:
        lines = StringIO(text.replace("\r\n", "\n"))
        get_globals = get_private(zc_buildout, "_default_globals")  # the names for conditions of sections
        sections: dict[str, dict[str, str]] = configparser.parse(lines, str(path), get_globals)
    except configparser.Error as error:
        message = " ".join(str(error).split())
    except (SyntaxError, NameError, TypeError, ValueError, AttributeError) as error:
        message = f"a condition in a header cannot be evaluated: {error}"
    else:
        return sections
    raise RecipeError.at(Place(str(path)), message)


def read_merged(path: Path) -> dict[str, dict[str, Any]]:
    """Return the sections of a file and of all files that it extends.

    :raises RecipeError: if one of them cannot be fetched.
    """
    read = get_private(zc_buildout, "_open")
    try:
        sections, _ = read(str(path.parent), str(path), [], {}, {}, set(), {})
    except (UserError, OSError) as error:
        message = f"{' '.join(str(error).split())}; download the file and extend the copy"
    else:
        merged: dict[str, dict[str, Any]] = sections
        return merged
    raise RecipeError.at(Place(str(path), None, "buildout", "extends"), message)
