"""Unfinished settings: the settings module and Django's defaults, changed by the options read so far."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType

from twod.inifile.keys import Key
from twod.inifile.opaque import is_sequence
from twod.inifile.problems import Report
from twod.inifile.reading import IniOption
from twod.wsgi.config.dialects.dialect import Reader
from twod.wsgi.config.django_settings.catalogue import KINDS
from twod.wsgi.config.kinds.base import Kind
from twod.wsgi.config.kinds.containers import rebuild
from twod.wsgi.config.kinds.markers import MISSING, UNKNOWN
from twod.wsgi.config.kinds.untyped import UNTYPED
from twod.wsgi.config.merging.ambiguity import find_ambiguities
from twod.wsgi.config.merging.changes import Change, Changed, Copies, apply_change, make_operation, make_setter
from twod.wsgi.config.merging.facts import Facts
from twod.wsgi.config.merging.failures import describe_failure
from twod.wsgi.config.merging.inline_comments import find_inline_comment
from twod.wsgi.config.merging.own_settings import get_kind
from twod.wsgi.config.merging.referred import find_referred_parts
from twod.wsgi.config.trace.history import History
from twod.wsgi.config.trace.origins import describe_source
from twod.wsgi.exc import BadValueError, MisplacedReferenceError


class Draft:
    """The values so far, with the last option and the history of each."""

    def __init__(self, module: ModuleType | None, defaults: Mapping[str, object] | None) -> None:
        """Start with the values of the settings module.

        :param defaults: Django's default settings, by name; None for a mere check of an ini, in which values that it
            does not set stay unknown.
        """
        self.module = module
        self._defaults = defaults
        names = filter(str.isupper, dir(module)) if module is not None else ()
        self.values: dict[str, object] = {name: getattr(module, name) for name in names}
        #: The option that last changed a setting; None for the settings module.
        self.places: dict[str, IniOption | None] = dict.fromkeys(self.values)
        self.history = History(module)
        #: The containers in the values that belong only to this draft.
        self.copies = Copies()

    @property
    def module_name(self) -> str:
        """The name of the settings module; empty if there is no settings module."""
        return self.module.__name__ if self.module else ""

    def find_value(self, name: str) -> object:
        """Return the present value of a setting; MISSING if it has no value."""
        if name in self.values:
            return self.values[name]
        return UNKNOWN if self._defaults is None else self._defaults.get(name, MISSING)


def apply_option(draft: Draft, key: Key, option: IniOption, facts: Facts, report: Report) -> None:
    """Change the setting that an option names, and report an error if that fails."""
    text, sources, secrets, is_known = facts.references.expand(option, report)
    draft.places[key.name] = option
    if text is None:
        # The reference failed, so the value is unknown. Options for parts of it can still be checked.
        draft.values[key.name] = UNKNOWN
        return
    kind: Kind = UNTYPED
    reader = None if key.path or key.operator else facts.dialect.find_reader(key.name)
    before = draft.find_value(key.name)
    try:
        kind = get_kind(key.name, facts.own)
        changed = apply_change(kind, before, key.path, _make_change(key, text, reader, facts), draft.copies)
    except Exception as error:  # noqa: BLE001 - values of a settings module may raise any error
        draft.values[key.name] = UNKNOWN
        # In a mere check, report only errors of the notation: the values of references may be right later.
        if is_known or isinstance(error, MisplacedReferenceError):
            message = describe_failure(error, key, kind, before, has_secrets=bool(secrets))
            report.error(option, message + draft.history.describe_overridden(key))
        return
    if not is_known:
        draft.values[key.name] = UNKNOWN
        return
    draft.values[key.name] = changed.value
    parts = find_referred_parts(text, secrets, _find_reader(key, reader, changed), changed.given)
    draft.history.add(key, option, changed.given, sources, parts)
    # Don't warn if a settings module that is not imported may define the type.
    if reader is None and not (facts.lacks_module and changed.before is UNKNOWN):
        for message in find_ambiguities(key, text, changed):
            report.warn(option, message)
        if comment := find_inline_comment(key, option.text, changed.kind):
            report.warn(option, comment)


def _find_reader(key: Key, reader: Reader | None, changed: Changed) -> Reader:
    """Return the function that read the text of an option."""
    if reader is not None:
        return reader
    return changed.kind.read_items if key.operator else changed.kind.read


def _make_change(key: Key, text: str, reader: Reader | None, facts: Facts) -> Change:
    if key.operator is not None:
        return make_operation(key, text)
    if reader is not None:
        return lambda kind, value: Changed(read := reader(text), read, kind, value)
    if facts.lacks_module and key.name not in KINDS and key.name not in facts.own:
        return lambda kind, value: Changed(UNKNOWN, UNKNOWN, kind, value)
    return make_setter(text)


def let_module_win(draft: Draft, report: Report) -> None:
    """Apply the rule of 1.x: the settings module overrides the ini, but its tuples and lists are extended."""
    source = describe_source(None, draft.module_name)
    for name, option in draft.places.items():
        if option is None or not hasattr(draft.module, name) or not draft.history.is_set_whole(name):
            continue
        stays, value = getattr(draft.module, name), draft.values[name]
        if value is UNKNOWN:
            continue
        draft.values[name] = stays
        if not is_sequence(stays):
            report.warn(option, f"it has no effect: in dialect 1, the value in {source} overrides it")
            draft.history.forget(name)
            continue
        if not is_sequence(value):
            report.error(option, f"expected a list, because {source} has a list")
            continue
        try:
            draft.values[name] = rebuild(stays, [*stays, *value])
        except BadValueError as error:
            report.error(option, error.describe())
