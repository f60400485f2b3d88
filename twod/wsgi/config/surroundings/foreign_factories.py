"""A check of factories that are not twod's: the factory of a project may call twod's, others make no Django site."""

from __future__ import annotations

from twod.inifile.pastedeploy.deployment import Deployment
from twod.inifile.pastedeploy.predecessors import find_predecessor, is_old_full_django
from twod.inifile.problems import Report
from twod.wsgi.config.surroundings.installed import find_missing_module, find_target, iterate_package_sources


def judge_foreign_factory(deployment: Deployment, report: Report) -> None:
    """Report a factory that does not exist, or belongs to another framework, where a Django application is needed.

    A factory that calls twod's factory mentions twod somewhere in its package. This function reads the source of the
    package and imports nothing.
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
        return  # Without the source, this cannot be checked.
    message = f"{deployment.factory} is not a factory of Django applications; write 'use = egg:twod.wsgi'"
    report.error(place, message)


def advise_on_predecessor(factory: str) -> str | None:
    """Return the advice for a factory of a package that twod replaces; None for any other factory."""
    if find_predecessor(factory) is None and not is_old_full_django(factory):
        return None
    return f"{factory} is not a factory of twod.wsgi; run 'twod migrate-ini' to rewrite the ini"
