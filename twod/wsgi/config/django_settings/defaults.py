"""Django's defaults."""

from __future__ import annotations


def read_defaults() -> dict[str, object]:
    """Return Django's defaults by the names of the settings."""
    from django.conf import global_settings  # noqa: PLC0415 - an ini is checked without Django

    defaults = {name: value for name, value in vars(global_settings).items() if name.isupper()}
    # Django fills its own default in place once it has looked for databases.
    defaults["DATABASES"] = {}
    return defaults
