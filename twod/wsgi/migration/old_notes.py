"""Notes on differences from an old package that do not change the settings."""

from __future__ import annotations

from collections.abc import Iterable

from twod.inifile.problems import Report
from twod.wsgi.config.dialects.one import DialectOne
from twod.wsgi.migration.old_applications import OldApplication


def judge_wsgi_application(applications: Iterable[OldApplication], notes: Report) -> None:
    """Note that twod.wsgi does not serve the application in ``WSGI_APPLICATION``."""
    for application in _list_json(applications):
        deployment = application.deployment
        option = deployment.options.get("WSGI_APPLICATION")
        cure = "twod.wsgi serves Django itself; write a middleware in this application as a filter of the ini"
        if getattr(application.module, "WSGI_APPLICATION", None) is not None:
            notes.warn(deployment.place, f"WSGI_APPLICATION of the settings module: {cure}")
        elif option is not None:
            notes.warn(option, cure)


def judge_lists(applications: Iterable[OldApplication], notes: Report) -> None:
    """Note the lists of the settings module that the old package turned into tuples."""
    for application in _list_json(applications):
        module, options = application.module, application.deployment.options
        names = [name for name in sorted(options) if isinstance(getattr(module, name, None), list)]
        if names and module is not None:
            what = "are lists" if len(names) > 1 else "is a list"
            message = f"{', '.join(names)} {what} as in {module.__name__}; django-pastedeploy-settings made tuples"
            notes.warn(application.deployment.place, message)


def judge_lists_of_1x(applications: Iterable[OldApplication], notes: Report) -> None:
    """Note the lists of the settings module that a 1.x ini extends, since 1.x extended only tuples.

    Settings modules of that time had tuples, which Django later made lists, and their inis were meant to extend them.
    """
    for application in applications:
        if application.predecessor is None and isinstance(application.dialect, DialectOne):
            for name, option in application.deployment.options.items():
                if isinstance(getattr(application.module, name, None), list):
                    message = "it extends a list; twod.wsgi 1.x extended only tuples and did not change lists"
                    notes.warn(option, message)


def _list_json(applications: Iterable[OldApplication]) -> list[OldApplication]:
    return [each for each in applications if each.predecessor is not None and each.predecessor.has_settings]
