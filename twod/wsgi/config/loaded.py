"""The loaded settings of one application, which can be put in force in a process."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from twod.inifile.opaque import is_equal
from twod.inifile.problems import Place, Problem, Report, describe_place
from twod.inifile.reading import IniOption
from twod.inifile.variables import FAST_OPTION
from twod.wsgi.config.django_settings.defaults import OWN_DEFAULTS
from twod.wsgi.config.kinds.markers import MISSING
from twod.wsgi.config.merging.resolution import Resolved
from twod.wsgi.config.raised import describe_error, describe_raised, describe_refusal, find_setting_behind
from twod.wsgi.config.trace.origins import SettingReport
from twod.wsgi.config.trace.secret_texts import SecretTexts, find_secret_texts
from twod.wsgi.config.trace.shown import show_value

if TYPE_CHECKING:
    from twod.wsgi.config.surroundings.site_paths import Machine


class Loaded:
    """The settings of one application, with the facts that another process needs to load the same settings."""

    def __init__(
        self,
        resolved: Resolved,
        defaults: Mapping[str, object],
        *,
        uri: str | None,
        given: Mapping[str, str],
        place: Place,
        files: tuple[str, ...],
        module_option: IniOption | None,
        switches: tuple[str, ...],
        switches_option: IniOption | None,
        dialect: int,
        ini: str | None,
    ) -> None:
        #: The settings from the ini and the settings module, by name.
        self.values = resolved.values
        #: Django's default settings, by name.
        self.defaults = defaults
        #: ``PATH#NAME``; None if the factory was called with arguments that match no section of an ini.
        self.uri = uri
        #: The variables from outside the ini, by name.
        self.given = dict(given)
        #: The section of the application.
        self.place = place
        #: The inis and secret files that were read, as sorted absolute paths.
        self.files = files
        #: The words of ``twod.fast``: the parts of Django to replace by faster ones.
        self.switches = switches
        #: The option ``twod.fast``; None if the ini leaves all switches on.
        self.switches_option = switches_option
        #: 1 for the notation of twod.wsgi 1.x, 2 for the current one.
        self.dialect = dialect
        #: The ini that PasteDeploy loads (its ``__file__``); the section of the application may be in another ini.
        self.ini = ini
        #: The time of loading, in seconds since the epoch.
        self.loaded_at = time.time()
        self._resolved = resolved
        #: The option that names the settings module.
        self._module_option = module_option

    @property
    def module_name(self) -> str:
        """The name of the settings module; empty if the ini names no module."""
        return self._module_option.text.strip() if self._module_option is not None else ""

    @property
    def source(self) -> str:
        """The name of these settings in messages."""
        return describe_place(*self.place[:3]) or "the factory's arguments"

    @property
    def summary(self) -> str:
        """A summary in a few words: ``debug off, 61 settings, 2 secrets from files``."""
        count, files = len(self.values), len(self.secret_files)
        words = [f"debug {'on' if self.find_value('DEBUG') else 'off'}", f"{count} setting{'s' * (count != 1)}"]
        return ", ".join([*words, f"{files} secret{'s' * (files != 1)} from files"] if files else words)

    @property
    def secret_files(self) -> tuple[str, ...]:
        """The files that references read, as sorted absolute paths."""
        return tuple(sorted(self._resolved.files))

    def find_value(self, name: str) -> object:
        """Return the value of a setting, or Django's default; MISSING if there is neither."""
        return self.values[name] if name in self.values else self.defaults.get(name, MISSING)

    def copy_values(self) -> dict[str, object]:
        """Return a copy of the settings for Django, which changes DATABASES in place."""
        return {name: _copy_containers(value) for name, value in (OWN_DEFAULTS | self.values).items()}

    def is_same(self, other: Loaded) -> bool:
        """Return whether both configurations have the same settings and the same ``twod.fast``."""
        return not self.find_differing(other)

    def find_differing(self, other: Loaded) -> list[str]:
        """Return the names of the differing settings, including ``twod.fast`` if it differs."""
        names = self.values.keys() | other.values.keys()
        found = sorted(n for n in names if not is_equal(self.values.get(n, MISSING), other.values.get(n, MISSING)))
        return found if self.switches == other.switches else [*found, FAST_OPTION]

    def locate_raised(self, error: BaseException) -> Problem:
        """Return an exception of Django or of the site's code as a problem, at the place of the option behind it."""
        message = describe_refusal(error, self.module_name) or describe_raised(error, self.module_name)
        name = self._find_setting_named(describe_error(error)) or find_setting_behind(error)
        return self.place.problem(message) if name is None else self.locate(name, message)

    def locate(self, name: str, message: str) -> Problem:
        """Return a problem at the option that a setting comes from, or else at the section of the application."""
        option = self._resolved.places.get(name)
        if option is not None:
            return option.problem(message)
        is_in_module = self._module_option is not None and name in self._resolved.places
        place = self._module_option if is_in_module and self._module_option is not None else self.place
        return place.problem(f"{name}: {message}")

    def locate_told(self, message: str) -> Problem:
        """Return a message of Django about the settings as a problem at the option that the message names."""
        name = self._find_setting_named(message)
        option = None if name is None else self._resolved.places.get(name)
        return self.place.problem(message) if option is None else option.problem(message)

    def _find_setting_named(self, text: str) -> str | None:
        """Return the setting that a message of Django names; None if it names no setting."""
        if "timezone" in text:
            return "TIME_ZONE"
        return next(
            (word for word in re.findall(r"\b[A-Z][A-Z0-9_]+\b", text) if self.find_value(word) is not MISSING), None
        )

    def mask(self, name: str, value: object) -> object:
        """Return a present or later value of a setting with its secrets hidden, as in a report."""
        return self._resolved.history.mask(name, value)

    def find_referred_variables(self) -> frozenset[str]:
        """Return the names of the environment variables that the ini refers to."""
        return self._resolved.history.find_referred_variables()

    @cached_property
    def secret_texts(self) -> SecretTexts:
        """The texts that a report hides."""
        reports = self.report()
        texts = [
            text for name, report in reports.items() for text in find_secret_texts(self.find_value(name), report.value)
        ]
        return SecretTexts(texts, "\n".join(show_value(report.value) for report in reports.values()))

    def judge(self, machine: Machine, report: Report) -> None:
        """Report settings that name things that a machine lacks, such as directories, or that no software reads."""
        from twod.wsgi.config.surroundings.backends import judge_backends  # noqa: PLC0415 - as below
        from twod.wsgi.config.surroundings.cache_clients import judge_cache_clients  # noqa: PLC0415 - as below
        from twod.wsgi.config.surroundings.celery_settings import judge_celery_settings  # noqa: PLC0415 - as below
        from twod.wsgi.config.surroundings.old_paths import judge_old_paths  # noqa: PLC0415 - as below
        from twod.wsgi.config.surroundings.site_paths import judge_values  # noqa: PLC0415 - not needed to load settings

        judge_values(self.values, self._resolved.places, self.place, machine, report)
        judge_backends(self.values, self._resolved.places, self.place, report)
        judge_old_paths(self.values, self._resolved.places, self.place, report)
        judge_celery_settings(self.values, self._resolved.places, report)
        judge_cache_clients(self.values, self._resolved.places, self.place, report)

    def report(self, names: Iterable[str] | None = None) -> dict[str, SettingReport]:
        """Return the value, type and origins of settings, with secrets hidden.

        :param names: the settings to report; None for all settings, including Django's defaults. Names that are not
            settings are ignored.
        """
        known = self.defaults.keys() | self.values.keys()
        asked = known if names is None else known.intersection(names)
        return self._resolved.history.report(sorted(asked), self.values, self.defaults)

    def list_options(self, name: str) -> list[IniOption]:
        """Return the options that set or changed a setting, the weakest first."""
        return self._resolved.history.list_options(name)

    def report_switches(self) -> SettingReport:
        """Return the switches of ``twod.fast`` that are on with the installed Django, and the reasons."""
        from twod.wsgi.config.trace.fast_report import report_switches  # noqa: PLC0415 - not needed to load settings

        return report_switches(self.switches, self.switches_option)


def _copy_containers(value: object) -> object:
    """Return a copy of a value, with every list, tuple and dictionary in it copied."""
    if type(value) is dict:
        return {key: _copy_containers(item) for key, item in value.items()}
    if type(value) is list:
        return [_copy_containers(item) for item in value]
    return tuple(map(_copy_containers, value)) if type(value) is tuple else value
