"""From a configuration URI, or a factory's arguments, to the settings of one application; nothing is put in force."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from importlib import import_module
from types import ModuleType
from typing import NamedTuple

from twod.inifile.config_uri import split_config_uri
from twod.inifile.problems import describe_place
from twod.inifile.reading import IniFile, IniOption, IniReader
from twod.inifile.replay import Deployment, Layer, app_name
from twod.inifile.route import Route
from twod.wsgi.config.check import raise_all, warn_of
from twod.wsgi.config.kinds.markers import MISSING
from twod.wsgi.config.merging.resolution import MODULE_OPTION, Resolution
from twod.wsgi.config.trace.origins import SettingReport
from twod.wsgi.exc import ConfigurationError, Problem


class Loaded:
    """The settings of one application, and how another process gets at the same."""

    def __init__(
        self,
        deployment: Deployment,
        resolution: Resolution,
        uri: str | None,
        given: Mapping[str, str],
        files: Iterable[str] = (),
    ) -> None:
        #: ``PATH#NAME``; None when the factory was called with something that no section of an ini gives.
        self.uri = uri
        #: The inis that were read, and the files with secrets; absolute paths, sorted.
        self.files = tuple(sorted({*files, *resolution.files}))
        #: The variables that were given beside the ini.
        self.given = dict(given)
        self.values = resolution.values
        self._deployment = deployment
        self._resolution = resolution

    @property
    def source(self) -> str:
        """What to call these settings in a message."""
        return describe_place(*self.place) or "the factory's arguments"

    @property
    def place(self) -> tuple[str | None, None, str | None]:
        """File, line and section of the application."""
        return self._deployment.file.path or None, None, self._deployment.section or None

    def copy_values(self) -> dict[str, object]:
        """Return the settings for Django, which completes its DATABASES in place."""
        return {name: _copy_containers(value) for name, value in self.values.items()}

    def is_same(self, other: Loaded) -> bool:
        """Return whether both have the same settings."""
        return self.values == other.values

    def find_differing(self, other: Loaded) -> list[str]:
        """Return the names of the settings that differ."""
        names = self.values.keys() | other.values.keys()
        return sorted(n for n in names if self.values.get(n, MISSING) != other.values.get(n, MISSING))

    def locate(self, message: str, hint: str) -> Problem:
        """Return a problem at the option that a message of Django's is about, as far as that can be told.

        :param hint: the text to look for the name of a setting in.
        """
        names = [name for name in self.values if name in hint]
        if "timezone" in hint:
            names.append("TIME_ZONE")
        for name in names:
            option = self._resolution.find_option(name)
            if option is not None:
                return option.problem(message)
        return Problem(*self.place, None, message)

    def report(self, names: Iterable[str] | None = None) -> dict[str, SettingReport]:
        """Return value, type and origins of settings, secrets hidden.

        :param names: None for all, Django's defaults included; a name that is no setting is left out.
        """
        from django.conf import global_settings  # noqa: PLC0415 - Django is the subject only here

        defaults = {name for name in dir(global_settings) if name.isupper()}
        known = defaults | self.values.keys()
        asked = sorted(known if names is None else known.intersection(names))
        return self._resolution.record.report(asked, self._find_value, find_default)

    def _find_value(self, name: str) -> object:
        return self.values[name] if name in self.values else find_default(name)


class Survey(NamedTuple):
    """What an ini gives, also when not all of it is right."""

    #: A setting that could not be read has the value UNKNOWN; None when not even the application is found.
    loaded: Loaded | None
    #: Why it cannot be loaded; in no order, and one may be there twice.
    problems: tuple[Problem, ...]
    #: What is legal but doubtful.
    warnings: tuple[Problem, ...]
    #: The files that were looked at, those with secrets too; absolute paths.
    files: tuple[str, ...]


def _copy_containers(value: object) -> object:
    """Return a value of which every list, tuple and dictionary is a new one."""
    if type(value) is dict:
        return {key: _copy_containers(item) for key, item in value.items()}
    if type(value) is list:
        return [_copy_containers(item) for item in value]
    return tuple(map(_copy_containers, value)) if type(value) is tuple else value


def find_default(name: str) -> object:
    """Return Django's default of a setting, MISSING when it has none."""
    from django.conf import global_settings  # noqa: PLC0415 - Django is the subject only here

    if name == "DATABASES":
        return {}  # Once it has looked for databases, Django has filled its own default in place.
    return getattr(global_settings, name, MISSING)


def load_uri(
    config_uri: str | os.PathLike[str],
    *,
    given: Mapping[str, str] | None = None,
    environ: Mapping[str, str] = os.environ,
) -> Loaded:
    """Return the settings that a configuration URI leads to.

    :param config_uri: as for :func:`twod.wsgi.config.configure`.
    :param given: variables from outside the ini.
    :param environ: what ``${env:NAME}`` looks in.
    :raises twod.wsgi.exc.ConfigurationError: with all that is wrong.
    """
    return _finish(survey_uri(config_uri, given=given, environ=environ))


def survey_uri(
    config_uri: str | os.PathLike[str],
    *,
    given: Mapping[str, str] | None = None,
    environ: Mapping[str, str] = os.environ,
    texts: Mapping[str, str] | None = None,
) -> Survey:
    """Return what a configuration URI leads to, as far as it can be told, and what is wrong and doubtful about it.

    :param config_uri: as for :func:`twod.wsgi.config.configure`.
    :param given: variables from outside the ini.
    :param environ: what ``${env:NAME}`` looks in.
    :param texts: contents, by absolute path, that stand in for the files there.
    """
    path, name = split_config_uri(config_uri)
    reader = IniReader(texts)
    try:
        deployment = Route(reader, path, _make_options(given or {})).find_django(name)
    except ConfigurationError as error:
        return Survey(None, (*reader.problems, *error.problems), (), tuple(reader.paths))
    return _survey(deployment, reader, f"{path}#{name}" if name else path, given or {}, environ)


def load_called(
    global_conf: Mapping[str, str], local_conf: Mapping[str, str], *, environ: Mapping[str, str] = os.environ
) -> Loaded:
    """Return the settings that a factory is called for.

    :param global_conf: PasteDeploy's variables; ``__file__`` among them tells the ini.
    :param local_conf: the options of the section.
    :raises twod.wsgi.exc.ConfigurationError: with all that is wrong.
    """
    # A caller that is not PasteDeploy may give other things than texts.
    global_conf = {name: str(value) for name, value in global_conf.items()}
    local_conf = {name: str(value) for name, value in local_conf.items()}
    path = global_conf.get("__file__")
    reader = IniReader()
    found = _find_called(reader, os.path.abspath(path), global_conf, local_conf) if path else None  # noqa: PTH100
    if found is None or found.file is None:
        return _finish(_survey(_make_deployment(global_conf, local_conf), reader, None, {}, environ))
    uri = f"{found.file.path}#{app_name(found.section)}"
    alone = Route(reader, found.file.path).find_django(app_name(found.section)).variables
    given = {name: o.text for name, o in found.variables.items() if name not in alone or alone[name].text != o.text}
    return _finish(_survey(found, reader, uri, given, environ))


def _find_called(
    reader: IniReader, path: str, global_conf: Mapping[str, str], local_conf: Mapping[str, str]
) -> Deployment | None:
    route = Route(reader, path)
    found = route.find_called(global_conf, local_conf)
    if found is not None:
        return found
    # Something may have been given beside the ini, as "paster serve x.ini NAME=VALUE" does.
    tried: list[dict[str, str]] = []
    for alone in route.walk_all():
        texts = {name: option.text for name, option in alone.variables.items()}
        given = {name: text for name, text in global_conf.items() if texts.get(name) != text}
        if given in tried:
            continue
        tried.append(given)
        found = Route(reader, path, _make_options(given)).find_called(global_conf, local_conf)
        if found is not None:
            return found
    return None


def _make_options(texts: Mapping[str, str]) -> dict[str, IniOption]:
    return {name: IniOption(name, text, None, None, None) for name, text in texts.items()}


def _make_deployment(global_conf: Mapping[str, str], local_conf: Mapping[str, str]) -> Deployment:
    """Return what a factory of the project's own made of its section before it called ours."""
    path = global_conf.get("__file__", "")
    deployment = Deployment(IniFile(path, ""), "")
    options = {n: IniOption(n, text, path or None, None, None) for n, text in local_conf.items()}
    deployment.layers.append(Layer(path or None, None, options))
    deployment.variables = {n: IniOption(n, text, path or None, None, None) for n, text in global_conf.items()}
    return deployment


def _survey(
    deployment: Deployment, reader: IniReader, uri: str | None, given: Mapping[str, str], environ: Mapping[str, str]
) -> Survey:
    problems: list[Problem] = []
    module = import_settings_module(deployment, problems)
    resolution = Resolution(deployment, module, find_default, environ)
    loaded = Loaded(deployment, resolution, uri, given, reader.paths)
    return Survey(loaded, (*reader.problems, *problems, *resolution.problems), tuple(resolution.warnings), loaded.files)


def _finish(survey: Survey) -> Loaded:
    raise_all(list(survey.problems))
    warn_of(list(survey.warnings))
    if survey.loaded is None:
        raise ConfigurationError(survey.problems)
    return survey.loaded


def import_settings_module(deployment: Deployment, problems: list[Problem]) -> ModuleType | None:
    """Return the settings module of an application, None when it has none, or one that is not there.

    :param problems: gets what is wrong.
    """
    option = deployment.variables.get(MODULE_OPTION)
    name = option.text.strip() if option else ""
    if option is None or not all(part.isidentifier() for part in name.split(".")):
        return None  # no module is fine, and a name that is none is told with the other problems
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        # What the settings module itself fails to import is its own error, with its own traceback.
        if error.name is None or not f"{name}.".startswith(f"{error.name}."):
            raise
        hint = "; is the project on sys.path?" if error.name == name.partition(".")[0] else ""
        problems.append(option.problem(f"there is no module {error.name!r}{hint}"))
        return None
