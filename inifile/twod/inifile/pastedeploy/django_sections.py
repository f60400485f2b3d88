"""Finding the Django applications of an ini: the sections with ``use = egg:twod.wsgi``."""

from __future__ import annotations

from collections.abc import Iterable

from twod.inifile.pastedeploy.deployment import APP_ROLE, Deployment, app_name
from twod.inifile.pastedeploy.route import Route
from twod.inifile.problems import ConfigurationError, Place, Report


def find_django(route: Route, name: str | None) -> Deployment:
    """Return the one Django application that a name leads to, through pipelines, filters and composites.

    PasteDeploy loads all the other branches, too, so their mistakes are in the report of the application.

    :param name: the name of a section; None for ``main``.
    :raises ConfigurationError: if there is no Django application, or more than one.
    """
    ends = [found for found in route.walk(name or "main") if found.is_end]
    obstacles = [found for found in ends if found.factory is None]
    applications = _list_distinct(found for found in ends if found.role is APP_ROLE and found.factory is not None)
    django = [found for found in applications if found.is_django]
    if not django and not obstacles and not any(found.is_django for found in route.walk_all()):
        # If no factory is ours, the project may have one that wraps ours.
        django = [found for found in applications if not found.section.startswith("composit")]
    if len(django) == 1:
        return django[0]._replace(own_report=_merge_reports([django[0], *obstacles]))
    if not django:
        _merge_reports(obstacles).raise_errors()
    asked = f"{route.path}#{name or 'main'}"
    if not django:
        passed = " and ".join(dict.fromkeys(found.factory for found in applications if found.factory))
        django_names = {
            app_name(found.section) for found in route.walk_all() if found.is_django and found.file == route.path
        }
        others = " or ".join(sorted(f"#{found}" for found in django_names))
        message = f"{asked} leads to no Django application (use = egg:twod.wsgi)"
        message += f", but to {passed}" if passed else ""
        message += f"; did you mean {others}?" if others else ""
    else:
        names = " or ".join(sorted(f"{found.file}#{app_name(found.section)}" for found in django))
        message = f"{asked} leads to {len(django)} Django applications; choose one: {names}"
    raise ConfigurationError([Place(route.path).problem(message)])


def find_all_django(route: Route, report: Report) -> list[Deployment]:
    """Return every Django application that the file leads to.

    :param report: collects the mistakes that prevent any application from loading.
    """
    found = list(route.walk_all())
    for deployment in found:
        if deployment.factory is None and deployment.is_end:
            report.add(deployment.report)
    return _list_distinct(deployment for deployment in found if deployment.is_django)


def _list_distinct(deployments: Iterable[Deployment]) -> list[Deployment]:
    """Return each section once: the first deployment of each."""
    found: dict[tuple[str | None, str], Deployment] = {}
    for deployment in deployments:
        found.setdefault((deployment.file, deployment.section), deployment)
    return list(found.values())


def _merge_reports(deployments: Iterable[Deployment]) -> Report:
    report = Report()
    for deployment in deployments:
        report.add(deployment.report)
    return report
