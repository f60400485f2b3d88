"""An environment of a site: the options of its section over the defaults in the part."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from twod.inifile.keys import names_setting
from twod.inifile.nearest import hint_at_nearest
from twod.inifile.problems import Place, Problem, Report
from twod.inifile.text import Entry
from twod.inifile.variables import FAST_OPTION, TYPES_OPTION
from twod.recipe.cfg.environment_options import ENVIRONMENT_OPTIONS
from twod.recipe.cfg.foreign_options import describe_foreign_option, find_foreign_option
from twod.recipe.cfg.option import Option, Values
from twod.recipe.cfg.part_options import PART_OPTIONS
from twod.recipe.cfg.provenance import Provenance

#: A name that is probably a setting, written without capitals.
_SETTING_IN_LOWER_CASE = re.compile(r"[A-Z]\w*|[a-z0-9]+(_[a-z0-9]+)+")

#: The first word of a dotted option: the type of its section in the ini.
_SECTION_TYPES = ("app", "composite", "filter", "filter-app", "formatter", "handler", "logger", "pipeline", "server")

#: Sections of :func:`logging.config.fileConfig`: written ``[logger_NAME]``, and their names may have dots.
_LOGGING_TYPES = ("formatter", "handler", "logger")

#: Options for ``[DEFAULT]`` instead of ``[app:…]``, because twod.wsgi reads them before any section.
_DEFAULT_OPTIONS = (TYPES_OPTION, FAST_OPTION)


class Written(NamedTuple):
    """A text in the configuration, with its place."""

    text: str
    place: Place

    def problem(self, message: str) -> Problem:
        """Return a problem with this text."""
        return self.place.problem(message)


class Environment(NamedTuple):
    """The options for one ini.

    :param name: name of the environment's section.
    :param options: the values of :data:`~twod.recipe.cfg.environment_options.ENVIRONMENT_OPTIONS`.
    :param written: the options that the configuration sets, as written, by name.
    :param settings: Django's settings by their keys.
    :param sections: options for sections of the ini, by header and then by the option's name in the ini.
    """

    name: str
    options: Values
    written: Mapping[str, Written]
    settings: Mapping[str, Written]
    sections: Mapping[str, Mapping[str, Written]]

    def make_entry(self, option: Option[Any], name: str, value: str) -> Entry:
        """Return an entry of the ini, with the place of the option that causes it."""
        written = self.written.get(option.name)
        return Entry(name, value, self.get_place(option), written.place.section if written else None)

    def get_place(self, option: Option[Any]) -> Place:
        """Return the place of an option; its place in the environment's section if nobody wrote it."""
        written = self.written.get(option.name)
        return written.place if written else Place(None, None, self.name, option.name)


def unescape(text: str) -> str:
    """Return a text of buildout.cfg with ``$$`` as one dollar sign; zc.buildout leaves this to recipes."""
    return text.replace("$$", "$")


def read_written(name: str, section: Mapping[str, str], provenance: Provenance) -> dict[str, Written]:
    """Return the options of a buildout section with their places, without those that zc.buildout itself reads."""
    return {
        option: Written(text, provenance.get_place(name, option))
        for option, text in section.items()
        if not option.startswith("<")
    }


def split_dotted(name: str) -> tuple[str, str] | None:
    """Return the header and the option in the ini that a dotted name means; None for any other name."""
    kind, _, rest = name.partition(".")
    if name in _DEFAULT_OPTIONS:
        return "DEFAULT", name
    if kind in _LOGGING_TYPES:
        title, _, option = rest.rpartition(".")
        header = f"{kind}_{title}"
    else:
        # The name of an option in a URL map is a path, which may contain dots.
        title, _, option = rest.partition(".")
        header = f"{kind}:{title}"
    return (header, option) if kind in _SECTION_TYPES and title and option else None


def make_dotted(header: str, name: str) -> str:
    """Return the name in buildout.cfg of an option of the ini; the inverse of :func:`split_dotted`."""
    if header == "DEFAULT":
        return name
    separator = ":" if ":" in header else "_"
    kind, _, title = header.partition(separator)
    return f"{kind}.{title}.{name}"


def sort_out(written: Mapping[str, Written]) -> tuple[dict[str, Written], dict[str, dict[str, Written]]]:
    """Return the settings among some options, and the options for other sections of the ini, by header and name."""
    settings: dict[str, Written] = {}
    sections: dict[str, dict[str, Written]] = {}
    for option, value in written.items():
        if names_setting(option):
            settings[option] = value
        elif place := split_dotted(option):
            sections.setdefault(place[0], {})[place[1]] = value
    return settings, sections


def is_own_option(name: str) -> bool:
    """Return whether an option is one of the recipe: neither a setting nor an option of the ini."""
    return not names_setting(name) and split_dotted(name) is None


def read_values(written: Mapping[str, Written], options: Iterable[Option[Any]], report: Report) -> Values:
    """Return the values of a table's options, without those that cannot be read.

    :param report: collects the options that cannot be read.
    """
    values = {}
    for option in options:
        if option.name in written:
            try:
                values[option.name] = option.read(written[option.name].text)
            except ValueError as error:
                report.error(written[option.name], str(error))
    return Values(values)


def judge_names(written: Mapping[str, Written], options: Iterable[Option[Any]], report: Report) -> None:
    """Report each unknown option, with the nearest known name.

    :param options: the table of known options; settings and options for the ini's sections are always allowed.
    """
    names = [option.name for option in options]
    texts = {name: value.text for name, value in written.items()}
    for name, value in written.items():
        if name not in names and is_own_option(name):
            foreign = find_foreign_option(name)
            report.error(value, describe_foreign_option(foreign, texts) if foreign else _describe_unknown(name, names))


def _describe_unknown(name: str, names: Sequence[str]) -> str:
    """Return the message about an unknown option, with a cure.

    :param names: the known options.
    """
    kind = name.partition(".")[0]
    usual = name.lower().removeprefix("twod.").replace("_", "-")
    if name in [option.name for option in PART_OPTIONS]:
        return "belongs in the part, not in an environment"
    if usual in names:
        return f"no such option; did you mean {usual}?"
    if kind in _SECTION_TYPES:
        return f"no such option; for a section of the ini, write {kind}.NAME.OPTION"
    if "." in name:
        message = f"no such option; for the ini, write TYPE.NAME.OPTION, with TYPE one of {', '.join(_SECTION_TYPES)}"
        return message + (hint_at_nearest(name, _DEFAULT_OPTIONS) or hint_at_nearest(kind, _SECTION_TYPES))
    if _SETTING_IN_LOWER_CASE.fullmatch(name):
        hint = hint_at_nearest(usual, names, likeness=0.85)
        return f"no such option{hint}" if hint else f"Django's settings are in capitals: {name.upper()}"
    own = f"; move your own variables to another section, such as [vars], and refer to ${{vars:{name}}}"
    return f"no such option{hint_at_nearest(name, names) or own}"


def read_environment(
    name: str, part: Mapping[str, Written], section: Mapping[str, Written], report: Report
) -> Environment:
    """Return an environment: the options of `section` over the defaults in `part`.

    :param name: name of the environment's section.
    :param part: the options of the part.
    :param section: the options of the environment's section.
    :param report: collects the mistakes.
    """
    judge_names(section, ENVIRONMENT_OPTIONS, report)
    written = {option: Written(unescape(value.text), value.place) for option, value in {**part, **section}.items()}
    options = read_values(written, ENVIRONMENT_OPTIONS, report)
    settings, sections = sort_out(written)
    names = {option.name for option in ENVIRONMENT_OPTIONS}
    own = {option: value for option, value in written.items() if option in names}
    return Environment(name, options, own, settings, sections)
