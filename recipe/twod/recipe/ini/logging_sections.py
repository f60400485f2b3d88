"""The logging sections of an ini, as :func:`logging.config.fileConfig` reads them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from twod.inifile.logging_grammar import RAW_OPTIONS, LoggingNames, find_logging_problem
from twod.inifile.problems import Report
from twod.inifile.reference_syntax import has_reference
from twod.recipe.cfg.environment_options import ACCESS_LOG, DEBUG, EVENT_LOG, LOG_FORMAT, LOG_LEVEL, REQUEST_ID
from twod.recipe.cfg.environments import Environment
from twod.recipe.cfg.option import Option, Values

#: The values of options that mean a stream of the process.
_STREAMS = ("stderr", "stdout")

_FORMATTERS = {
    "text": {
        "class": "twod.wsgi.serving.logs.log_lines.TextFormatter",
        "format": "%(asctime)s %(levelname)-5.5s [%(name)s] %(message)s",
    },
    "json": {"class": "twod.wsgi.serving.logs.json_records.JsonFormatter"},
    # Apache's combined format, plus the time of the response.
    "access": {
        "class": "twod.wsgi.serving.logs.log_lines.AccessFormatter",
        "datefmt": "%d/%b/%Y:%H:%M:%S %z",
        "format": '%(remote)s - %(user)s [%(asctime)s] "%(method)s %(path)s %(protocol)s" %(status)s %(bytes)s'
        ' "%(referer)s" "%(user_agent)s" %(milliseconds)sms',
    },
}

#: The loggers of servers that bring their own handlers, which write text.
_SERVERS = ("_granian", "gunicorn.error", "hypercorn.error", "uvicorn")
#: The loggers in which servers log requests, as ``access-log`` does.
_REQUESTS_OF_SERVERS = ("granian.access", "gunicorn.access", "hypercorn.access", "uvicorn.access")


def is_raw(header: str, option: str) -> bool:
    """Return whether fileConfig reads an option without interpolation."""
    return header.startswith("formatter_") and option in RAW_OPTIONS


def is_for_logging(header: str) -> bool:
    """Return whether a section describes a logger, a handler or a formatter."""
    return header.startswith(("logger_", "handler_", "formatter_"))


def find_log_files(environment: Environment) -> Iterator[tuple[Option[str], str]]:
    """Yield the options that name log files, with the file names as written."""
    for option in (EVENT_LOG, ACCESS_LOG):
        if environment.options[option] not in ("", *_STREAMS):
            yield option, environment.options[option]


def make_logging_sections(environment: Environment, name_file: Callable[[str], str]) -> dict[str, dict[str, str]]:
    """Return the logging sections: the recipe's own with the user's changes, and the user's.

    :param name_file: returns the name of a log file in the ini for the name in the environment's options.
    """
    sections = _make_own_sections(environment, name_file)
    for header, options in environment.sections.items():
        if is_for_logging(header):
            sections.setdefault(header, {}).update({name: written.text for name, written in options.items()})
    _complete_logging_sections(sections)
    return sections


def _make_own_sections(environment: Environment, name_file: Callable[[str], str]) -> dict[str, dict[str, str]]:
    """Return the sections that log messages from the environment's level on, and requests if there is an access log."""
    options = environment.options
    log_format = options[LOG_FORMAT]
    sections = {
        "logger_root": {"level": options[LOG_LEVEL], "handlers": "event"},
        "handler_event": make_handler(options[EVENT_LOG] or "stderr", log_format, name_file),
        f"formatter_{log_format}": _make_formatter(log_format, options),
    }
    if options[DEBUG]:
        # With DEBUG on, Django's own console handler on this logger would print each message a second time.
        sections["logger_django"] = _make_logger("django", propagate=False)
    if log_format == "json":
        sections |= {f"logger_{name}": _make_logger(name, propagate=True) for name in _SERVERS}
    if log_format == "json" or options[ACCESS_LOG]:
        sections |= {f"logger_{name}": _make_logger(name, propagate=False) for name in _REQUESTS_OF_SERVERS}
    if options[ACCESS_LOG]:
        access_format = "json" if log_format == "json" else "access"
        sections["logger_wsgi"] = {"level": "INFO", "handlers": "access", "qualname": "wsgi", "propagate": "0"}
        sections["handler_access"] = make_handler(options[ACCESS_LOG], access_format, name_file)
        sections[f"formatter_{access_format}"] = _make_formatter(access_format, options)
    return sections


def _make_formatter(name: str, options: Values) -> dict[str, str]:
    """Return the section of a formatter; JSON always includes the id of the request."""
    made = dict(_FORMATTERS[name])
    if options[REQUEST_ID] and name == "text":
        made["format"] = made["format"].replace("[%(name)s]", "[%(name)s] [%(request_id)s]")
    elif options[REQUEST_ID] and name == "access":
        made["format"] += " %(request_id)s"
    return made


def _make_logger(name: str, *, propagate: bool) -> dict[str, str]:
    """Return the section of a logger without handlers; its messages go to the root logger, or nowhere."""
    return {"level": "NOTSET", "handlers": "", "qualname": name, "propagate": str(int(propagate))}


def make_handler(target: str, formatter: str, name_file: Callable[[str], str]) -> dict[str, str]:
    """Return the section of a handler for a stream, or for a file that a program such as logrotate may rename."""
    if target in _STREAMS:
        made = {"class": "StreamHandler", "args": f"(sys.{target},)"}
    else:
        made = {"class": "handlers.WatchedFileHandler", "args": f"({name_file(target)!r}, 'a', 'utf-8')"}
    return made | {"level": "NOTSET", "formatter": formatter}


def _complete_logging_sections(sections: dict[str, dict[str, str]]) -> None:
    """Add the options that fileConfig requires to the user's sections, and list all sections under ``keys``.

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


def judge_logging(environment: Environment, report: Report) -> None:
    """Report each logging option of the user with which :func:`~logging.config.fileConfig` would fail."""
    if not any(is_for_logging(header) for header in environment.sections):
        return
    sections = make_logging_sections(environment, str)
    names = LoggingNames(list_names(sections, "handler"), list_names(sections, "formatter"))
    for header, options in environment.sections.items():
        kind = header.partition("_")[0]
        for name, written in options.items() if is_for_logging(header) else ():
            # A reference is checked by its default later, with the whole ini.
            if has_reference(written.text):
                continue
            if message := find_logging_problem(kind, name, written.text, names):
                report.error(written, message)
