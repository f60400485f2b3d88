"""The default settings: Django's, and the few that twod replaces."""

from __future__ import annotations

#: The defaults that twod replaces.
OWN_DEFAULTS: dict[str, object] = {"DEFAULT_EXCEPTION_REPORTER_FILTER": "twod.wsgi.error_reports.TwodReporterFilter"}


def read_defaults() -> dict[str, object]:
    """Return the defaults by name: Django's, updated with OWN_DEFAULTS."""
    from django.conf import global_settings  # noqa: PLC0415 - checks of an ini run without Django

    defaults = {name: value for name, value in vars(global_settings).items() if name.isupper()}
    # Django changes this default in place when it first reads the databases.
    defaults["DATABASES"] = {}
    return defaults | OWN_DEFAULTS
