"""Django's defaults, and the few that are replaced."""

from __future__ import annotations

#: The defaults that are not Django's.
OWN_DEFAULTS: dict[str, object] = {"DEFAULT_EXCEPTION_REPORTER_FILTER": "twod.wsgi.error_reports.TwodReporterFilter"}


def read_defaults() -> dict[str, object]:
    """Return the defaults by the names of the settings: Django's, except OWN_DEFAULTS."""
    from django.conf import global_settings  # noqa: PLC0415 - an ini is checked without Django

    defaults = {name: value for name, value in vars(global_settings).items() if name.isupper()}
    # Django fills its own default in place once it has looked for databases.
    defaults["DATABASES"] = {}
    return defaults | OWN_DEFAULTS
