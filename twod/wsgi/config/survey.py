"""From a configuration URI, or a factory's arguments, to the settings of one application; nothing is put in force."""

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
    """The settings of an ini, even if some of them are wrong."""

    #: A setting that could not be read has the value UNKNOWN; None when not even the application is found.
    loaded: Loaded | None
    #: The errors that keep it from being loaded, and warnings about legal but doubtful options.
    report: Report
    #: The files that were read, including those with secrets; absolute paths.
    files: tuple[str, ...]


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
    """Return the settings that a configuration URI leads to, as far as they can be read, with errors and warnings.

    :param config_uri: as for :func:`twod.wsgi.config.configure`.
    :param given: variables from outside the ini.
    :param environ: what ``${env:NAME}`` looks in.
    :param texts: contents, by absolute path, that stand in for the files there.
    """
    path, name = split_config_uri(config_uri)
    reader = IniReader(texts)
    report = Report()
    try:
        deployment = find_django(Route(reader, path, given), name)
        extend_python_path(deployment.variables, Report())  # A factory may be beside the ini.
        judge_application(deployment, report)
        report.raise_errors()
    except ConfigurationError as error:
        report.add(reader.report)
        report.add_errors(error.problems)
        return Survey(None, report, tuple(reader.paths))
    return _survey(deployment, reader, f"{path}#{name}" if name else path, given or {}, environ)


def survey_beside(config_uris: Sequence[str]) -> list[Survey]:
    """Return what :func:`survey_uri` does for inis that are compared with each other.

    If they have other files of environment variables, or modules elsewhere, those of one ini do not count for the next
    one: the process is then left as it was, and settings modules are imported anew for each ini.
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
    """Return the same as :func:`survey_uri`, with all that is wrong in the other sections of the file as well.

    A directory that the site cannot do without is missed here, since the site is to run on this machine, and so is the
    value of a reference in the sections that a request comes through.

    :param server: the server of the ini that is to serve it here; None for none.
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
    """Return what is wrong in a file from which an application is going to be served, Django's or not.

    :param given: variables from outside the ini.
    :param server: the server that is going to be loaded; None when none is.
    :param environ: what ``${env:NAME}`` looks in.
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
    """Report the references that lead nowhere, in what is going to be served; other sections may lack their variables.

    Those of Django's settings are reported with the settings.
    """
    for deployment in served:
        if not deployment.is_django:
            replace_all(deployment, References(deployment.variables, environ), report)


def load_called(
    global_conf: Mapping[str, str], local_conf: Mapping[str, str], *, environ: Mapping[str, str] = os.environ
) -> Loaded:
    """Return the settings that a factory is called for.

    :param global_conf: PasteDeploy's variables; ``__file__`` among them is the path of the ini.
    :param local_conf: the options of the section.
    :raises twod.wsgi.exc.ConfigurationError: with all that is wrong.
    """
    # A caller that is not PasteDeploy may pass other values than texts.
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
    """Return the deployment that a factory of the project passed on when it called ours."""
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
    # A module that reads variables would only complain that they are missing.
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
        switches=read_switches(deployment.variables, Report()),  # judged with the rest of the ini
        switches_option=deployment.variables.get(FAST_OPTION),
        dialect=read_dialect(deployment.variables, Report()),  # judged where the settings are resolved
        ini=file.text if (file := deployment.variables.get("__file__")) else None,
    )
    return Survey(loaded, report, files)


def _finish(survey: Survey) -> Loaded:
    survey.report.raise_errors()
    issue_warnings(survey.report)
    if survey.loaded is None:
        raise ConfigurationError(survey.report.errors)
    return survey.loaded
