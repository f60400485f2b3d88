"""The settings of an ini as new text: all of them, or those that differ from another ini."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from twod.inifile.config_uri import split_config_uri
from twod.inifile.keys import parse_key
from twod.inifile.masking import shows_secret
from twod.inifile.problems import Report
from twod.inifile.reading import IniOption, IniReader
from twod.inifile.variables import MODULE_OPTION, PYTHON_PATH_OPTION, TYPES_OPTION
from twod.wsgi.config.kinds.markers import MISSING
from twod.wsgi.config.loaded import Loaded
from twod.wsgi.config.merging.settings_module import import_settings_module
from twod.wsgi.migration.transcription.exact_text import Likeness, compare_values
from twod.wsgi.migration.transcription.option_text import OptionText, make_ini_escape, render_site
from twod.wsgi.migration.transcription.rendering import Style, render_section
from twod.wsgi.migration.transcription.standins import Standins
from twod.wsgi.migration.transcription.transcriber import Ground, Transcriber, Transcript, WantedSetting

#: Name of the ini that is read back, in the folder of the original.
_TRIAL = ".twod-settings.ini"


class WrittenAnew(NamedTuple):
    """The settings of an ini as text, and the fate of each."""

    text: str
    transcript: Transcript
    #: The environment variables that have to be set, each with the options that refer to it.
    needed: dict[str, list[str]]


def write_anew(
    loaded: Loaded,
    base: Loaded | None,
    names: Collection[str] | None,
    style: Style,
    environ: Mapping[str, str] = os.environ,
) -> WrittenAnew:
    """Return the settings of an ini as the text of an ini or of a section of buildout.cfg.

    :param base: the ini that the result extends. None: write all settings.
    :param names: the settings to write. None: those that differ from the base or from Django's defaults.
    """
    path, name = _find_application(loaded)
    here = os.path.dirname(path)  # noqa: PTH120 - a text, as in the ini
    standins = Standins(here, environ)
    ground = _make_ground(loaded, base, here)
    wanted = list(_find_wanted(loaded, base, names, standins))
    transcript = Transcriber(ground, standins, environ).transcribe(wanted)
    if style == "buildout":
        text = render_section(_name_section(path), ground.variables, transcript, standins)
    else:
        text = render_site(
            ground.variables,
            transcript.words,
            transcript.options,
            make_ini_escape(standins),
            use=ground.use,
            section=f"app:{name}",
        )
    return WrittenAnew(text, transcript, transcript.list_variables(standins))


def _find_application(loaded: Loaded) -> tuple[str, str]:
    """Return the path of an ini, and the name of the application in it that has the settings."""
    path, name = split_config_uri(loaded.uri or "")
    file, _, section, _ = loaded.place
    is_application = section is not None and section.startswith("app:")
    found = section.partition(":")[2] if is_application and section else name or "main"
    return os.path.abspath(file or path), found  # noqa: PTH100 - links stay, as for PasteDeploy


def _make_ground(loaded: Loaded, base: Loaded | None, here: str) -> Ground:
    below = base or loaded
    path, name = _find_application(below)
    defaults = IniReader().read(path).defaults
    variables = {"debug": str(bool(loaded.find_value("DEBUG"))).lower()}
    use = "egg:twod.wsgi"
    if base is not None:
        use = f"config:{os.path.relpath(path, here)}#{name}".replace("%", "%%")
    elif below.module_name:
        variables[MODULE_OPTION] = below.module_name
        if PYTHON_PATH_OPTION in defaults:
            variables[PYTHON_PATH_OPTION] = defaults[PYTHON_PATH_OPTION].text
    option = IniOption(MODULE_OPTION, below.module_name, None, None, None)
    module = import_settings_module({MODULE_OPTION: option}, Report())
    words = dict(_read_words(defaults.get(TYPES_OPTION)))
    values = {**base.defaults, **base.values} if base is not None else {}
    return Ground(os.path.join(here, _TRIAL), variables, use, values, module, words)  # noqa: PTH118 - as above


def _read_words(option: IniOption | None) -> Iterator[tuple[str, str]]:
    for word in option.text.replace(",", " ").split() if option is not None else ():
        name, _, type_ = word.partition(":")
        yield name, type_


def _find_wanted(
    loaded: Loaded, base: Loaded | None, names: Collection[str] | None, standins: Standins
) -> Iterator[WantedSetting]:
    known = loaded.values if names is None else names
    for name, report in loaded.report(known).items():
        value = loaded.find_value(name)
        before = base.find_value(name) if base is not None else loaded.defaults.get(name, MISSING)
        is_same = before is not MISSING and compare_values(value, before) is Likeness.WHOLE
        # A setting with Django's default value is written if an option sets it.
        is_asked_for = base is None and (names is not None or bool(loaded.list_options(name)))
        if name != "DEBUG" and (is_asked_for or not is_same):
            yield WantedSetting(name, value, report.value, tuple(_find_known(loaded, name, standins)))


def _find_known(loaded: Loaded, name: str, standins: Standins) -> Iterator[tuple[OptionText, ...]]:
    """Yield the ini's own options for a setting: the last one, the last two and so on."""
    options = [OptionText(option.name, standins.mark_here(option.text)) for option in loaded.list_options(name)]
    for start in reversed(range(len(options))):
        kept = options[start:]
        if not any(shows_secret(_find_path(option.name), option.text) for option in kept):
            yield tuple(kept)


def _find_path(option: str) -> tuple[str, ...]:
    key = parse_key(option)
    return (key.name, *key.path)


def _name_section(path: str) -> str:
    return os.path.basename(path).removesuffix(".ini")  # noqa: PTH119 - as above
