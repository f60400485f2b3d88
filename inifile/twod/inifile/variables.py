"""The options of ``[DEFAULT]`` that control how twod.wsgi reads an ini."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from twod.inifile.durations import read_duration
from twod.inifile.nearest import find_nearest, hint_at_nearest
from twod.inifile.problems import BadValueError, Report
from twod.inifile.reading import IniOption
from twod.inifile.text import GUARD_OPTION

#: Names the settings module.
MODULE_OPTION = "django_settings_module"
#: Selects the notation of the settings.
DIALECT_OPTION = "twod.dialect"
#: Declare the types of settings, as in twod.wsgi 1.x; an ini that has one of them is in dialect 1.
DIALECT_ONE_OPTIONS = (
    "twod.booleans",
    "twod.integers",
    "twod.tuples",
    "twod.nested_tuples",
    "twod.tree_tuples",
    "twod.dictionaries",
    "twod.none_if_empty_settings",
)
#: Declares the types of settings that Django does not know.
TYPES_OPTION = "twod.types"
#: Selects the parts of Django that twod replaces by faster ones.
FAST_OPTION = "twod.fast"
#: The words for these parts.
FAST_SWITCHES = ("settings", "routes", "middleware", "signals")
#: The word that turns all of them off.
_NO_SWITCH = "none"
#: Limits the time for running requests when the process ends.
GRACEFUL_TIMEOUT_OPTION = "twod.graceful_timeout"
#: The time between "not ready" and the closing of the socket.
STOP_DELAY_OPTION = "twod.stop_delay"
#: Names directories with Python modules of the site.
PYTHON_PATH_OPTION = "twod.pythonpath"
#: Names files of environment variables.
ENVIRONMENT_FILE_OPTION = "twod.environment_file"
# The prefix of these variables, except that of the settings module.
_PREFIX = "twod."
_KNOWN = (
    DIALECT_OPTION,
    TYPES_OPTION,
    FAST_OPTION,
    GRACEFUL_TIMEOUT_OPTION,
    STOP_DELAY_OPTION,
    PYTHON_PATH_OPTION,
    ENVIRONMENT_FILE_OPTION,
    GUARD_OPTION,
    *DIALECT_ONE_OPTIONS,
)


class EndTimes(NamedTuple):
    """The time that a serving process may take to end, in seconds."""

    #: From the closing of the socket to the end of the process, even if requests are still running.
    graceful_timeout: float = 30.0
    #: From "not ready" to the closing of the socket.
    stop_delay: float = 0.0


def read_dialect(variables: Mapping[str, IniOption], report: Report) -> int:
    """Return the dialect: ``twod.dialect`` if set, else 1 for an ini with options of twod.wsgi 1.x, else 2.

    :param variables: PasteDeploy's ``global_conf``.
    """
    option = variables.get(DIALECT_OPTION)
    if option is None:
        return 1 if any(name in variables for name in DIALECT_ONE_OPTIONS) else 2
    number = option.text.strip()
    if number not in ("1", "2"):
        report.error(option, f"expected 1 or 2, got {number!r}")
    return 1 if number == "1" else 2


def read_module_name(variables: Mapping[str, IniOption], report: Report) -> str | None:
    """Return the name of the settings module; None if the ini names no module, or the name is wrong."""
    option = variables.get(MODULE_OPTION)
    name = option.text.strip() if option else ""
    if option is None or not name:
        return None
    if not all(part.isidentifier() for part in name.split(".")):
        cure = "; remove the indentation of the lines after the first" if "\n" in name else ""
        report.error(option, f"expected the dotted name of a module, got {name!r}{cure}")
        return None
    return name


def read_switches(variables: Mapping[str, IniOption], report: Report) -> tuple[str, ...]:
    """Return the words of ``twod.fast`` that are on. Default: all. ``none`` turns all of them off.

    :param variables: PasteDeploy's ``global_conf``.
    """
    option = variables.get(FAST_OPTION)
    if option is None:
        return FAST_SWITCHES
    words = option.text.replace(",", " ").split()
    if words == [_NO_SWITCH]:
        return ()
    expected = f"expected {_NO_SWITCH}, or one or more of: {', '.join(FAST_SWITCHES)}"
    if not words:
        report.error(option, f"{expected}; remove the option to have all of them")
    for word in words:
        if word not in FAST_SWITCHES:
            hint = "" if word == _NO_SWITCH else hint_at_nearest(word, (*FAST_SWITCHES, _NO_SWITCH))
            report.error(option, f"{expected}; got {word!r}{hint}")
    return tuple(word for word in FAST_SWITCHES if word in words)


def read_end_times(variables: Mapping[str, IniOption], report: Report) -> EndTimes:
    """Return the values of ``twod.graceful_timeout`` and ``twod.stop_delay``, or their defaults.

    :param variables: PasteDeploy's ``global_conf``.
    """
    times = EndTimes()
    for field, name in {"graceful_timeout": GRACEFUL_TIMEOUT_OPTION, "stop_delay": STOP_DELAY_OPTION}.items():
        if name in variables:
            try:
                times = times._replace(**{field: read_duration(variables[name].text)})
            except BadValueError as error:
                report.error(variables[name], str(error))
    return times


def judge_unread(variables: Mapping[str, IniOption], report: Report) -> None:
    """Warn of each variable with the prefix ``twod.`` that twod.wsgi does not read.

    :param variables: PasteDeploy's ``global_conf``.
    """
    for name, option in variables.items():
        if name.startswith(_PREFIX) and name not in _KNOWN:
            # The common prefix would make all names similar.
            near = find_nearest(name.removeprefix(_PREFIX), [known.removeprefix(_PREFIX) for known in _KNOWN])
            hint = f"; did you mean {_PREFIX}{near}?" if near else ""
            report.warn(option, f"twod.wsgi has no such option{hint}")
