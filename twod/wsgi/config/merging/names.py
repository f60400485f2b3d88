"""Which names may stand in a section, and what to say of the others."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Mapping
from functools import cache

from twod.inifile.keys import names_setting
from twod.inifile.nearest import Spelling
from twod.inifile.problems import describe_place
from twod.inifile.reading import DEFAULT_SECTION, IniOption
from twod.inifile.replay import Deployment, Drop
from twod.wsgi.config.django_settings.catalogue import CATALOGUE, KINDS, explain_removed
from twod.wsgi.config.django_settings.rows.mail import REFUSED_BESIDE_MAILERS
from twod.wsgi.config.django_settings.version import find_django_version, show_version
from twod.wsgi.config.kinds.base import is_json
from twod.wsgi.config.kinds.maps import Map
from twod.wsgi.config.kinds.untyped import Untyped
from twod.wsgi.exc import Problem

#: Variables that are read from [DEFAULT] and do nothing in a section.
_DEFAULT_ONLY = r"django_settings_module|twod\..+"
_CONTINUATION = r"([A-Z][A-Z0-9_]*)\s*[=:]"
_DEBUG_ADVICE = "write 'debug = …' in [DEFAULT], or 'set debug = …' in the section of the application"


@cache
def _find_near_setting(name: str) -> str | None:
    return _spelling().find_near(name)


@cache
def _spelling() -> Spelling:
    return Spelling(CATALOGUE)


class Rules:
    """Judges names; an error in dialect 2 is a warning in dialect 1, which let everything pass."""

    def __init__(self, own: Container[str], declared: Container[str], *, lenient: bool) -> None:
        self._own = own
        self._declared = declared
        self._version = find_django_version()
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        self._doubts = self.warnings if lenient else self.problems

    def accept(self, option: IniOption) -> bool:
        """Return whether an option is a setting that can be read, and keep what there is to say of its name."""
        if not names_setting(option.name):
            self._judge_other(option)
            return False
        name = re.split(r"[.\s]", option.name, maxsplit=1)[0]
        if name == "DEBUG":
            self.problems.append(option.problem(_DEBUG_ADVICE))
            return False
        self._look_for_swallowed_options(name, option)
        if name in self._declared:
            return True
        removed = explain_removed(name, self._version)
        if removed is not None:
            self._doubts.append(option.problem(removed))
        elif name in KINDS:
            self._judge_version(name, option)
        elif name not in self._own and (near := _find_near_setting(name)) is not None:
            message = f"not a setting; did you mean {near}? (if it is one of your own: twod.types = {name}:TYPE)"
            self._doubts.append(option.problem(message))
            return self._doubts is self.warnings
        return removed is None or self._doubts is self.warnings

    def _judge_version(self, name: str, option: IniOption) -> None:
        setting = CATALOGUE[name]
        if setting.since is not None and setting.since > self._version:
            installed, first = show_version(self._version), show_version(setting.since)
            self.warnings.append(option.problem(f"Django {installed} does not read it; it came with Django {first}"))
        deprecation = setting.deprecated
        if deprecation is not None and deprecation.version <= self._version:
            message = f"deprecated since Django {show_version(deprecation.version)}; {deprecation.advice}"
            self.warnings.append(option.problem(message))

    def _judge_other(self, option: IniOption) -> None:
        name = option.name
        if name == "debug":
            self.problems.append(option.problem(f"PasteDeploy ignores it here; {_DEBUG_ADVICE}"))
        elif re.fullmatch(_DEFAULT_ONLY, name):
            self.problems.append(option.problem("it has no effect here; write it in [DEFAULT]"))
        elif name.lower().startswith(("set ", "get ")):
            self.problems.append(option.problem(f"write {name[:3].lower()!r} in small letters"))
        elif name[:1] in tuple("\"'{}[]"):
            message = "not the name of an option; if the line belongs to the value above, indent it"
            self.problems.append(option.problem(message))
        else:
            upper = re.split(r"[.\s]", name, maxsplit=1)[0].upper()
            near = upper if upper in KINDS else _find_near_setting(upper)
            if near is not None:
                self.warnings.append(option.problem(f"not a setting; did you mean {near}?"))

    def _look_for_swallowed_options(self, name: str, option: IniOption) -> None:
        """Find lines that look like options and, being indented, became part of the value above."""
        kind = KINDS.get(name)
        if "\n" not in option.text or is_json(option.text) or isinstance(kind, Map | Untyped):
            return
        for line in option.text.split("\n")[1:]:
            match = re.match(_CONTINUATION, line)
            if match is not None and match[1] in KINDS:
                message = f"its value has the line '{match[1]} = …'; if that is an option, do not indent it"
                self._doubts.append(option.problem(message))


def judge_drops(drops: list[Drop]) -> Iterator[Problem]:
    """Yield a problem for each setting that PasteDeploy drops because a variable is called the same."""
    for option, variable in drops:
        if option.name == "debug":
            yield option.problem(f"PasteDeploy ignores it here; {_DEBUG_ADVICE}")
        elif names_setting(option.name):
            place = describe_place(variable.file, variable.line, variable.section) or "a variable given from outside"
            yield option.problem(f"PasteDeploy drops it, since {place} has the same name; keep one of them")


def judge_variables(deployment: Deployment) -> Iterator[tuple[bool, Problem]]:
    """Yield what is to be said of the variables: whether it is an error, and what."""
    for name, option in deployment.variables.items():
        is_set = option.name.startswith("set ")
        if name == "DEBUG":
            yield True, option.problem(_DEBUG_ADVICE)
        elif name in KINDS and is_set:
            yield True, option.problem(f"'set' changes a variable and no setting; write '{name} = …'")
        elif name in KINDS and option.section == DEFAULT_SECTION and name not in deployment.options:
            yield False, option.problem("a setting has no effect in [DEFAULT]; write it in the section")


def judge_mail(
    places: Mapping[str, IniOption | None], describe: Callable[[IniOption | None], str]
) -> Iterator[Problem]:
    """Yield a problem for each old mail setting beside MAILERS, which Django 6.1 refuses.

    :param places: where each setting stands; None for the settings module.
    :param describe: names such a place.
    """
    if "MAILERS" not in places or find_django_version() < (6, 1):
        return
    mailers = places["MAILERS"]
    for name in sorted(REFUSED_BESIDE_MAILERS & places.keys()):
        old = places[name]
        message = f"Django 6.1 refuses it beside MAILERS ({describe(mailers)}); keep one of them"
        if old is not None:
            yield old.problem(message)
        elif mailers is not None:
            yield mailers.problem(f"Django 6.1 refuses it beside {name} ({describe(old)}); keep one of them")
