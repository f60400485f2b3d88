"""Rewriting an ini of twod.wsgi 1.x, or with JSON values, in the current notation."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from twod.inifile.keys import names_setting, parse_key
from twod.inifile.logging_grammar import list_logging_sections
from twod.inifile.pastedeploy.deployment import APP_ROLE, FILTER_ROLE, SERVER_ROLE, Deployment
from twod.inifile.pastedeploy.django_sections import find_all_django, find_django
from twod.inifile.pastedeploy.route import Route
from twod.inifile.problems import Problem, Report
from twod.inifile.reading import IniFile, IniOption, IniReader
from twod.inifile.reference_syntax import double_references, has_reference
from twod.inifile.text import write_lines
from twod.inifile.variables import DIALECT_ONE_OPTIONS, DIALECT_OPTION, TYPES_OPTION
from twod.wsgi.config.check import judge_application
from twod.wsgi.config.dialects.choice import choose_dialect
from twod.wsgi.config.dialects.dialect import Dialect
from twod.wsgi.config.dialects.one import DialectOne
from twod.wsgi.config.kinds.by_type import find_kind_of_word
from twod.wsgi.config.merging.own_settings import OwnSettings, get_kind
from twod.wsgi.config.merging.settings_module import import_settings_module
from twod.wsgi.config.surroundings.python_path import extend_python_path
from twod.wsgi.exc import BadValueError
from twod.wsgi.migration.decisions import Decision, Write, decide_json, decide_part, decide_whole
from twod.wsgi.migration.ini_text import Edit, Keep, Replace, edit_ini
from twod.wsgi.migration.interpolation import put_variables_back
from twod.wsgi.migration.old_types import find_words

_JSON_FACTORY = re.compile(r"egg:django[-_.]pastedeploy[-_.]settings(#.*)?")


class Migration(NamedTuple):
    """The inis of one site, rewritten."""

    #: The new content of each file, by its path.
    texts: dict[str, str]
    #: The names of the applications.
    names: tuple[str, ...]
    #: Notes for the user on the new texts.
    notes: tuple[Problem, ...]


class _OldApplication(NamedTuple):
    """A Django application of an old ini, and the readers of its options."""

    deployment: Deployment
    dialect: Dialect
    #: None when it has none, or one that does not exist.
    module: ModuleType | None


def migrate(path: str, others: Iterable[str] = ()) -> Migration:
    """Return the inis of a site in the current notation.

    :param path: absolute path of the ini that is loaded.
    :param others: absolute paths of inis that it uses, and that are to be rewritten as well.
    :raises twod.wsgi.exc.ConfigurationError: when a file cannot be read, or no Django application can be found.
    """
    reader = IniReader()
    for file in (path, *others):
        reader.read(file)
    # As they are, with their line ends.
    texts = {file: Path(file).read_bytes().decode("utf-8") for file in (path, *others)}
    applications = _find_applications(reader, path)
    notes = Report()
    words = _find_words(applications, notes)
    edits: dict[str, dict[int, Edit]] = {file: {} for file in texts}
    for application in applications:
        for option, edit in (
            *_edit_uses(application.deployment, reader),
            *_edit_settings(application, words, reader),
            *_edit_declarations(application, words, texts),
        ):
            if option.file in edits and option.line is not None:
                # The first application decides on options that several of them use.
                edits[option.file].setdefault(option.line, edit)
    if any(isinstance(application.dialect, DialectOne) for application in applications):
        for file in texts:
            for option, edit in _edit_other_sections(reader.read(file), applications):
                edits[file].setdefault(option.line or 0, edit)
    return Migration(
        {file: edit_ini(text, edits[file]) for file, text in texts.items()},
        tuple(application.deployment.section.partition(":")[2] for application in applications),
        notes.warnings,
    )


def _find_applications(reader: IniReader, path: str) -> list[_OldApplication]:
    route = Route(reader, path)
    report = Report()
    # A line that cannot be read may be the header of the section that is missing.
    reader.report.raise_errors()
    deployments = find_all_django(route, report) or [find_django(route, None)]
    report.add(reader.report)
    for deployment in deployments:
        if not _JSON_FACTORY.fullmatch(deployment.factory or ""):
            judge_application(deployment, report)
        # The settings module may be beside the ini.
        extend_python_path(deployment.variables, Report())
    report.raise_errors()
    # The comparison with the new ini reports all other errors.
    return [
        _OldApplication(
            deployment,
            choose_dialect(deployment.variables, report),
            import_settings_module(deployment.variables, report),
        )
        for deployment in deployments
    ]


def _find_words(applications: Iterable[_OldApplication], notes: Report) -> dict[str, str]:
    """Return the types to declare, by the names of the settings."""
    words: dict[str, str] = {}
    for deployment, dialect, module in applications:
        if isinstance(dialect, DialectOne):
            whole = filter(_is_whole, _list_settings(deployment))
            words = find_words(whole, deployment.variables, OwnSettings({}, module), notes) | words
    return words


def _edit_uses(deployment: Deployment, reader: IniReader) -> Iterator[tuple[IniOption, Edit]]:
    """Yield edits that replace the factory of django-pastedeploy-settings by ours."""
    for layer in deployment.layers:
        option = reader.find_option(layer.file, layer.section, "use")
        if option is not None and _JSON_FACTORY.fullmatch(option.text.strip()):
            yield option, Replace(("use = egg:twod.wsgi",))


def _edit_settings(
    application: _OldApplication, words: Mapping[str, str], reader: IniReader
) -> Iterator[tuple[IniOption, Edit]]:
    """Yield the edit of each setting."""
    deployment, dialect, module = application
    kinds = {name: kind for name, word in words.items() if (kind := find_kind_of_word(word)) is not None}
    own = OwnSettings(kinds, module)
    meanings = {name: variable.text for name, variable in deployment.variables.items()}
    for option in _list_settings(deployment):
        decision = _decide(option, dialect, own, module)
        if isinstance(decision, Write):
            old = reader.find_option(option.file, option.section, option.name)
            text = put_variables_back(decision.text, old.text if old else "", meanings)
            yield option, Replace(tuple(write_lines(decision.name, text)))
        else:
            yield option, decision


def _decide(option: IniOption, dialect: Dialect, own: OwnSettings, module: ModuleType | None) -> Decision:
    kind = get_kind(option.name, own)
    if isinstance(dialect, DialectOne):
        if _is_whole(option):
            return decide_whole(option.name, option.text, dialect.find_reader(option.name), kind, module)
        return decide_part(option.name, option.text)
    return decide_json(option.name, option.text, kind) if _is_whole(option) else Keep()


def _edit_other_sections(file: IniFile, applications: Iterable[_OldApplication]) -> Iterator[tuple[IniOption, Edit]]:
    """Yield edits that keep text what would become a reference, in servers, filters and logging."""
    layers = [layer for application in applications for layer in application.deployment.layers]
    django = {layer.section for layer in layers if layer.file == file.path}
    roles = (APP_ROLE, FILTER_ROLE, SERVER_ROLE)
    read = {name for name, is_read in list_logging_sections(file) if is_read}
    read |= {name for name in file.sections if any(role.find_name(name) is not None for role in roles)}
    for section in read - django:
        for option in file.sections[section].values():
            if has_reference(option.text):
                yield option, Replace(tuple(write_lines(option.name, double_references(option.text))))


def _edit_declarations(
    application: _OldApplication, words: Mapping[str, str], files: Container[str]
) -> Iterator[tuple[IniOption, Edit]]:
    """Yield edits that replace the first declaration of 1.x by a current one, and remove the others.

    :param files: those that are rewritten.
    """
    if not isinstance(application.dialect, DialectOne):
        return
    types = [f"    {name}:{word}" for name, word in sorted(words.items())]
    new = [f"{TYPES_OPTION} =", *types] if types else []
    variables = application.deployment.variables
    old = [variables[name] for name in (DIALECT_OPTION, *DIALECT_ONE_OPTIONS) if name in variables]
    for option in sorted(old, key=lambda option: (option.file or "", option.line or 0)):
        if option.file in files:
            dialect = [f"{DIALECT_OPTION} = 2"] if option.name == DIALECT_OPTION else []
            yield option, Replace((*dialect, *new))
            new = []


def _list_settings(deployment: Deployment) -> list[IniOption]:
    options = [option for layer in deployment.layers for option in layer.options.values()]
    return [option for option in options if names_setting(option.name)]


def _is_whole(option: IniOption) -> bool:
    """Return whether an option is a setting, and not a part of one or an operation on it."""
    try:
        key = parse_key(option.name)
    except BadValueError:
        return False
    return not key.path and key.operator is None
