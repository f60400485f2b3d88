"""The conversion of an ini of twod.wsgi 1.x, of another package or with JSON values into the current notation."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from twod.inifile.keys import names_setting, parse_key
from twod.inifile.logging_grammar import list_logging_sections
from twod.inifile.pastedeploy.deployment import APP_ROLE, FILTER_ROLE, SERVER_ROLE, Deployment
from twod.inifile.pastedeploy.predecessors import is_old_full_django
from twod.inifile.pastedeploy.route import Route
from twod.inifile.problems import Problem, Report
from twod.inifile.reading import IniFile, IniOption, IniReader
from twod.inifile.reference_syntax import double_references, has_reference
from twod.inifile.text import write_lines
from twod.inifile.variables import DIALECT_ONE_OPTIONS, DIALECT_OPTION, MODULE_OPTION, TYPES_OPTION
from twod.wsgi.config.dialects.one import DialectOne
from twod.wsgi.config.kinds.by_type import find_kind_of_word
from twod.wsgi.config.merging.own_settings import OwnSettings, get_kind
from twod.wsgi.exc import BadValueError
from twod.wsgi.migration.decisions import Decision, Write, decide_json, decide_part, decide_whole
from twod.wsgi.migration.ini_text import CommentOut, Edit, Keep, Replace, add_variables, edit_ini
from twod.wsgi.migration.interpolation import put_variables_back
from twod.wsgi.migration.json_decisions import decide_json_only, find_json_words
from twod.wsgi.migration.old_applications import OldApplication, Subject, find_old_applications
from twod.wsgi.migration.old_notes import judge_lists, judge_lists_of_1x, judge_wsgi_application
from twod.wsgi.migration.old_types import find_words
from twod.wsgi.migration.predecessor_edits import (
    edit_factory,
    edit_ignored,
    edit_module_name,
    find_misplaced_module,
)


class Migration(NamedTuple):
    """The rewritten inis of one site."""

    #: The new content of each file, by its path.
    texts: dict[str, str]
    #: The applications that were rewritten.
    subjects: tuple[Subject, ...]
    #: The other Django applications of the ini, and those that others use. Their settings, if any, stay the same.
    others: tuple[Subject, ...]
    #: Notes for the user about the new texts.
    notes: tuple[Problem, ...]


def migrate(path: str, others: Iterable[str] = (), name: str | None = None) -> Migration:
    """Return the inis of a site in the current notation.

    :param path: absolute path of the ini that is loaded.
    :param others: absolute paths of inis that it uses and that are to be rewritten, too.
    :param name: the application that leads to those to rewrite. None: all of the ini.
    :raises twod.wsgi.exc.ConfigurationError: if a file cannot be read, there is no Django application, or another file
        would have to be rewritten.
    """
    reader = IniReader()
    for file in (path, *others):
        reader.read(file)
    # The exact contents, with their line ends.
    texts = {file: Path(file).read_bytes().decode("utf-8") for file in (path, *others)}
    applications, rest = find_old_applications(reader, path, name)
    notes, report = Report(), Report()
    words = _find_words(applications, notes)
    variables = _find_new_variables(applications, rest)
    # Another package ignores the declarations of 1.x; they must not make twod read its ini as one of 1.x.
    declaring = list(filter(_is_dialect_one, applications)) or applications
    edits: dict[str, dict[int, Edit]] = {file: {} for file in texts}
    for application in applications:
        for option, edit in _edit_predecessor(application, variables, texts, report):
            edits[option.file or ""].setdefault(option.line or 0, edit)
        declarations = _edit_declarations(application, words, texts) if application in declaring else ()
        for option, edit in (*_edit_settings(application, words, reader), *declarations):
            if option.file in edits and option.line is not None:
                # If several applications use an option, the first one decides.
                edits[option.file].setdefault(option.line, edit)
    for option, edit in _edit_composites(Route(reader, path)):
        if option.file in edits:
            edits[option.file].setdefault(option.line or 0, edit)
    if any(_is_dialect_one(application) for application in applications):
        for file in texts:
            for option, edit in _edit_other_sections(reader.read(file), applications):
                edits[file].setdefault(option.line or 0, edit)
    report.raise_errors()
    judge_wsgi_application(applications, notes)
    judge_lists(applications, notes)
    judge_lists_of_1x(applications, notes)
    bases = [application for application in applications if application.is_base]
    added = {file: _write_variables(file, applications, variables, words) for file in texts}
    return Migration(
        {file: add_variables(edit_ini(text, edits[file]), added[file]) for file, text in texts.items()},
        tuple(application.subject for application in applications if not application.is_base),
        tuple(application.subject for application in (*bases, *rest)),
        notes.warnings,
    )


def _is_dialect_one(application: OldApplication) -> bool:
    return application.predecessor is None and isinstance(application.dialect, DialectOne)


def _find_words(applications: Iterable[OldApplication], notes: Report) -> dict[str, str]:
    """Return the types to declare, by the names of the settings."""
    words: dict[str, str] = {}
    for application in applications:
        deployment, predecessor = application.deployment, application.predecessor
        whole = list(filter(_is_whole, _list_settings(deployment)))
        if predecessor is not None and predecessor.has_settings:
            words = find_json_words(whole, deployment, application.module, notes) | words
        elif _is_dialect_one(application):
            words = find_words(whole, deployment.variables, OwnSettings({}, application.module), notes) | words
    return words


def _find_new_variables(applications: Iterable[OldApplication], rest: Iterable[OldApplication]) -> dict[str, str]:
    """Return the settings module for ``[DEFAULT]`` of a file, by the path of the file.

    If ``[DEFAULT]`` has a module already, or the file's applications have several, the sections name their modules.
    """
    names: dict[str, set[str]] = {}
    taken = {application.deployment.file for application in rest}
    for application in applications:
        option = find_misplaced_module(application)
        if option is not None and option.file is not None:
            names.setdefault(option.file, set()).add(option.text.strip())
            if MODULE_OPTION in application.deployment.variables:
                taken.add(option.file)
        else:
            taken.add(application.deployment.file)
    return {file: next(iter(found)) for file, found in names.items() if len(found) == 1 and file not in taken}


def _write_variables(
    file: str, applications: Iterable[OldApplication], variables: Mapping[str, str], words: Mapping[str, str]
) -> list[str]:
    """Return the lines to add to ``[DEFAULT]`` of a file."""
    lines = [f"{MODULE_OPTION} = {variables[file]}"] if file in variables else []
    has_json = any(each.predecessor is not None and each.deployment.file == file for each in applications)
    is_declared = any(_is_dialect_one(each) or TYPES_OPTION in each.deployment.variables for each in applications)
    return [*lines, *_write_types(words)] if has_json and not is_declared else lines


def _write_types(words: Mapping[str, str]) -> list[str]:
    """Return the lines that declare types, or an empty list if there are no types."""
    types = [f"    {name}:{word}" for name, word in sorted(words.items())]
    return [f"{TYPES_OPTION} =", *types] if types else []


def _edit_predecessor(
    application: OldApplication, variables: Mapping[str, str], files: Container[str], report: Report
) -> Iterator[tuple[IniOption, Edit]]:
    """Yield the edits of all options except settings, in an application of another package.

    :param report: gets an error for each option that has to change in another file.
    """
    if application.predecessor is None:
        return
    module = find_misplaced_module(application)
    moves = module is not None and module.file in variables
    for option, edit in (
        *edit_factory(application, report),
        *edit_module_name(application, moves=moves),
        *edit_ignored(application, application.predecessor),
    ):
        if option.file in files:
            yield option, edit
        else:
            report.error(option, "it has to change, too; name this file after the first one on the command line")


def _edit_composites(route: Route) -> Iterator[tuple[IniOption, Edit]]:
    """Yield edits that replace the composite of django-pastedeploy-settings by that of twod."""
    for deployment in route.walk_all():
        option = deployment.factory_place
        if is_old_full_django(deployment.factory) and isinstance(option, IniOption):
            yield option, Replace(("use = egg:twod.wsgi#full_django",))


def _edit_settings(
    application: OldApplication, words: Mapping[str, str], reader: IniReader
) -> Iterator[tuple[IniOption, Edit]]:
    """Yield the edit of each setting."""
    if application.predecessor is not None and not application.predecessor.has_settings:
        return
    deployment = application.deployment
    kinds = {name: kind for name, word in words.items() if (kind := find_kind_of_word(word)) is not None}
    own = OwnSettings(kinds, application.module)
    meanings = {name: variable.text for name, variable in deployment.variables.items()}
    for option in _list_settings(deployment):
        decision = _decide(option, application, own)
        if isinstance(decision, Write):
            old = reader.find_option(option.file, option.section, option.name)
            text = put_variables_back(decision.text, old.text if old else "", meanings)
            yield option, Replace(tuple(write_lines(decision.name, text)))
        else:
            yield option, decision


def _decide(option: IniOption, application: OldApplication, own: OwnSettings) -> Decision:
    dialect, module = application.dialect, application.module
    if application.predecessor is not None:
        if _is_whole(option):
            return decide_json_only(option, application.deployment, own, module)
        return CommentOut(f"It had no effect: {application.predecessor.name} knows no such name.")
    kind = get_kind(option.name, own)
    if isinstance(dialect, DialectOne):
        if _is_whole(option):
            decision = decide_whole(option.name, option.text, dialect.find_reader(option.name), kind, module)
            # A value that keeps its meaning may be JSON, which a second run would simplify.
            return decide_json(option.name, option.text, kind) if isinstance(decision, Keep) else decision
        return decide_part(option.name, option.text)
    return decide_json(option.name, option.text, kind) if _is_whole(option) else Keep()


def _edit_other_sections(file: IniFile, applications: Iterable[OldApplication]) -> Iterator[tuple[IniOption, Edit]]:
    """Yield edits that keep text in servers, filters and logging from becoming a reference."""
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
    application: OldApplication, words: Mapping[str, str], files: Container[str]
) -> Iterator[tuple[IniOption, Edit]]:
    """Yield edits that replace the first declaration of 1.x by a current one, and remove the others.

    :param files: the files that are rewritten.
    """
    if application.predecessor is None and not _is_dialect_one(application):
        return
    variables = application.deployment.variables
    declared = variables.get(TYPES_OPTION)
    if application.predecessor is not None and declared is not None and declared.file in files:
        present = dict(word.split(":", 1) for word in declared.text.replace(",", " ").split() if ":" in word)
        if not words.items() <= present.items():
            yield declared, Replace(tuple(_write_types(present | dict(words))))
    new = _write_types(words) if application.predecessor is None else []
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
    """Return whether an option is a whole setting: not a nested key, and without an operator."""
    try:
        key = parse_key(option.name)
    except BadValueError:
        return False
    return not key.path and key.operator is None
