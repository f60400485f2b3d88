"""The Django applications of an old ini, for each package that may create them."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from types import ModuleType
from typing import NamedTuple

from twod.inifile.pastedeploy.deployment import APP_ROLE, Deployment, app_name
from twod.inifile.pastedeploy.predecessors import Predecessor, find_predecessor
from twod.inifile.pastedeploy.route import Route, find_given
from twod.inifile.problems import Place, Problem, Report
from twod.inifile.reading import IniReader
from twod.wsgi.config.check import judge_application
from twod.wsgi.config.dialects.choice import choose_dialect
from twod.wsgi.config.dialects.dialect import Dialect
from twod.wsgi.config.merging.settings_module import import_settings_module
from twod.wsgi.config.surroundings.python_path import extend_python_path
from twod.wsgi.exc import ConfigurationError
from twod.wsgi.migration.predecessor_settings import import_old_module


class Subject(NamedTuple):
    """An application, with its address for another process."""

    #: ``PATH#NAME``.
    uri: str
    #: Variables that are not defined in the file.
    given: dict[str, str]


class OldApplication(NamedTuple):
    """A Django application of an old ini, and the readers of its options."""

    deployment: Deployment
    #: The package that creates it, or None for twod.wsgi.
    predecessor: Predecessor | None
    dialect: Dialect
    #: None if there is no module, or it cannot be imported; the comparison reports that.
    module: ModuleType | None
    subject: Subject
    #: Whether another application uses its section, which may therefore be incomplete.
    is_base: bool


def find_old_applications(
    reader: IniReader, path: str, name: str | None
) -> tuple[list[OldApplication], list[OldApplication]]:
    """Return the Django applications to rewrite: first those that no other one uses, then the others of the file.

    :param name: the application that leads to those to rewrite. None: all of the file.
    :raises twod.wsgi.exc.ConfigurationError: if there is no application, or a reference to one is broken.
    """
    route = Route(reader, path)
    # An unreadable line may be the header of the missing section.
    reader.report.raise_errors()
    ends = _list_ends(route.walk(name) if name is not None else route.walk_all())
    report = Report()
    for end in ends:
        if end.factory is None:
            report.add(end.report)
    report.add(reader.report)
    report.raise_errors()
    asked = [end for end in ends if _is_known(end)] or _find_wrapped(ends, path, name)
    places = {end.place for end in asked}
    others = [end for end in _list_ends(route.walk_all()) if _is_known(end) and end.place not in places]
    bases = {(layer.file, layer.section) for end in ends for layer in end.layers[:-1]}
    asked.sort(key=lambda end: (end.file, end.section) in bases)
    return [_open(end, reader, bases) for end in asked], [_open(end, reader, bases) for end in others]


def _list_ends(found: Iterable[Deployment]) -> list[Deployment]:
    """Return the applications at the ends of pipelines and composites: each section once, from the first way to it."""
    ends: dict[object, Deployment] = {}
    for deployment in found:
        if deployment.is_end and deployment.role is APP_ROLE:
            # An egg in a pipeline has no section.
            ends.setdefault((deployment.place, deployment.factory), deployment)
    return list(ends.values())


def _is_known(end: Deployment) -> bool:
    return end.is_django or find_predecessor(end.factory) is not None


def _find_wrapped(ends: Iterable[Deployment], path: str, name: str | None) -> list[Deployment]:
    """Return the applications with a factory of the project that calls twod's factory."""
    reports: dict[str, Report] = {}
    found = []
    for end in ends:
        if end.factory is None or end.section.startswith("composit"):
            continue
        report = Report()
        extend_python_path(end.variables, Report())  # The factory may be in the folder of the ini.
        judge_application(end, report)
        if report.errors:
            reports.setdefault(end.factory, report)
        else:
            found.append(end)
    if not found:
        raise ConfigurationError(_explain_none(reports, path, name))
    return found


def _explain_none(reports: dict[str, Report], path: str, name: str | None) -> Iterator[Problem]:
    """Yield the only problem of an ini without Django."""
    problems = [problem for report in reports.values() for problem in report.errors]
    if len(problems) == 1:
        yield problems[0]
        return
    asked = f"#{name} leads to" if name is not None else "there is"
    passed = f"; it has {', '.join(sorted(reports))}" if reports else ""
    cure = "write 'use = egg:twod.wsgi' in the section of a Django application"
    yield Place(path).problem(f"{asked} no Django application{passed}; {cure}")


def _open(deployment: Deployment, reader: IniReader, bases: Container[tuple[str | None, str | None]]) -> OldApplication:
    predecessor = find_predecessor(deployment.factory)
    # The comparison with the new ini reports errors of the module.
    report = Report()
    extend_python_path(deployment.variables, report)
    if predecessor is None:
        module = import_settings_module(deployment.variables, report)
    else:
        module = import_old_module(deployment, predecessor, report)
    name = app_name(deployment.section) or "main"
    subject = Subject(f"{deployment.file}#{name}", find_given(reader, deployment))
    is_base = (deployment.file, deployment.section) in bases
    dialect = choose_dialect(deployment.variables, report)
    return OldApplication(deployment, predecessor, dialect, module, subject, is_base)
