"""The checks of an ini that need neither the names nor the types of Django's settings.

They import neither Django nor an egg, and read no environment variables or secret files. So the recipe can check an ini
in buildout's own process, and the site that loads the ini reports the same mistakes in the same words.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping

from twod.inifile.environment_files import list_environment_files
from twod.inifile.keys import Key, names_setting, parse_key
from twod.inifile.nearest import find_nearest
from twod.inifile.pastedeploy.deployment import APP_ROLE, FILTER_ROLE, SERVER_ROLE, Deployment, Drop
from twod.inifile.pastedeploy.entry_points import is_health_factory, is_send_file_factory
from twod.inifile.pastedeploy.route import Route
from twod.inifile.problems import BadValueError, ConfigurationError, Place, Report, describe_place
from twod.inifile.reading import DEFAULT_SECTION, IniFile, IniOption, IniReader
from twod.inifile.reference_syntax import REFERENCE_KINDS, has_reference
from twod.inifile.references import References
from twod.inifile.variables import (
    MODULE_OPTION,
    judge_unread,
    read_dialect,
    read_end_times,
    read_module_name,
    read_switches,
)

# Variables that twod reads in [DEFAULT] only; in another section they have no effect.
_DEFAULT_ONLY = rf"{MODULE_OPTION}|twod\..+"
_DEBUG_ADVICE = "write 'debug = …' in [DEFAULT], or 'set debug = …' in the section of the application"
# The sections that logging.config.fileConfig reads.
_LOGGING_KINDS = ("logger", "handler", "formatter")
_LOGGING_LISTS = ("loggers", "handlers", "formatters")
#: The end of an option's name that ConfigParser cut at the colon of a reference.
_CUT_REFERENCES = tuple(f"${{{kind}" for kind in REFERENCE_KINDS)
_DEBUG_IN_SECTION = f"it has no effect here; {_DEBUG_ADVICE}"


def check_grammar(
    path: str | os.PathLike[str],
    *,
    text: str | None = None,
    given: Mapping[str, str] | None = None,
    environ: Mapping[str, str] | None = None,
) -> Report:
    r"""Return the mistakes in an ini and in the files that it uses.

    Every application, filter and server is checked, with everything that it leads to, and so are the sections for
    logging. No factory is loaded, and environment variables and secret files need not exist. Example::

        >>> check_grammar("/srv/prod.ini", text="[app:main]\nuse = egg:twod.wsgi\nSITE_ID += 1\n").errors[0].message
        "expected SITE_ID.append = …, since an ini has no '+='"

    :param path: the ini.
    :param text: the content of the ini, if it is not yet written to `path`.
    :param given: variables from outside the file.
    :param environ: environment variables for references in the sections for logging; with them, the files of these
        references have to exist, too. None to leave references unexpanded.
    """
    path = os.path.abspath(path)  # noqa: PTH100 - as PasteDeploy does it: ".." is resolved, links are not
    reader = IniReader({} if text is None else {path: text})
    report = Report()
    try:
        route = Route(reader, path, given)
        judge_route(route, report)
        judge_sections(route.file, report, References(route.variables, environ))
    except ConfigurationError as error:
        report.add_errors(error.problems)
    report.add(reader.report)
    return report


def judge_route(route: Route, report: Report) -> None:
    """Report the mistakes in every application, filter and server of a file, and in all that they lead to."""
    for role in (APP_ROLE, FILTER_ROLE, SERVER_ROLE):
        for deployment in route.walk_all(role):
            judge_deployment(deployment, report)


def judge_sections(file: IniFile, report: Report, references: References) -> None:
    """Report the mistakes in the sections that PasteDeploy does not load: those for logging, and useless ones."""
    # The import takes as long as reading an ini, and a process that only loads its settings does not need it.
    from twod.inifile.logging_grammar import judge_logging_sections, list_logging_sections  # noqa: PLC0415

    judge_logging_sections(file, report, references)
    for_logging = dict(list_logging_sections(file))
    for section, is_read in for_logging.items():
        if not is_read:
            listing = f"{section.partition('_')[0].removesuffix('s')}s"
            cure = f"name it in the 'keys' of [{listing}]" if "loggers" in file.sections else "it needs [loggers]"
            report.warn(Place(file.path, None, section), f"logging does not read this section; {cure}")
    for section, options in file.sections.items():
        if section in for_logging or _is_loaded(section):
            continue
        if message := _describe_unread(section, options):
            report.warn(Place(file.path, None, section), message)
        for option in options.values():
            if references.are_in(option.text):
                report.warn(option, "twod does not expand references here, since another program reads this section")


def _is_loaded(section: str) -> bool:
    """Return whether PasteDeploy can load a section."""
    return any(role.find_name(section) is not None for role in (APP_ROLE, FILTER_ROLE, SERVER_ROLE))


def _describe_unread(section: str, options: Mapping[str, IniOption]) -> str | None:
    """Return the warning about a section that PasteDeploy does not load; None if another program may read it."""
    kind, separator, name = next((section.partition(sign) for sign in ":_ " if sign in section), (section, "", ""))
    prefixes = [prefix for role in (APP_ROLE, FILTER_ROLE, SERVER_ROLE) for prefix in role.prefixes]
    meant = find_nearest(kind, [*prefixes, *(_LOGGING_KINDS if separator else _LOGGING_LISTS)], 0.75)
    if meant in _LOGGING_LISTS:
        hint = f"; did you mean [{meant}]?"
    elif meant in _LOGGING_KINDS:
        hint = f"; did you mean [{meant}_{name.strip()}]?"
    elif meant in prefixes:
        hint = f"; did you mean [{meant}:{name.strip() or 'main'}]?"
    elif "use" in options:
        hint = f"; a section with 'use' begins with one of: {', '.join(f'{prefix}:' for prefix in prefixes)}"
    else:
        return None
    return f"neither PasteDeploy nor logging reads this section{hint}"


def judge_deployment(deployment: Deployment, report: Report) -> None:
    """Report the mistakes in one application, filter or server: in the way to it, and in its options.

    The options of a Django application are known, so a mistake there is an error. Another factory may accept an option
    that looks like a mistake, so there it is a warning.
    """
    if is_health_factory(deployment.factory):
        judge_health_options(deployment, report)
        return
    if is_send_file_factory(deployment.factory):
        _judge_send_file_options(deployment, report)
        return
    if not deployment.is_django:
        _judge_stranger(deployment, report)
        return
    judge_chain(deployment, report)
    references = References(deployment.variables, None)
    if "debug" in deployment.variables:
        references.expand(deployment.variables["debug"], report)
    for option in _iterate_options(deployment):
        read_key(option, report)
        if names_setting(option.name):
            references.expand(option, report)


def judge_health_options(deployment: Deployment, report: Report) -> None:
    """Report the mistakes in the options of the filter that answers health probes."""
    from twod.inifile.health_options import find_health_problems  # noqa: PLC0415 - few inis have one

    report.add(deployment.report)
    options = deployment.options
    # The value of a reference is known only when the filter is made.
    texts = {name: option.text for name, option in options.items() if not has_reference(option.text)}
    for name, message in find_health_problems(texts):
        report.error(options[name], message)


def _judge_send_file_options(deployment: Deployment, report: Report) -> None:
    """Report the mistakes in the options of the filter that lets the front server send files."""
    from twod.inifile.send_file_options import find_send_file_problems  # noqa: PLC0415 - few inis have one

    report.add(deployment.report)
    options = deployment.options
    texts = {name: option.text for name, option in options.items() if not has_reference(option.text)}
    for name, message in find_send_file_problems(texts, frozenset(options) - texts.keys()):
        report.error(options.get(name, deployment.place), message if name in options else f"{name} {message}")


def _iterate_options(deployment: Deployment) -> Iterator[IniOption]:
    return (option for layer in deployment.layers for option in layer.options.values())


def _judge_stranger(deployment: Deployment, report: Report) -> None:
    report.add(deployment.report)
    for drop in deployment.drops:
        report.warn(drop.option, _describe_drop(drop))
    references = References(deployment.variables, None)
    for option in _iterate_options(deployment):
        if mistake := _find_slip(option.name):
            report.warn(option, mistake)
        references.expand_elsewhere(option, report)
    for option in deployment.variables.values():
        is_set_here = option.section not in (None, DEFAULT_SECTION) and option.name != "set debug"
        if is_set_here and references.are_in(option.text):
            report.error(option, "a variable does not expand references; write the reference where it is needed")


def judge_chain(deployment: Deployment, report: Report) -> None:
    """Report the mistakes in the variables of a Django application and in the way to it, but not in its options."""
    report.add(deployment.report)
    variables = deployment.variables
    read_dialect(variables, report)
    read_module_name(variables, report)
    read_switches(variables, report)
    read_end_times(variables, report)
    list_environment_files(variables, report)
    judge_unread(variables, report)
    if "DEBUG" in variables:
        report.error(variables["DEBUG"], _DEBUG_ADVICE)
    for drop in deployment.drops:
        if drop.option.name == "debug":
            report.error(drop.option, _DEBUG_IN_SECTION)
        elif names_setting(drop.option.name):
            report.error(drop.option, _describe_drop(drop))
    for passed in deployment.way:
        if passed.factory is None:
            _judge_passed(passed, report)


def _judge_passed(deployment: Deployment, report: Report) -> None:
    """Report settings in the sections that lead to an application, such as a filter-app or a composite."""
    for option in _iterate_options(deployment):
        # PasteDeploy itself rejects options in a pipeline.
        if names_setting(option.name) and not (option.section or "").startswith("pipeline:"):
            message = "it has no effect in a section that only leads to an application; move it to the application's"
            report.error(option, message)


def _describe_drop(drop: Drop) -> str:
    cause = drop.cause
    place = describe_place(cause.file, cause.line, cause.section) or "a variable given from outside"
    if cause.name == "filter-with":
        return f"PasteDeploy drops it, since {place} has 'filter-with'; move that to the section that is loaded"
    return f"PasteDeploy drops it, since {place} has the same name; keep one of them"


def read_key(option: IniOption, report: Report) -> Key | None:
    """Return the setting that the name of an option means; None if it is not a setting or is written wrong.

    :param report: collects the mistakes in the name.
    """
    name = option.name
    try:
        key = parse_key(name)
    except BadValueError as error:
        mistake = _find_slip(name) or _find_misplaced(name) or (str(error) if names_setting(name) else None)
        if mistake is not None:
            report.error(option, mistake)
        return None
    if key.name == "DEBUG":
        report.error(option, _DEBUG_ADVICE)
        return None
    return key


def _find_misplaced(name: str) -> str | None:
    """Return the message about a variable that has no effect in an application's section; None for any other option."""
    if name == "debug":
        return _DEBUG_IN_SECTION
    is_misplaced = re.fullmatch(_DEFAULT_ONLY, name) is not None
    return "it has no effect here: twod.wsgi reads it in [DEFAULT] only; move it there" if is_misplaced else None


def _find_slip(name: str) -> str | None:
    """Return the message about a name that is a mistake for every factory; None for any other name."""
    if name.lower().startswith(("set ", "get ")):
        return f"write {name[:3].lower()!r} in lower case"
    if name.endswith(_CUT_REFERENCES):
        return "a name cannot contain a reference, since the colon of the reference ends the name"
    if re.fullmatch(r"\[[a-z-]+", name):
        return "neither an option nor a section; end the line of a section with ']'"
    if name.startswith(('"', "'", "{", "}", "[", "]")):
        return "not the name of an option; if the line belongs to the value above, indent it"
    return None
