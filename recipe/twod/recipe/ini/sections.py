"""The sections of an environment's ini, from the application to the logging."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from twod.inifile.key_place import KeyPlace
from twod.inifile.keys import names_setting
from twod.inifile.pastedeploy.entry_points import WRAPPED_OPTION, WRAPPER, is_django_factory, is_wrapper
from twod.inifile.problems import Place, Report
from twod.inifile.reference_syntax import has_reference
from twod.inifile.text import GUARD_OPTION, Entry, Section
from twod.inifile.variables import (
    ENVIRONMENT_FILE_OPTION,
    FAST_OPTION,
    GRACEFUL_TIMEOUT_OPTION,
    MODULE_OPTION,
    STOP_DELAY_OPTION,
    TYPES_OPTION,
)
from twod.recipe.cfg.environment_options import DEBUG, SETTINGS, URL_PREFIX, VARIABLE_FILES
from twod.recipe.cfg.environments import Environment, make_dotted
from twod.recipe.ini.logging_sections import is_for_logging, is_raw, judge_logging, make_logging_sections
from twod.recipe.ini.pipeline import get_application_headers, judge_pipeline, make_pipeline_sections
from twod.recipe.ini.secret_keys import judge_secret_key, make_key_entries
from twod.recipe.ini.servers import judge_server, make_end_entries, make_server_entries

#: The order of the ini's sections: these kinds first, then all others.
_ORDER = (
    "DEFAULT",
    "pipeline:main",
    "composite:main",
    "composite:site",
    "app:main",
    "app:django",
    "pipeline:",
    "filter",
    "composite:",
    "app:",
    "server:",
    "loggers",
    "handlers",
    "formatters",
    "logger_",
    "handler_",
    "formatter_",
)

#: The kinds of sections that any loader of the ini may load; only ``paster serve`` loads a server.
_WRAPPED = ("app:", "composite:", "filter:")

#: Names that every section gets from [DEFAULT] or PasteDeploy.
_DEFAULT_NAMES = frozenset(
    {
        "debug",
        MODULE_OPTION,
        TYPES_OPTION,
        FAST_OPTION,
        GRACEFUL_TIMEOUT_OPTION,
        STOP_DELAY_OPTION,
        ENVIRONMENT_FILE_OPTION,
        GUARD_OPTION,
        "here",
        "__file__",
    }
)


def make_sections(
    environment: Environment, secret_key: KeyPlace | None, name_file: Callable[[str], str]
) -> list[Section]:
    """Return the sections of an environment's ini, in their order.

    :param secret_key: the place of the key, with a path as the ini has it; None if the recipe writes no SECRET_KEY.
    :param name_file: returns the name of a file in the ini for the name in the environment's options.
    """
    sections = {"DEFAULT": _make_defaults(environment, name_file)} | make_pipeline_sections(environment, name_file)
    django = get_application_headers(environment)[1]
    sections[django] = {"use": Entry("use", "egg:twod.wsgi")}
    prefix = environment.options[URL_PREFIX]
    if prefix:
        # Management commands build URLs, too, but have no request with the prefix.
        sections[django]["FORCE_SCRIPT_NAME"] = environment.make_entry(URL_PREFIX, "FORCE_SCRIPT_NAME", prefix)
    if secret_key is not None:
        sections[django] |= make_key_entries(environment, secret_key)
    sections[django] |= _make_settings(environment)
    sections["server:main"] = {entry.name: entry for entry in make_server_entries(environment)}
    _add_written_sections(environment, sections)
    for header, entries in sections.items():
        if header != django and header.startswith(_WRAPPED):
            _wrap_factory(entries)
    _add_logging_sections(environment, sections, name_file)
    return [Section(header, _sort_entries(sections[header])) for header in sorted(sections, key=get_sort_key)]


def _wrap_factory(entries: dict[str, Entry]) -> None:
    """Wrap the factory of a section with references in ours, which expands them under every loader of the ini."""
    use = entries.get("use")
    if use is None or not use.value.startswith(("egg:", "call:")):
        return
    factory = use.value if "#" in use.value else f"{use.value}#main"
    if is_wrapper(factory) or is_django_factory(factory):
        return
    if any(has_reference(entry.value) for entry in entries.values()):
        entries[WRAPPED_OPTION] = use._replace(name=WRAPPED_OPTION)
        entries["use"] = use._replace(value=WRAPPER)


def _make_defaults(environment: Environment, name_file: Callable[[str], str]) -> dict[str, Entry]:
    entries = {"debug": environment.make_entry(DEBUG, "debug", str(environment.options[DEBUG]).lower())}
    if environment.options[SETTINGS]:
        name = "django_settings_module"
        entries[name] = environment.make_entry(SETTINGS, name, environment.options[SETTINGS])
    if files := environment.options[VARIABLE_FILES]:
        lines = [str(file._replace(path=name_file(file.path))) for file in files]
        name = ENVIRONMENT_FILE_OPTION
        entries[name] = environment.make_entry(VARIABLE_FILES, name, "\n".join(lines))
    return entries | {entry.name: entry for entry in make_end_entries(environment)}


def _make_settings(environment: Environment) -> dict[str, Entry]:
    return {
        key: Entry(key, written.text, written.place, written.place.section)
        for key, written in environment.settings.items()
    }


def _add_written_sections(environment: Environment, sections: dict[str, dict[str, Entry]]) -> None:
    """Add the user's options for sections of the ini; they override the recipe's."""
    for header, options in environment.sections.items():
        if not is_for_logging(header):
            section = sections.setdefault(header, {})
            for name, written in options.items():
                section[name] = Entry(name, written.text, written.place, written.place.section)


def _add_logging_sections(
    environment: Environment, sections: dict[str, dict[str, Entry]], name_file: Callable[[str], str]
) -> None:
    """Add the logging sections, the recipe's and the user's."""
    for header, options_here in make_logging_sections(environment, name_file).items():
        written = environment.sections.get(header, {})
        sections[header] = {
            name: Entry(
                name,
                text,
                written[name].place
                if name in written
                else Place(None, None, environment.name, make_dotted(header, name)),
                written[name].place.section if name in written else None,
                is_raw(header, name),
            )
            for name, text in options_here.items()
        }


def _sort_entries(entries: Mapping[str, Entry]) -> list[Entry]:
    """Return the entries: ``use`` first, then the recipe's, then the others by the section that they come from."""
    return sorted(entries.values(), key=lambda entry: (entry.name != "use", entry.source or "", entry.name))


def get_sort_key(header: str) -> tuple[int, str]:
    """Return the key that sorts the sections of an ini."""
    for place, kind in enumerate(_ORDER):
        if header == kind or (header.startswith(kind) and kind[-1] in ":_r"):
            return place, header
    return len(_ORDER), header


def judge_environment(environment: Environment, report: Report) -> None:
    """Report mistakes in the combination of an environment's options."""
    judge_server(environment, report)
    judge_pipeline(environment, report)
    _judge_settings(environment, report)
    _judge_sections(environment, report)
    judge_logging(environment, report)
    judge_secret_key(environment, report)


def _judge_settings(environment: Environment, report: Report) -> None:
    """Report each option that looks like a setting but is not one."""
    for name, written in environment.settings.items():
        if name == "DEBUG":
            report.error(written, "is not a setting here; write the option debug, in lower case")
        elif name.startswith("DEFAULT."):
            report.error(written, "[DEFAULT] takes only debug, settings, twod.types and twod.fast")


def _judge_sections(environment: Environment, report: Report) -> None:
    """Report each option that is written for a section of the ini and is not allowed there."""
    django = get_application_headers(environment)[1]
    own = {django, "server:main", *make_pipeline_sections(environment)}
    for header, options in environment.sections.items():
        if is_for_logging(header) or header == "DEFAULT":
            continue
        first = next(iter(options))
        kind, _, title = header.partition(":")
        needed = "pipeline" if kind == "pipeline" else "use"
        if header in (django, "app:main"):
            for name, written in options.items():
                advice = f"settings have no prefix; write {name} = …" if names_setting(name) else ""
                report.error(written, advice or f"[{header}] takes only settings")
        elif header not in own and needed not in options and not any(name.startswith("paste.") for name in options):
            message = f"[{header}] needs {kind}.{title}.{needed} as well"
            report.error(options[first], message)
        for name in sorted(options.keys() & _DEFAULT_NAMES):
            message = f"PasteDeploy gives every section the {name} of [DEFAULT] and ignores this one; remove it"
            report.error(options[name], message)
