"""A record of the origins of each setting, and of the parts that are secrets, made while settings are loaded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from types import ModuleType
from typing import NamedTuple

from twod.inifile.hidden_references import hide_references
from twod.inifile.keys import Key
from twod.inifile.masking import mask
from twod.inifile.opaque import KnownValues, is_mapping, is_sequence, name_type
from twod.inifile.reading import IniOption
from twod.inifile.reference_sources import find_variable_name
from twod.inifile.secrets import HIDDEN, hide_passwords, is_secret
from twod.wsgi.config.django_settings.defaults import OWN_DEFAULTS
from twod.wsgi.config.kinds.base import is_json
from twod.wsgi.config.kinds.markers import UNKNOWN
from twod.wsgi.config.trace.origins import DJANGO_DEFAULT, INI, MODULE, TWOD_DEFAULT, Origin, SettingReport


class ReferredParts(NamedTuple):
    """The parts of a value that came from environment variables and files."""

    #: The keys that lead to each part; no keys for the whole value.
    paths: tuple[tuple[str, ...], ...] = ()
    #: The parts in lists as values, because the index of an item changes when options change the list.
    items: tuple[object, ...] = ()


NOTHING = ReferredParts()


class Contribution(NamedTuple):
    """An option and its effect on a setting; its secrets are hidden only when it is shown, because few ever are."""

    key: Key
    option: IniOption
    #: The value of the option's text: the value of the key, or the items that an operator adds or removes.
    given: object
    sources: tuple[str, ...]
    #: The keys that lead to each part that came from a reference.
    hidden: tuple[tuple[str, ...], ...]
    hidden_items: tuple[object, ...]


class History:
    """The options that set or changed each setting, weakest first."""

    def __init__(self, module: ModuleType | None) -> None:
        self._module = module
        self._entries: dict[str, list[Contribution]] = {}
        self._last: dict[Key, Contribution] = {}
        self._hidden: dict[str, set[tuple[str, ...]]] = {}
        #: The hidden paths, by each path with which they begin.
        self._hidden_below: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
        self._hidden_items: defaultdict[str, KnownValues] = defaultdict(KnownValues)

    def add(
        self,
        key: Key,
        option: IniOption,
        given: object,
        sources: tuple[str, ...] = (),
        referred: ReferredParts = NOTHING,
    ) -> None:
        """Record that an option changed a setting.

        :param given: the value of its text: the value of the key, or the items that an operator adds or removes.
        :param sources: the environment variables and files of the option's references.
        :param referred: the parts that came from references, and so are secrets.
        """
        path = (key.name, *key.path)
        hidden = tuple((*path, *below) for below in referred.paths)
        entry = Contribution(key, option, given, sources, hidden, referred.items)
        if key.operator is None and key.name in self._hidden:
            for other in self._hidden_below.pop(path, ()):
                self._hidden[key.name].discard(other)
        if key.operator is None:
            for other in entry.hidden:
                self._hide(other)
        elif entry.hidden:
            self._hidden_items[key.name].update(given if isinstance(given, list) else ())
        self._hidden_items[key.name].update(entry.hidden_items)
        self._entries.setdefault(key.name, []).append(entry)
        self._last[key] = entry

    def _hide(self, path: tuple[str, ...]) -> None:
        self._hidden.setdefault(path[0], set()).add(path)
        for length in range(1, len(path) + 1):
            self._hidden_below.setdefault(path[:length], set()).add(path)

    def _make_origin(self, entry: Contribution) -> Origin:
        option = entry.option
        return Origin(INI, option.name, _show(entry), option.file, option.line, option.section, entry.sources)

    def describe_overridden(self, key: Key) -> str:
        """Return the value of the same key that an option overrides, as a phrase for an error; empty if none."""
        entry = self._last.get(key)
        if entry is None:
            return ""
        origin = self._make_origin(entry)
        return f" (overrides {origin} = {_shorten(str(origin.value))})"

    def is_set_whole(self, name: str) -> bool:
        """Return whether options set the whole setting, and no option changed only a part of it."""
        entries = self._entries.get(name, [])
        return bool(entries) and all(not entry.key.path and entry.key.operator is None for entry in entries)

    def forget(self, name: str) -> None:
        """Drop the recorded options of a setting, because they have no effect."""
        for entry in self._entries.pop(name, ()):
            self._last.pop(entry.key, None)

    def mask(self, name: str, value: object) -> object:
        """Return a value of a setting with secrets hidden: those known by name, by form and by reference."""
        return mask(value, (name,), self._hidden.get(name, ()), self._hidden_items.get(name, KnownValues()))

    def list_options(self, name: str) -> list[IniOption]:
        """Return the options that set or changed a setting, the weakest first."""
        return [entry.option for entry in self._entries.get(name, ())]

    def find_referred_variables(self) -> frozenset[str]:
        """Return the names of the environment variables that the options refer to."""
        sources = {source for entries in self._entries.values() for entry in entries for source in entry.sources}
        return frozenset(name for name in map(find_variable_name, sources) if name is not None)

    def report(
        self, names: Iterable[str], values: Mapping[str, object], defaults: Mapping[str, object]
    ) -> dict[str, SettingReport]:
        """Return the report of each setting.

        :param names: the names of settings that have a value or a default.
        :param values: the values from the ini and the settings module, by name.
        :param defaults: Django's default settings, by name.
        """
        return {name: self._report_one(name, values, defaults) for name in names}

    def _report_one(self, name: str, values: Mapping[str, object], defaults: Mapping[str, object]) -> SettingReport:
        value = values[name] if name in values else defaults[name]
        origins = [self._make_origin(entry) for entry in reversed(self._entries.get(name, ()))]
        if self._module is not None and hasattr(self._module, name):
            shown = mask(getattr(self._module, name), (name,))
            origins.append(Origin(MODULE, name, shown, self._module.__name__))
        if name in defaults:
            source = TWOD_DEFAULT if name in OWN_DEFAULTS else DJANGO_DEFAULT
            origins.append(Origin(source, name, mask(defaults[name], (name,))))
        if value is UNKNOWN:
            return SettingReport(name, UNKNOWN, "unknown", tuple(origins))
        return SettingReport(name, self.mask(name, value), name_type(value), tuple(origins))


def _show(entry: Contribution) -> object:
    """Return the text of an option, or its value if parts of the text may be secrets."""
    path, text = (entry.key.name, *entry.key.path), entry.option.text
    if is_secret(path):
        return HIDDEN
    if _has_names(entry.given) or (is_json(text) and entry.given is not UNKNOWN):
        return mask(entry.given, path, entry.hidden, KnownValues(entry.hidden_items))
    if is_json(text):
        return HIDDEN
    shown = hide_passwords(text)
    # Show a reference as written, unless a part of it has to be hidden, as in ``https://${env:TOKEN}@host/``.
    return shown if shown == text else hide_passwords(hide_references(text))


def _has_names(value: object) -> bool:
    """Return whether a value is or contains a mapping; the keys of a mapping decide which values are secrets."""
    return is_mapping(value) or (is_sequence(value) and any(map(_has_names, value)))


def _shorten(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:59]}…"
