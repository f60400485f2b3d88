"""What an old package did differently, although the settings stay the same."""

from __future__ import annotations

from collections.abc import Iterable

from twod.inifile.problems import Report
from twod.wsgi.config.dialects.one import DialectOne
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


def judge_lists_of_1x(applications: Iterable[OldApplication], notes: Report) -> None:
    """Note the lists of the settings module that an ini of twod.wsgi 1.x extends: 1.x extended tuples alone.

    Settings modules of its time had tuples, which became lists with Django, and were meant to be extended.
    """
    for application in applications:
        if application.predecessor is None and isinstance(application.dialect, DialectOne):
            for name, option in application.deployment.options.items():
                if isinstance(getattr(application.module, name, None), list):
                    message = "it extends a list; twod.wsgi 1.x extended tuples alone, and left a list as it was"
                    notes.warn(option, message)


def _list_json(applications: Iterable[OldApplication]) -> list[OldApplication]:
    return [each for each in applications if each.predecessor is not None and each.predecessor.has_settings]
