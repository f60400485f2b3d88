"""What django-pastedeploy-settings does with settings beyond their values, and twod.wsgi does differently."""

from __future__ import annotations

from collections.abc import Iterable

from twod.inifile.problems import Report
from twod.wsgi.migration.old_applications import OldApplication


def judge_wsgi_application(applications: Iterable[OldApplication], notes: Report) -> None:
    """Note that the application which ``WSGI_APPLICATION`` names is no longer served."""
    for application in _list_json(applications):
        deployment = application.deployment
        option = deployment.options.get("WSGI_APPLICATION")
        cure = "twod.wsgi serves Django itself; write a middleware in this application as a filter of the ini"
        if getattr(application.module, "WSGI_APPLICATION", None) is not None:
            notes.warn(deployment.place, f"WSGI_APPLICATION of the settings module: {cure}")
        elif option is not None:
            notes.warn(option, cure)


def judge_lists(applications: Iterable[OldApplication], notes: Report) -> None:
    """Note the lists of the settings module that were tuples once the ini extended them."""
    for application in _list_json(applications):
        module, options = application.module, application.deployment.options
        names = [name for name in sorted(options) if isinstance(getattr(module, name, None), list)]
        if names and module is not None:
            what = "are lists" if len(names) > 1 else "is a list"
            message = f"{', '.join(names)} {what} as in {module.__name__}; django-pastedeploy-settings made tuples"
            notes.warn(application.deployment.place, message)


def _list_json(applications: Iterable[OldApplication]) -> list[OldApplication]:
    return [each for each in applications if each.predecessor is not None and each.predecessor.has_settings]
