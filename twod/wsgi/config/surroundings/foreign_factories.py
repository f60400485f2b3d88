"""Whether a factory that is not ours makes a Django application with ours, as one of a project may."""

from __future__ import annotations

from twod.inifile.pastedeploy.deployment import Deployment
from twod.inifile.pastedeploy.predecessors import find_predecessor, is_old_full_django
from twod.inifile.problems import Report
from twod.wsgi.config.surroundings.installed import find_missing_module, find_target, iterate_package_sources


def judge_foreign_factory(deployment: Deployment, report: Report) -> None:
    """Report the factory of another framework, or one that is not there, in the place of a Django application's.

    A factory that calls ours has our name somewhere in its package. Nothing is imported to find that out.
    """
    if deployment.is_django or deployment.factory is None:
        return
    place = deployment.factory_place or deployment.place
    if message := advise_on_predecessor(deployment.factory):
        report.error(place, message)
        return
    module = (find_target(deployment.factory, deployment.role.factory_options) or "").partition(":")[0]
    if module and (missing := find_missing_module(module)):
        report.error(place, missing)
        return
    sources = iterate_package_sources(module) if module else iter(())
    is_foreign = not module
    for text in sources:
        if "twod" in text:
            return
        is_foreign = True
    if not is_foreign:
        return  # Without a source, nobody can say.
    message = f"{deployment.factory} makes no Django application; a Django application needs 'use = egg:twod.wsgi'"
    report.error(place, message)


def advise_on_predecessor(factory: str) -> str | None:
    """Return what to do with a factory of a package that twod takes the place of; None for any other factory."""
    if find_predecessor(factory) is None and not is_old_full_django(factory):
        return None
    return f"{factory} is no factory of twod.wsgi; 'twod migrate-ini' rewrites the ini"
