"""An ini of twod.wsgi 1.x, or with JSON values, in the notation of today."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from twod.inifile.keys import names_setting, parse_key
from twod.inifile.nearest import Spelling
from twod.inifile.pastedeploy.deployment import Deployment, Layer
from twod.inifile.pastedeploy.django_sections import find_all_django, find_django
from twod.inifile.pastedeploy.route import Route
from twod.inifile.problems import Report
from twod.inifile.reading import IniOption, IniReader
from twod.inifile.variables import DIALECT_OPTION, read_dialect
from twod.wsgi.config.dialects.one import DECLARATIONS, DialectOne
from twod.wsgi.config.django_settings.catalogue import CATALOGUE, KINDS, explain_removed
from twod.wsgi.config.django_settings.version import find_django_version
from twod.wsgi.config.kinds.base import Kind, is_json, is_quoted
from twod.wsgi.config.kinds.by_type import find_kind_of_word
from twod.wsgi.config.kinds.untyped import UNTYPED
from twod.wsgi.config.merging.own_settings import TYPES_OPTION, OwnSettings
from twod.wsgi.config.merging.settings_module import import_settings_module
from twod.wsgi.exc import BadValueError
from twod.wsgi.migration.ini_text import IniText
from twod.wsgi.migration.proof import show_alike
from twod.wsgi.migration.writing import write_option

_JSON_FACTORY = re.compile(r"egg:django[-_.]pastedeploy[-_.]settings(#.*)?")
_VARIABLE = re.compile(r"%\(([^)]+)\)s")
#: What a 1.x declaration is called in ``twod.types``.
_WORDS = {
    "twod.booleans": "bool",
    "twod.integers": "int",
    "twod.tuples": "list",
    "twod.nested_tuples": "json",
    "twod.tree_tuples": "json",
    "twod.dictionaries": "dict",
    "twod.none_if_empty_settings": "str?",
}


class Migration:
    """The inis of one site, to be rewritten."""

    def __init__(self, path: str, others: Iterable[str] = ()) -> None:
        """Read the inis and work out their new texts.

        :param path: absolute path of the ini that is loaded.
        :param others: absolute paths of inis that it uses, and that are to be rewritten as well.
        :raises ConfigurationError: when no Django application can be found.
        """
        self._reader = IniReader()
        #: What a user should know of the new texts.
        self.notes: list[str] = []
        self._texts = {file: IniText(Path(file)) for file in (path, *others)}
        self._done: set[tuple[str, str, str]] = set()
        route = Route(self._reader, path)
        report = Report()
        deployments = find_all_django(route, report) or [find_django(route, None)]
        report.add(self._reader.report)
        report.raise_errors()
        #: The names of the applications.
        self.names = [deployment.section.partition(":")[2] for deployment in deployments]
        for deployment in deployments:
            _Rewriting(deployment, self._texts, self._reader, self._done, self.notes).run()

    @property
    def texts(self) -> dict[str, str]:
        """The new content of each file, by its path."""
        return {path: str(text) for path, text in self._texts.items()}


class _Rewriting:
    """The options of one application, written anew where the notation of today reads them in another way."""

    def __init__(
        self,
        deployment: Deployment,
        texts: Mapping[str, IniText],
        reader: IniReader,
        done: set[tuple[str, str, str]],
        notes: list[str],
    ) -> None:
        self._deployment = deployment
        self._texts = texts
        self._reader = reader
        self._done = done
        self._notes = notes
        variables = deployment.variables
        self._dialect_one = DialectOne(variables) if read_dialect(variables, Report()) == 1 else None
        self._module = import_settings_module(variables, Report())
        self._words: dict[str, str] = {}
        self._own = OwnSettings({}, self._module)

    def run(self) -> None:
        """Rewrite the options in those files that may be."""
        whole = [option for layer in self._deployment.layers for option in layer.options.values() if _is_whole(option)]
        if self._dialect_one is not None:
            self._words = self._find_words(whole)
            kinds = {name: kind for name, word in self._words.items() if (kind := find_kind_of_word(word)) is not None}
            self._own = OwnSettings(kinds, self._module)
        for layer in self._deployment.layers:
            self._rewrite_use(layer)
            for option in layer.options.values():
                if self._begin(option) and names_setting(option.name):
                    self._rewrite(option)
        if self._dialect_one is not None:
            self._rewrite_declarations()

    def _begin(self, option: IniOption) -> bool:
        """Return whether an option stands in a file that is rewritten, and was not looked at yet."""
        place = (option.file or "", option.section or "", option.name)
        if option.file not in self._texts or option.line is None or place in self._done:
            return False
        self._done.add(place)
        return True

    def _rewrite_use(self, layer: Layer) -> None:
        option = self._reader.find_option(layer.file, layer.section, "use")
        if option is not None and _JSON_FACTORY.fullmatch(option.text.strip()) and self._begin(option):
            self._replace(option, ["use = egg:twod.wsgi"])

    def _find_words(self, options: Sequence[IniOption]) -> dict[str, str]:
        """Return the types to declare, by the names of the project's own settings."""
        declared = {
            name: word
            for option, word in reversed(_WORDS.items())
            if option in self._deployment.variables
            for name in self._deployment.variables[option].text.split()
        }
        near = Spelling(CATALOGUE)
        words = {}
        for option in options:
            name = option.name
            removed = explain_removed(name, find_django_version())
            if name in KINDS and not removed:
                continue
            if removed:
                self._notes.append(f"{option.problem(f'{removed}; it is kept as a setting of your own')}")
            is_known_without = self._own.find_kind(name) is not None
            if removed or (not is_known_without and (name in declared or near.find_near(name))):
                words[name] = declared.get(name) or self._find_word(option)
        return words

    def _find_word(self, option: IniOption) -> str:
        """Return the type of a setting that was not declared."""
        try:
            value = self._read(option)
        except BadValueError:
            return "str"
        word = {bool: "bool", int: "int", str: "str", dict: "dict"}.get(type(value), "json")
        is_words = isinstance(value, list | tuple) and all(isinstance(item, str) for item in value)
        return "list" if is_words else word

    def _rewrite(self, option: IniOption) -> None:
        if not _is_whole(option):
            if self._dialect_one is not None and "${" in option.text:
                self._write(option, option.name, option.text.replace("${", "$${"))
            return
        try:
            value = self._read(option)
        except BadValueError:
            return  # As wrong as before; the comparison tells.
        name = option.name
        kind = self._find_kind(name)
        if self._dialect_one is not None and hasattr(self._module, name):
            if not isinstance(getattr(self._module, name), list | tuple):
                reason = f"It had no effect: {getattr(self._module, '__name__', '')} has {name}, too."
                self._texts[option.file or ""].comment_out(option.line or 0, reason)
                return
            if not isinstance(value, list | tuple):
                return  # That is an error, before and after.
            name += ".append"
        text = option.text if "${" not in option.text or self._dialect_one is None else None
        is_same = text is not None and name == option.name and _reads_as(kind, text, value)
        if is_same and not (self._dialect_one is None and (is_json(option.text) or is_quoted(option.text))):
            return
        written = kind.write(value)
        if self._dialect_one is None and (is_json(written) or "${" in option.text):
            return  # It reads well enough as it is.
        self._write(option, name, written)

    def _read(self, option: IniOption) -> object:
        """Return what the old notation means."""
        reader = self._dialect_one.find_reader(option.name) if self._dialect_one is not None else None
        if reader is not None:
            return reader(option.text)
        return self._find_kind(option.name).read(option.text)

    def _find_kind(self, name: str) -> Kind:
        return KINDS.get(name) or self._own.find_kind(name) or UNTYPED

    def _write(self, option: IniOption, name: str, text: str) -> None:
        """Write an option, with the variables in it that were there."""
        marks: dict[str, str] = {}
        raw = self._reader.find_option(option.file, option.section, option.name)
        for variable in dict.fromkeys(_VARIABLE.findall(raw.text if raw else "")):
            meant = self._deployment.variables.get(variable)
            if meant is not None and meant.text:
                marks[f"\0{len(marks)}\0"] = f"%({variable})s"
                text = text.replace(meant.text, f"\0{len(marks) - 1}\0")
        lines = write_option(name, text)
        for mark, variable in marks.items():
            lines = lines.replace(mark, variable)
        self._replace(option, lines.rstrip("\n").split("\n"))

    def _replace(self, option: IniOption, lines: Sequence[str]) -> None:
        self._texts[option.file or ""].replace(option.line or 0, lines)

    def _rewrite_declarations(self) -> None:
        """Put one declaration of today in the place of the first of 1.x, and take the others away."""
        types = [f"{name}:{word}" for name, word in sorted(self._words.items())]
        new = [f"{TYPES_OPTION} =", *(f"    {text}" for text in types)] if types else []
        variables = self._deployment.variables
        old = [variables[name] for name in (DIALECT_OPTION, *DECLARATIONS) if name in variables]
        for option in sorted(old, key=lambda option: (option.file or "", option.line or 0)):
            if not self._begin(option):
                continue
            self._replace(option, [*([f"{DIALECT_OPTION} = 2"] if option.name == DIALECT_OPTION else []), *new])
            new = []


def _is_whole(option: IniOption) -> bool:
    """Return whether an option is a setting, and not a part of one or an operation on it."""
    if not names_setting(option.name):
        return False
    try:
        key = parse_key(option.name)
    except BadValueError:
        return False
    return not key.path and key.operator is None


def _reads_as(kind: Kind, text: str, value: object) -> bool:
    try:
        read = kind.read(text)
    except BadValueError:
        return False
    return show_alike(read) == show_alike(value)
