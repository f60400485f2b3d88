"""A check of the options of servers against the option tables in the servers themselves.

A server is recognised by the object behind its entry point. The options of unknown servers are not checked.
"""

from __future__ import annotations

import inspect
import socket
import warnings
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from twod.inifile.booleans import read_boolean
from twod.inifile.nearest import hint_at_nearest
from twod.inifile.problems import BadValueError, HasPlace, Report
from twod.inifile.replaced_options import ReplacedOption

#: The name of an option and the error; an empty name for an error about the options as a whole.
_Faults = Iterator[tuple[str, str]]
#: The texts of a section's options, by name.
_Texts = Mapping[str, str]

#: The object behind the entry point of gunicorn.
GUNICORN = "gunicorn.app.pasterapp:serve"
_NOT_AN_OPTION = "not an option"
#: Options of gunicorn with values that must exist on the machine.
_OF_MACHINE = frozenset({"chdir", "group", "reload_extra_files", "user"})
_LAST_PORT = 65535
#: Options of waitress that must be at least 1, because with 0 it starts and never responds.
_AT_LEAST_ONE = frozenset({"connection_limit", "threads"})
#: Additional words for true and false that servers accept.
_MORE_BOOLEANS = frozenset({"t", "y", "f", "n"})


def judge_server_options(
    options: Mapping[str, ReplacedOption],
    place: HasPlace,
    target: str | None,
    report: Report,
    tell_of_machine: Callable[[HasPlace, str], None] | None = None,
) -> None:
    """Report options that a server would reject in its section.

    If the references in an option have no value yet, only the name of the option is checked here.

    :param options: the options of the section, by name.
    :param place: the place of the section.
    :param target: ``MODULE:NAME`` of the server, from its entry point.
    :param report: gets the errors.
    :param tell_of_machine: called for users, groups and directories that this machine lacks; None to report errors.
    """
    judge = _JUDGES.get(target or "")
    if judge is None:
        return
    for name, message in judge({name: option.text for name, option in options.items()}):
        option = options.get(name)
        is_unknown_name = message.startswith(_NOT_AN_OPTION)
        if option is not None and not option.is_known and not is_unknown_name:
            continue
        tell = tell_of_machine if name in _OF_MACHINE and tell_of_machine is not None else report.error
        told = option.option if option is not None and is_unknown_name else option
        tell(told or place, message)


def find_listening_addresses(options: Mapping[str, ReplacedOption]) -> list[tuple[str, ReplacedOption]]:
    """Return each ``HOST:PORT`` in a server section, with its option; a port alone gets the host 127.0.0.1."""
    named = [(word, options[name]) for name in ("listen", "bind") if name in options for word in _split(options[name])]
    if named or "port" not in options:
        return [(word, option) for word, option in named if not word.startswith(("unix:", "fd:"))]
    host = options["host"].text.strip() if "host" in options else "127.0.0.1"
    return [(f"{host}:{options['port'].text.strip()}", options["port"])]


def find_sockets(options: Mapping[str, ReplacedOption]) -> list[tuple[str, ReplacedOption]]:
    """Return the path of each Unix socket in a server section, with its option."""
    named = [(options[name].text.strip(), options[name]) for name in ("unix_socket", "bind") if name in options]
    return [
        (text.removeprefix("unix:").removeprefix("//"), option)
        for text, option in named
        if option.option.name == "unix_socket" or text.startswith("unix:")
    ]


def _split(option: ReplacedOption) -> list[str]:
    return option.text.replace(",", " ").split()


def _judge_waitress(options: _Texts) -> _Faults:
    from waitress import adjustments  # noqa: PLC0415 - a site may have another server

    expected = {int: "an integer", adjustments.asoctal: "an octal number such as 600", adjustments.asbool: ""}
    # This private table is waitress's only list of all its options.
    casts = dict(adjustments.Adjustments._params)  # noqa: SLF001 - see above
    right = {}
    for name, text in options.items():
        if name not in casts:
            yield name, f"{_NOT_AN_OPTION} of waitress{hint_at_nearest(name, casts)}"
            continue
        message = _find_boolean_problem(text) if casts[name] is adjustments.asbool else None
        try:
            value = casts[name](text)
        except ValueError:
            message = f"expected {expected.get(casts[name], 'another value')}, got {text!r}"
        else:
            if name in _AT_LEAST_ONE and value < 1:
                message = f"expected 1 or more, got {text!r}"
        message = message or _find_place_problem(name, text)
        if message:
            yield name, message
        else:
            right[name] = text
    numeric = {"host": "127.0.0.1", "port": "0", "listen": "127.0.0.1:0"}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # Pass numeric addresses, because waitress resolves host names. Any other error is about a combination.
            adjustments.Adjustments(**{name: numeric.get(name, text) for name, text in right.items()})
    except ValueError as error:
        yield "", f"waitress: {error}"


def _judge_paste(options: _Texts) -> _Faults:
    from paste import httpserver  # noqa: PLC0415 - a site may have another server

    # Leave out parameters that only Python code can pass.
    given_by_code = {
        "application",
        "handler",
        "ssl_context",
        "threadpool_options",
        "threadpool_nworkers",
        "threadpool_daemon",
    }
    pool = inspect.signature(httpserver.ThreadPool).parameters
    known = dict(inspect.signature(httpserver.serve).parameters)
    known |= {f"threadpool_{name}": parameter for name, parameter in pool.items()}
    known = {name: parameter for name, parameter in known.items() if name not in given_by_code}
    integers = {name for name, parameter in known.items() if type(parameter.default) is int}
    for name, text in options.items():
        message = None
        if name not in known:
            message = f"{_NOT_AN_OPTION} of Paste's server{hint_at_nearest(name, known)}"
        elif name in integers | {"port", "socket_timeout"}:
            message = _find_integer_problem(text)
        elif name in ("use_threadpool", "daemon_threads", "start_loop"):
            message = _find_boolean_problem(text)
        elif name == "protocol_version" and text not in ("HTTP/0.9", "HTTP/1.0", "HTTP/1.1"):
            message = f"expected HTTP/1.0 or HTTP/1.1, got {text!r}"
        if message := message or _find_place_problem(name, text):
            yield name, message
    if message := _find_pool_problem(options, known):
        yield "threadpool_workers", message


def _find_pool_problem(options: _Texts, known: Mapping[str, inspect.Parameter]) -> str | None:
    """Return the error for a thread pool of Paste that is smaller than the number below which Paste adds threads."""
    sizes = {name: options.get(name, str(known[name].default)) for name in _POOL_OPTIONS if name in known}
    if len(sizes) < len(_POOL_OPTIONS) or not all(size.strip().isdecimal() for size in sizes.values()):
        return None
    workers, least = (int(size) for size in sizes.values())
    expected = f"expected at least {least}, the value of threadpool_spawn_if_under"
    return None if workers >= least else f"{expected}, got {workers}"


_POOL_OPTIONS = ("threadpool_workers", "threadpool_spawn_if_under")


def _judge_gunicorn(options: _Texts) -> _Faults:
    from gunicorn.config import KNOWN_SETTINGS  # noqa: PLC0415 - a site may have another server
    from gunicorn.workers import SUPPORTED_WORKERS  # noqa: PLC0415

    known = {setting.name: setting for setting in KNOWN_SETTINGS}
    for name, text in options.items():
        setting = known.get(name.lower())
        if name in ("host", "port"):
            message = _find_place_problem(name, text)
        elif setting is None:
            message = f"{_NOT_AN_OPTION} of gunicorn{hint_at_nearest(name, [*known, 'host', 'port'])}"
        elif name == "bind":
            message = _find_bind_problem(text)
        elif name == "worker_class" and "." not in text and ":" not in text:
            is_known = text in SUPPORTED_WORKERS
            message = (
                None
                if is_known
                else f"expected the name of a worker, got {text!r}{hint_at_nearest(text, SUPPORTED_WORKERS)}"
            )
        else:
            message = _find_setting_problem(setting, text)
        if message:
            yield name, message


def _find_setting_problem(setting: Any, text: str) -> str | None:
    """Return gunicorn's error about the value of an option; None if gunicorn accepts the value."""
    from gunicorn.errors import ConfigError  # noqa: PLC0415 - a site may have another server

    # Don't check a hook: gunicorn would import the site's module with the function.
    if "Hooks" in (setting.section or ""):
        return None
    try:
        setting().set(text)
    except (AttributeError, ConfigError, LookupError, OSError, RuntimeError, TypeError, ValueError) as error:
        return f"gunicorn: {error}"
    return None


def _find_bind_problem(text: str) -> str | None:
    if text.startswith("unix:"):
        return None
    if text.startswith("fd://"):
        return _find_integer_problem(text.removeprefix("fd://"))
    return _find_address_problem(text.removeprefix("tcp://"))


def _find_place_problem(name: str, text: str) -> str | None:
    """Return the error for an option with an address or a port; the servers use the same names for these."""
    match name:
        case "port":
            return _find_port_problem(text)
        case "listen":
            return next(filter(None, map(_find_address_problem, text.split())), None)
        case "host" if ":" in text and not text.startswith("[") and text.count(":") == 1:
            return _find_address_problem(text)
        case _:
            return None


def _find_address_problem(text: str) -> str | None:
    """Return the error for a ``HOST:PORT``; accept a host alone if it can only be a host."""
    host, colon, port = text.rpartition(":")
    if not colon or port.endswith("]"):
        is_host = text in ("*", "localhost") or "." in text or text.startswith("[")
        return None if is_host else f"expected HOST:PORT, got {text!r}"
    if not host:
        return f"expected HOST:PORT, got {text!r}; for all addresses, write 0.0.0.0{text}"
    return _find_port_problem(port, text)


def _find_port_problem(port: str, text: str | None = None) -> str | None:
    """Return the error for a port; None if the port is valid.

    :param text: the whole address, if the port may also be the name of a service.
    """
    port = port.strip()
    if port.isascii() and port.isdecimal():
        if int(port) <= _LAST_PORT:
            return None
    elif text is not None and _is_service(port):
        return None
    return f"expected a port from 0 to {_LAST_PORT}, got {text or port!r}"


def _is_service(name: str) -> bool:
    try:
        socket.getservbyname(name)
    except (OSError, ValueError):
        return False
    return True


def _find_integer_problem(text: str) -> str | None:
    try:
        int(text)
    except ValueError:
        return f"expected an integer, got {text!r}"
    return None


def _find_boolean_problem(text: str) -> str | None:
    try:
        read_boolean(text)
    except BadValueError as error:
        return None if text.strip().lower() in _MORE_BOOLEANS else str(error)
    return None


#: The checks of the known servers, by the objects behind their entry points.
_JUDGES: dict[str, Callable[[_Texts], _Faults]] = {
    "waitress:serve_paste": _judge_waitress,
    "paste.httpserver:server_runner": _judge_paste,
    GUNICORN: _judge_gunicorn,
}
