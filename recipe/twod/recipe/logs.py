"""The logging sections of an ini, as :func:`logging.config.fileConfig` reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from twod.recipe.options import ACCESS_LOG, DEBUG, EVENT_LOG, LOG_FORMAT, LOG_LEVEL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from twod.recipe.environments import Environment

#: Options that fileConfig reads without interpolation, so that a ``%`` in them stands for itself.
RAW_OPTIONS = ("class", "datefmt", "defaults", "format", "style", "validate")

#: What the options call the streams of the process.
STREAMS = ("stderr", "stdout")

FORMATTERS = {
    "text": {"format": "%(asctime)s %(levelname)-5.5s [%(name)s] %(message)s"},
    "json": {
        "class": "pythonjsonlogger.json.JsonFormatter",
        "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
    },
    # The logger of requests has put the whole line into its message.
    "access": {"format": "%(message)s"},
}


def is_raw(header: str, option: str) -> bool:
    """Whether fileConfig takes the option of this section as it stands."""
    return header.startswith("formatter_") and option in RAW_OPTIONS


def find_log_files(environment: Environment) -> Iterator[str]:
    """Yield the files that an environment logs to, as they are written in its options."""
    for option in (EVENT_LOG, ACCESS_LOG):
        if environment.options[option] not in ("", *STREAMS):
            yield environment.options[option]


def make_logging_sections(environment: Environment, name_file: Callable[[str], str]) -> dict[str, dict[str, str]]:
    """Return the sections that log everything from the environment's level on, and requests if that is wanted.

    :param name_file: gives the name of a log file in the ini from the one in the environment's options.
    """
    options = environment.options
    log_format = options[LOG_FORMAT]
    sections = {
        "logger_root": {"level": options[LOG_LEVEL], "handlers": "event"},
        "handler_event": make_handler(options[EVENT_LOG] or "stderr", log_format, name_file),
        f"formatter_{log_format}": dict(FORMATTERS[log_format]),
    }
    if options[DEBUG]:
        # With DEBUG on, Django's own default has a console handler on this logger; one message is enough.
        sections["logger_django"] = {"level": "NOTSET", "handlers": "", "qualname": "django", "propagate": "0"}
    if options[ACCESS_LOG]:
        access_format = "json" if log_format == "json" else "access"
        sections["logger_wsgi"] = {"level": "INFO", "handlers": "access", "qualname": "wsgi", "propagate": "0"}
        sections["handler_access"] = make_handler(options[ACCESS_LOG], access_format, name_file)
        sections[f"formatter_{access_format}"] = dict(FORMATTERS[access_format])
    return sections


def make_handler(target: str, formatter: str, name_file: Callable[[str], str]) -> dict[str, str]:
    """Return the section of a handler for a stream or for a file that logrotate and the like may rename."""
    if target in STREAMS:
        made = {"class": "StreamHandler", "args": f"(sys.{target},)"}
    else:
        made = {"class": "handlers.WatchedFileHandler", "args": f"({name_file(target)!r}, 'a', 'utf-8')"}
    return made | {"level": "NOTSET", "formatter": formatter}


def complete_logging_sections(sections: dict[str, dict[str, str]]) -> None:
    """Give the sections that a user added what fileConfig insists on, and list all of them in the sections of keys.

    :param sections: all logging sections of the ini, by header.
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
    for kind in ("logger", "handler", "formatter"):
        names = sorted(list_names(sections, kind), key=lambda name: (name != "root", name))
        sections[f"{kind}s"] = {"keys": ", ".join(names)}


def list_names(sections: Mapping[str, object], kind: str) -> list[str]:
    """Return the names of the logging sections of one kind."""
    return [header.removeprefix(f"{kind}_") for header in sections if header.startswith(f"{kind}_")]
