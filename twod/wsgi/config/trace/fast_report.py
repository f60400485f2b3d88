"""The report of ``twod.fast``, in the form of the report of a setting."""

from __future__ import annotations

from collections.abc import Iterator

from twod.inifile.reading import IniOption
from twod.inifile.variables import FAST_OPTION, FAST_SWITCHES
from twod.wsgi.config.trace.origins import INI, TWOD_DEFAULT, Origin, SettingReport
from twod.wsgi.fast.switchboard import SWITCHES, find_obstacle


def report_switches(words: tuple[str, ...], option: IniOption | None) -> SettingReport:
    """Return a report of the switches that are on with the installed Django, with the reasons.

    :param words: the switches that the ini leaves on.
    :param option: the option ``twod.fast``; None if the ini has no such option.
    """
    obstacles = {word: reason for word in words if (reason := find_obstacle(SWITCHES[word]))}
    value = [word for word in words if word not in obstacles]
    return SettingReport(FAST_OPTION, value, "list", tuple(_find_origins(option, obstacles)))


def _find_origins(option: IniOption | None, obstacles: dict[str, str]) -> Iterator[Origin]:
    for word, reason in obstacles.items():
        yield Origin("installed Django", FAST_OPTION, f"{word} stays off, because {reason}")
    if option is not None:
        yield Origin(INI, option.name, option.text, option.file, option.line, option.section)
    yield Origin(TWOD_DEFAULT, FAST_OPTION, list(FAST_SWITCHES))
