"""Loading of the settings of one application from a URI or a factory's arguments, without putting them in force."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from twod.inifile.config_uri import split_config_uri
from twod.inifile.pastedeploy.deployment import SERVER_ROLE, Deployment, Layer, app_name
from twod.inifile.pastedeploy.django_sections import find_django
from twod.inifile.pastedeploy.route import Route, find_given
from twod.inifile.problems import Report
from twod.inifile.reading import IniOption, IniReader
from twod.inifile.references import References
from twod.inifile.replaced_options import replace_all
from twod.inifile.variables import FAST_OPTION, MODULE_OPTION, read_dialect, read_switches
from twod.wsgi.config.check import check_other_sections, check_settings, issue_warnings, judge_application
from twod.wsgi.config.django_settings.defaults import read_defaults
from twod.wsgi.config.loaded import Loaded
from twod.wsgi.config.merging.resolution import resolve
from twod.wsgi.config.merging.settings_module import import_settings_module
from twod.wsgi.config.surroundings.process_environment import put_in_force
from twod.wsgi.config.surroundings.process_state import find_process_needs, restoring_process
from twod.wsgi.config.surroundings.python_path import extend_python_path
from twod.wsgi.exc import ConfigurationError


class Survey(NamedTuple):
    """The settings of an ini, even if it has errors."""

    #: The settings, with UNKNOWN for each that could not be read; None if the application was not found.
    loaded: Loaded | None
    #: The errors that prevent loading, and warnings about legal but doubtful options.
    report: Report
    #: The absolute paths of the files that were read, including secret files.
    files: tuple[str, ...]


def load_uri(
    config_uri: str | os.PathLike[str],
    *,
    given: Mapping[str, str] | None = None,
    environ: Mapping[str, str] = os.environ,
) -> Loaded:
    """Return the settings for a configuration URI.

    :param config_uri: as for :func:`twod.wsgi.config.configure`.
    :param given: variables from outside the ini, by name.
    :param environ: the variables for ``${env:NAME}``.
    :raises twod.wsgi.exc.ConfigurationError: with all errors.
    """
    return _finish(survey_uri(config_uri, given=given, environ=environ))


def survey_uri(
    config_uri: str | os.PathLike[str],
    *,
    given: Mapping[str, str] | None = None,
    environ: Mapping[str, str] = os.environ,
    texts: Mapping[str, str] | None = None,
) -> Survey:
    """Return the settings for a configuration URI, as far as they can be read, with errors and warnings.

    :param config_uri: as for :func:`twod.wsgi.config.configure`.
    :param given: variables from outside the ini, by name.
    :param environ: the variables for ``${env:NAME}``.
    :param texts: texts to use instead of the content of files, by absolute path.
    """
    path, name = split_config_uri(config_uri)
    reader = IniReader(texts)
    report = Report()
    try:
        deployment = find_django(Route(reader, path, given), name)
        extend_python_path(deployment.variables, Report())  # A factory may be in the directory of the ini.
        judge_application(deployment, report)
        report.raise_errors()
    except ConfigurationError as error:
        report.add(reader.report)
        report.add_errors(error.problems)
        return Survey(None, report, tuple(reader.paths))
    return _survey(deployment, reader, f"{path}#{name}" if name else path, given or {}, environ)


def survey_beside(config_uris: Sequence[str]) -> list[Survey]:
    """Return the result of :func:`survey_uri` for each of several inis, to compare them.

    If the inis differ in their files of environment variables or in their search paths, this function restores the
    process after each ini and imports the settings modules anew, so that no ini affects the next one.
    """
    needs = [find_process_needs(uri) for uri in config_uris]
    if all(need == needs[0] for need in needs):
        return [survey_uri(uri) for uri in config_uris]
    surveys = []
    for uri in config_uris:
        with restoring_process() as forget_package:
            surveys.append(survey_uri(uri))
            loaded = surveys[-1].loaded
            forget_package(loaded.module_name if loaded is not None else "")
    return surveys


def survey_file(
    config_uri: str | os.PathLike[str],
    *,
    given: Mapping[str, str] | None = None,
    environ: Mapping[str, str] = os.environ,
    server: str | None = None,
) -> Survey:
    """Return the result of :func:`survey_uri` with the problems of the other sections of the file added.

    Use it on the machine that runs the site: a missing directory is an error, and so is a reference without a value in
    a section that requests pass through.

    :param config_uri: as for :func:`twod.wsgi.config.configure`.
    :param given: variables from outside the ini, by name.
    :param environ: the variables for ``${env:NAME}``.
    :param server: the name of the server that will serve the site; None for no server.
    """
    from twod.wsgi.config.surroundings.health_checks import (  # noqa: PLC0415 - to load settings needs none
        judge_health_paths,
        judge_skipped_checks,
    )
    from twod.wsgi.config.surroundings.send_file_roots import judge_send_file_roots  # noqa: PLC0415 - as above
    from twod.wsgi.config.surroundings.site_paths import Machine  # noqa: PLC0415 - as above

    machine = Machine(runs_site=True, environ=environ)
    path, name = split_config_uri(config_uri)
    survey = survey_uri(config_uri, given=given, environ=environ)
    report = check_other_sections(path, given=given, machine=machine)
    if survey.loaded is not None:
        route = Route(IniReader(), path, given)
        servers = route.walk(server, SERVER_ROLE) if server else ()
        _judge_values((*route.walk(name or "main"), *servers), environ, report)
        survey.loaded.judge(machine, report)
        judge_health_paths(route, survey.loaded.values, report)
        judge_send_file_roots(route, survey.loaded.values, machine, report)
        judge_skipped_checks(route, survey.loaded.find_value, report)
        report.add(check_settings(path, given=given, machine=machine, apart_from=[survey.loaded.place]))
    report.add(survey.report)
    return survey._replace(report=report)


def survey_served(
    config_uri: str | os.PathLike[str],
    *,
    given: Mapping[str, str] | None = None,
    server: str | None = None,
    environ: Mapping[str, str] = os.environ,
) -> Report:
    """Return the problems of a file from which any application, Django or other, is about to be served.

    :param config_uri: as for :func:`twod.wsgi.config.configure`.
    :param given: variables from outside the ini, by name.
    :param server: the name of the server to be loaded; None for no server.
    :param environ: the variables for ``${env:NAME}``.
    """
    from twod.wsgi.config.surroundings.site_paths import Machine  # noqa: PLC0415 - to load settings needs none

    path, name = split_config_uri(config_uri)
    report = Report()
    try:
        route = Route(IniReader(), path, given)
    except ConfigurationError as error:
        report.add_errors(error.problems)
        return report
    found = [*route.walk(name or "main"), *(route.walk(server, SERVER_ROLE) if server else ())]
    for deployment in found:
        report.add(deployment.report)
        extend_python_path(deployment.variables, Report())
        put_in_force(deployment.variables, report, environ)
    _judge_values(found, environ, report)
    if len({deployment.place for deployment in found if deployment.is_django}) == 1:
        report.add(survey_file(config_uri, given=given, environ=environ).report)
    else:
        report.add(check_other_sections(path, given=given, machine=Machine(runs_site=True, environ=environ)))
    return report


def _judge_values(served: Iterable[Deployment], environ: Mapping[str, str], report: Report) -> None:
    """Report references without a value in the sections that will be served; other sections may lack variables.

    References in Django's settings are reported with the settings.
    """
    for deployment in served:
        if not deployment.is_django:
            replace_all(deployment, References(deployment.variables, environ), report)


def load_called(
    global_conf: Mapping[str, str], local_conf: Mapping[str, str], *, environ: Mapping[str, str] = os.environ
) -> Loaded:
    """Return the settings for the arguments of a factory.

    :param global_conf: PasteDeploy's variables; ``__file__`` among them is the path of the ini.
    :param local_conf: the options of the section.
    :param environ: the variables for ``${env:NAME}``.
    :raises twod.wsgi.exc.ConfigurationError: with all errors.
    """
    # A caller other than PasteDeploy may pass values that are not texts.
    global_conf = {name: str(value) for name, value in global_conf.items()}
    local_conf = {name: str(value) for name, value in local_conf.items()}
    path = global_conf.get("__file__")
    reader = IniReader()
    found = Route(reader, os.path.abspath(path)).find_called(global_conf, local_conf) if path else None  # noqa: PTH100
    if found is None:
        return _finish(_survey(_make_deployment(global_conf, local_conf), reader, None, {}, environ))
    uri = f"{found.file}#{app_name(found.section)}"
    return _finish(_survey(found, reader, uri, find_given(reader, found), environ))


def _make_deployment(global_conf: Mapping[str, str], local_conf: Mapping[str, str]) -> Deployment:
    """Return the deployment for the arguments with which a factory of the project called twod's factory."""
    path = global_conf.get("__file__")
    options = {name: IniOption(name, text, path, None, None) for name, text in local_conf.items()}
    variables = {name: IniOption(name, text, path, None, None) for name, text in global_conf.items()}
    return Deployment(path, "", None, variables, (Layer(path, None, options),), Report(), {})


def _survey(
    deployment: Deployment, reader: IniReader, uri: str | None, given: Mapping[str, str], environ: Mapping[str, str]
) -> Survey:
    report = Report()
    report.add(reader.report)
    extend_python_path(deployment.variables, report)
    environment = put_in_force(deployment.variables, report, environ)
    # If a file of variables has errors, don't import the module: it would only complain about missing variables.
    module = None if environment.report.errors else import_settings_module(deployment.variables, report)
    defaults = read_defaults()
    resolved = resolve(deployment, module=module, defaults=defaults, environ=environ)
    report.add(resolved.report)
    files = tuple(sorted({*reader.paths, *environment.files, *resolved.files}))
    loaded = Loaded(
        resolved,
        defaults,
        uri=uri,
        given=given,
        place=deployment.place,
        files=files,
        module_option=deployment.variables.get(MODULE_OPTION),
        switches=read_switches(deployment.variables, Report()),  # reported with the rest of the ini
        switches_option=deployment.variables.get(FAST_OPTION),
        dialect=read_dialect(deployment.variables, Report()),  # reported where the settings are resolved
        ini=file.text if (file := deployment.variables.get("__file__")) else None,
    )
    return Survey(loaded, report, files)


def _finish(survey: Survey) -> Loaded:
    survey.report.raise_errors()
    issue_warnings(survey.report)
    if survey.loaded is None:
        raise ConfigurationError(survey.report.errors)
    return survey.loaded
