"""Changes to a setting of django-pastedeploy-settings that keep its value in twod.wsgi."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from types import ModuleType

from twod.inifile.pastedeploy.deployment import Deployment
from twod.inifile.problems import Report
from twod.inifile.reading import IniOption
from twod.inifile.references import References
from twod.wsgi.config.dialects.two import DialectTwo
from twod.wsgi.config.django_settings.catalogue import KINDS
from twod.wsgi.config.django_settings.version import find_django_version
from twod.wsgi.config.kinds import json_text
from twod.wsgi.config.kinds.base import Kind, is_json
from twod.wsgi.config.merging.names import judge_name
from twod.wsgi.config.merging.own_settings import OwnSettings, get_kind
from twod.wsgi.config.trace.shown import show_alike
from twod.wsgi.exc import BadValueError
from twod.wsgi.migration.decisions import Decision, Write
from twod.wsgi.migration.ini_text import CommentOut, Keep
from twod.wsgi.migration.predecessor_settings import read_given


def decide_json_only(
    option: IniOption, deployment: Deployment, own: OwnSettings, module: ModuleType | None
) -> Decision:
    """Return the change to a whole setting.

    :param own: the site's settings, with the types that will be declared.
    :param module: the settings module; options extend its lists and do not change its other values.
    """
    return _decide(option, deployment, own, module) or Keep()  # The comparison reports a value without notation.


def _decide(option: IniOption, deployment: Deployment, own: OwnSettings, module: ModuleType | None) -> Decision | None:
    """Return the change to a whole setting, or None if no notation gives the value."""
    name = option.name
    try:
        value = read_given(option, deployment)
    except BadValueError:
        return Keep()  # It is invalid already, and reported.
    kind = get_kind(name, own)
    writer = _Writer(option, References(deployment.variables, {}), kind)
    if module is None or not hasattr(module, name):
        return writer.write(name, value, kind.read)
    present = getattr(module, name)
    if not isinstance(present, list | tuple):
        return CommentOut(f"It had no effect: {module.__name__} has {name}, too.")
    if not isinstance(value, list | dict | str):
        return Keep()  # As above.
    return _extend(writer, name, present, list(value), is_alone=not _is_overriding(option, deployment))


def _extend(
    writer: _Writer, name: str, present: Sequence[object], items: list[object], *, is_alone: bool
) -> Decision | None:
    """Return the option that adds items to a list of the settings module."""
    if not items:
        return CommentOut(f"It had no effect: it added nothing to {name} of the settings module.")
    if is_alone:
        return writer.write(f"{name}.append", items, writer.kind.read_items)
    # In twod.wsgi a section below appends as well; in the old package only the last section did.
    return writer.write(name, [*present, *items], writer.kind.read)


def find_json_words(
    options: Iterable[IniOption], deployment: Deployment, module: ModuleType | None, notes: Report
) -> dict[str, str]:
    """Return the types to declare, by the names of the settings.

    :param options: whole settings.
    :param notes: gets a note for each name that twod.wsgi rejects without a declaration.
    """
    own = OwnSettings({}, module)
    words: dict[str, str] = {}
    for option in options:
        try:
            value = read_given(option, deployment)
        except BadValueError:
            continue
        verdict = judge_name(option.name, own, find_django_version())
        is_refused = verdict is not None and verdict.fault in DialectTwo.errors
        if verdict is not None and is_refused:
            notes.warn(option, f"{verdict.message}; it is kept as your own setting")
        if is_refused or (type(value) is float and option.name not in KINDS and option.name not in own):
            words[option.name] = _find_word(value)
    return words


def _find_word(value: object) -> str:
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "list"
    return {bool: "bool", int: "int", float: "float", str: "str"}.get(type(value), "json")


def _is_overriding(option: IniOption, deployment: Deployment) -> bool:
    """Return whether a section below sets the same setting."""
    places = [found for layer in deployment.layers if (found := layer.options.get(option.name)) is not None]
    return option in places[1:]


class _Writer:
    """A writer of a value for an option: in the simplest notation that reads back as the same value."""

    def __init__(self, option: IniOption, references: References, kind: Kind) -> None:
        self._option = option
        self._references = references
        self.kind = kind

    def write(self, name: str, value: object, read: Callable[[str], object]) -> Decision:
        """Return the option to write, or Keep() if no notation gives the value; the comparison reports that.

        :param name: the name of the option.
        :param read: the function that will read its text.
        """
        old = self._option.text
        simple = self._write_simply(value) if "${" not in old else None
        for text in (simple, old, simple or self._write_simply(value), _write_json(value)):
            if text is not None and self._reads_as(text, value, read):
                is_same = text == old and name == self._option.name
                return Keep() if is_same else Write(name, text)
        return Keep()

    def _write_simply(self, value: object) -> str | None:
        try:
            text = self.kind.write(value)
            return None if is_json(text) or next(iter(self.kind.find_ambiguous(text)), None) is not None else text
        except (BadValueError, ValueError, TypeError, AttributeError):
            return None  # The value is not of this kind; the next notation may fit.

    def _reads_as(self, text: str, value: object, read: Callable[[str], object]) -> bool:
        expanded = self._references.expand(self._option._replace(text=text), report := Report()).text
        if report.errors or expanded is None:
            return False
        try:
            return show_alike(read(expanded)) == show_alike(value)
        except BadValueError:
            return False


def _write_json(value: object) -> str | None:
    try:
        return json_text.dumps(value)
    except (ValueError, TypeError):
        return None
