"""What stands in the ini of an environment: its sections, from the application to the logging."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from twod.recipe.ini import Entry, Section
from twod.recipe.logs import complete_logging_sections, is_raw, make_logging_sections
from twod.recipe.options import DEBUG, PIPELINE, SECRET_KEY, SETTINGS, STATIC, find_nearest
from twod.recipe.servers import find_server_problems, make_server_entries

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from twod.recipe.environments import Environment
    from twod.recipe.exc import Problem

#: The order of the ini's sections: these kinds first, then the rest.
ORDER = (
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


def get_application_headers(environment: Environment) -> tuple[str, str]:
    """Return the header that a pipeline ends with, and the header that holds the settings; they may be the same."""
    has_static, has_pipeline = environment.options[STATIC], bool(environment.options[PIPELINE])
    django = "app:django" if has_static or has_pipeline else "app:main"
    if not has_static:
        return django, django
    return ("composite:site" if has_pipeline else "composite:main"), django


def make_sections(environment: Environment, secret_key: Path | None, directory: Path) -> list[Section]:
    """Return the sections of an environment's ini, in their order.

    :param secret_key: the file of its generated key; None when it has none.
    :param directory: where the ini will be, which the file is named from.
    """
    sections: dict[str, dict[str, Entry]] = {"DEFAULT": make_defaults(environment)}
    outer, inner = get_application_headers(environment)
    if environment.options[PIPELINE]:
        name = outer.partition(":")[2]
        words = [*environment.options[PIPELINE][:-1], get_last_word(environment, name)]
        sections["pipeline:main"] = {"pipeline": environment.make_entry(PIPELINE, "pipeline", " ".join(words))}
    if outer != inner:
        sections[outer] = {
            "use": Entry("use", "egg:twod.wsgi#full_django"),
            "django_app": Entry("django_app", "django"),
        }
    sections[inner] = {"use": Entry("use", "egg:twod.wsgi")} | make_settings(environment)
    if secret_key is not None:
        reference = f"${{file:{os.path.relpath(secret_key, directory)}}}"
        sections[inner]["SECRET_KEY"] = environment.make_entry(SECRET_KEY, "SECRET_KEY", reference)
    sections["server:main"] = {entry.name: entry for entry in make_server_entries(environment)}
    add_written_sections(environment, sections)
    return [Section(header, sort_entries(sections[header])) for header in sorted(sections, key=get_sort_key)]


def make_defaults(environment: Environment) -> dict[str, Entry]:
    entries = {"debug": environment.make_entry(DEBUG, "debug", str(environment.options[DEBUG]).lower())}
    if environment.options[SETTINGS]:
        name = "django_settings_module"
        entries[name] = environment.make_entry(SETTINGS, name, environment.options[SETTINGS])
    return entries


def make_settings(environment: Environment) -> dict[str, Entry]:
    return {key: Entry(key, written.text, key, written.origin) for key, written in environment.settings.items()}


def get_last_word(environment: Environment, name: str) -> str:
    """Return what the pipeline ends with: `name` for the application, unless the user named a section of the ini."""
    last = environment.options[PIPELINE][-1]
    return name if last == "main" else last


def add_written_sections(environment: Environment, sections: dict[str, dict[str, Entry]]) -> None:
    """Add what the user wrote for sections of the ini, over what the recipe has put there."""
    logging = make_logging_sections(environment)
    for header, options in environment.sections.items():
        if header.startswith(("logger_", "handler_", "formatter_")):
            logging.setdefault(header, {}).update({name: written.text for name, written in options.items()})
        else:
            section = sections.setdefault(header, {})
            for name, written in options.items():
                section[name] = Entry(name, written.text, make_dotted(header, name), written.origin)
    complete_logging_sections(logging)
    for header, texts in logging.items():
        written_here = environment.sections.get(header, {})
        sections[header] = {
            name: Entry(
                name,
                text,
                make_dotted(header, name),
                written_here[name].origin if name in written_here else None,
                is_raw(header, name),
            )
            for name, text in texts.items()
        }


def make_dotted(header: str, name: str) -> str:
    """Return how an option of the ini is written in buildout.cfg."""
    if header == "DEFAULT":
        return name
    separator = ":" if ":" in header else "_"
    kind, _, title = header.partition(separator)
    return f"{kind}.{title}.{name}"


def sort_entries(entries: Mapping[str, Entry]) -> list[Entry]:
    """Return the entries, ``use`` first, then what the recipe adds, then the rest by the section it comes from."""
    return sorted(entries.values(), key=lambda entry: (entry.name != "use", entry.source or "", entry.name))


def get_sort_key(header: str) -> tuple[int, str]:
    for place, kind in enumerate(ORDER):
        if header == kind or (header.startswith(kind) and kind[-1] in ":_r"):
            return place, header
    return len(ORDER), header


def find_problems(environment: Environment) -> Iterator[Problem]:
    """Yield what cannot be right in an environment, as far as can be told without the site's eggs."""
    yield from find_server_problems(environment)
    yield from find_pipeline_problems(environment)
    inner = get_application_headers(environment)[1]
    for name, written in environment.sections.get(inner, {}).items():
        yield written.blame(make_dotted(inner, name), f"write {name} by itself; this section holds the settings")
    if environment.options[SECRET_KEY] and "SECRET_KEY" in environment.settings:
        message = "there is a SECRET_KEY as well; leave one of them out"
        yield environment.blame(SECRET_KEY, message)


def find_pipeline_problems(environment: Environment) -> Iterator[Problem]:
    pipeline = environment.options[PIPELINE]
    if not pipeline:
        return
    filters = sorted(header.removeprefix("filter:") for header in environment.sections if header.startswith("filter:"))
    for name in pipeline[:-1]:
        if name not in filters and ":" not in name:
            hint = find_nearest(name, filters) or f"; it needs a filter.{name}.use"
            yield environment.blame(PIPELINE, f"there is no filter {name}{hint}")
    last = pipeline[-1]
    known = ["main", "site", "django"]
    known += [header.partition(":")[2] for header in environment.sections if header.startswith(("app:", "composite:"))]
    if last not in known and ":" not in last:
        yield environment.blame(PIPELINE, f"has to end with main, the application, and not with {last}")
