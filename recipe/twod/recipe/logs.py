"""The logging sections of an ini, as :func:`logging.config.fileConfig` reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from twod.recipe.options import DEBUG, LOG_LEVEL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from twod.recipe.environments import Environment

#: Options that fileConfig reads without interpolation, so that a ``%`` in them stands for itself.
RAW_OPTIONS = ("class", "datefmt", "defaults", "format", "style", "validate")


def is_raw(header: str, option: str) -> bool:
    """Whether fileConfig takes the option of this section as it stands."""
    return header.startswith("formatter_") and option in RAW_OPTIONS


def make_logging_sections(environment: Environment) -> dict[str, dict[str, str]]:
    """Return the sections that log everything from the environment's level on to stderr."""
    sections = {
        "logger_root": {"level": environment.options[LOG_LEVEL], "handlers": "console"},
        "handler_console": {"class": "StreamHandler", "args": "(sys.stderr,)", "level": "NOTSET", "formatter": "text"},
        "formatter_text": {"format": "%(asctime)s %(levelname)-5.5s [%(name)s] %(message)s"},
    }
    if environment.options[DEBUG]:
        # With DEBUG on, Django's own default has a console handler on this logger; one message is enough.
        sections["logger_django"] = {"level": "NOTSET", "handlers": "", "qualname": "django", "propagate": "0"}
    return sections


def complete_logging_sections(sections: dict[str, dict[str, str]]) -> None:
    """Give the sections that a user added what fileConfig insists on, and list all of them in the sections of keys.

    :param sections: all sections of the ini, by header.
    """
    for header, options in list(sections.items()):
        kind, _, name = header.partition("_")
        if kind == "logger" and name != "root":
            options.setdefault("qualname", name)
            options.setdefault("level", "NOTSET")
            options.setdefault("handlers", "")
        elif kind == "handler":
            options.setdefault("class", "StreamHandler")
            options.setdefault("args", "()")
    for kind, first in (("logger", "root"), ("handler", "console"), ("formatter", "text")):
        rest = sorted(set(list_names(sections, kind)) - {first})
        sections[f"{kind}s"] = {"keys": ", ".join([first, *rest])}


def list_names(sections: Mapping[str, object], kind: str) -> list[str]:
    """Return the names of the logging sections of one kind."""
    return [header.removeprefix(f"{kind}_") for header in sections if header.startswith(f"{kind}_")]
