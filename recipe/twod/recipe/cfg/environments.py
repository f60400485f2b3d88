"""An environment of a site: the options of its section, over those of the part for all environments."""

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

#: A name that is probably meant for a setting, but is not in capitals.
_SETTING_IN_LOWER_CASE = re.compile(r"[A-Z]\w*|[a-z0-9]+(_[a-z0-9]+)+")

#: The first word of a dotted option: the type of the ini's section that it goes to.
_SECTION_TYPES = ("app", "composite", "filter", "filter-app", "formatter", "handler", "logger", "pipeline", "server")

#: Sections of :func:`logging.config.fileConfig`: written ``[logger_NAME]``, and their names may have dots.
_LOGGING_TYPES = ("formatter", "handler", "logger")

#: Options that are not in ``[app:…]`` but in ``[DEFAULT]``, because twod.wsgi reads them before any section.
_DEFAULT_OPTIONS = (TYPES_OPTION, FAST_OPTION)


class Written(NamedTuple):
    """A text of the configuration, and where it was written."""

    text: str
    place: Place

    def problem(self, message: str) -> Problem:
        """Return a problem with this text."""
        return self.place.problem(message)


class Environment(NamedTuple):
    """The options that one ini is made of.

    :param name: name of the environment's section.
    :param options: the values of :data:`~twod.recipe.cfg.environment_options.ENVIRONMENT_OPTIONS`.
    :param written: the same as they were written, by name; without those that nobody gave.
    :param settings: Django's settings by their keys.
    :param sections: options for sections of the ini, by the section's header and then the option's name there.
    """

    name: str
    options: Values
    written: Mapping[str, Written]
    settings: Mapping[str, Written]
    sections: Mapping[str, Mapping[str, Written]]

    def make_entry(self, option: Option[Any], name: str, value: str) -> Entry:
        """Return an entry of the ini that an option of the environment asks for."""
        written = self.written.get(option.name)
        return Entry(name, value, self.get_place(option), written.place.section if written else None)

    def get_place(self, option: Option[Any]) -> Place:
        """Return where an option was written; its place in the environment's own section when nobody wrote it."""
        written = self.written.get(option.name)
        return written.place if written else Place(None, None, self.name, option.name)


def unescape(text: str) -> str:
    """Return the meaning of a text of buildout.cfg: ``$$`` is a dollar sign; zc.buildout leaves that to recipes."""
    return text.replace("$$", "$")


def read_written(name: str, section: Mapping[str, str], provenance: Provenance) -> dict[str, Written]:
    """Return the options of a buildout section, each with its place, without those that zc.buildout reads."""
    return {
        option: Written(text, provenance.get_place(name, option))
        for option, text in section.items()
        if not option.startswith("<")
    }


def split_dotted(name: str) -> tuple[str, str] | None:
    """Return the ini's section header and option that a dotted name means; None when it means neither."""
    kind, _, rest = name.partition(".")
    if name in _DEFAULT_OPTIONS:
        return "DEFAULT", name
    if kind in _LOGGING_TYPES:
        title, _, option = rest.rpartition(".")
        header = f"{kind}_{title}"
    else:
        # The name of a URL map's option is a path, which may have dots.
        title, _, option = rest.partition(".")
        header = f"{kind}:{title}"
    return (header, option) if kind in _SECTION_TYPES and title and option else None


def make_dotted(header: str, name: str) -> str:
    """Return how an option of the ini is written in buildout.cfg; the inverse of :func:`split_dotted`."""
    if header == "DEFAULT":
        return name
    separator = ":" if ":" in header else "_"
    kind, _, title = header.partition(separator)
    return f"{kind}.{title}.{name}"


def sort_out(written: Mapping[str, Written]) -> tuple[dict[str, Written], dict[str, dict[str, Written]]]:
    """Return the settings among some options, and those for other sections of the ini by header and name there."""
    settings: dict[str, Written] = {}
    sections: dict[str, dict[str, Written]] = {}
    for option, value in written.items():
        if names_setting(option):
            settings[option] = value
        elif place := split_dotted(option):
            sections.setdefault(place[0], {})[place[1]] = value
    return settings, sections


def is_own_option(name: str) -> bool:
    """Return whether an option is for the recipe itself, and neither a setting nor for a section of the ini."""
    return not names_setting(name) and split_dotted(name) is None


def read_values(written: Mapping[str, Written], options: Iterable[Option[Any]], report: Report) -> Values:
    """Return the values of a table's options, as far as they can be read.

    :param report: gets what cannot.
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
    """Report each option that means nothing, with the nearest that does.

    :param options: the table of those that do; settings and options of the ini's sections do as well.
    """
    names = [option.name for option in options]
    texts = {name: value.text for name, value in written.items()}
    for name, value in written.items():
        if name not in names and is_own_option(name):
            foreign = find_foreign_option(name)
            report.error(value, describe_foreign_option(foreign, texts) if foreign else _describe_unknown(name, names))


def _describe_unknown(name: str, names: Sequence[str]) -> str:
    """Return why an option means nothing, with what may have been meant.

    :param names: the options that there are.
    """
    kind = name.partition(".")[0]
    usual = name.lower().removeprefix("twod.").replace("_", "-")
    if name in [option.name for option in PART_OPTIONS]:
        return "belongs in the part, not in an environment"
    if usual in names:
        return f"no such option; did you mean {usual}?"
    if kind in _SECTION_TYPES:
        return f"no such option; a section of the ini is written {kind}.NAME.OPTION"
    if "." in name:
        message = f"no such option; a section of the ini is written TYPE.NAME.OPTION, with {', '.join(_SECTION_TYPES)}"
        return message + (hint_at_nearest(name, _DEFAULT_OPTIONS) or hint_at_nearest(kind, _SECTION_TYPES))
    if _SETTING_IN_LOWER_CASE.fullmatch(name):
        hint = hint_at_nearest(usual, names, likeness=0.85)
        return f"no such option{hint}" if hint else f"Django's settings are in capitals: {name.upper()}"
    own = f"; a variable of your own goes into another section, where others find it as ${{vars:{name}}}"
    return f"no such option{hint_at_nearest(name, names) or own}"


def read_environment(
    name: str, part: Mapping[str, Written], section: Mapping[str, Written], report: Report
) -> Environment:
    """Return the environment that `section` describes over the part's defaults.

    :param name: name of the environment's section.
    :param part: the options of the part.
    :param section: the options of the environment's section.
    :param report: gets what is wrong.
    """
    judge_names(section, ENVIRONMENT_OPTIONS, report)
    written = {option: Written(unescape(value.text), value.place) for option, value in {**part, **section}.items()}
    options = read_values(written, ENVIRONMENT_OPTIONS, report)
    settings, sections = sort_out(written)
    names = {option.name for option in ENVIRONMENT_OPTIONS}
    own = {option: value for option, value in written.items() if option in names}
    return Environment(name, options, own, settings, sections)
