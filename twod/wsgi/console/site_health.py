"""The site's health: the checks of the probe ``ready``, with the reasons of failures, which the probe does not show."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import Any

from twod.inifile.config_uri import split_config_uri
from twod.inifile.health_options import HealthOptions
from twod.wsgi.config.loaded import Loaded
from twod.wsgi.exc import ConfigurationError
from twod.wsgi.serving.health.checkup import Checkup
from twod.wsgi.serving.health.health_section import find_health_options
from twod.wsgi.serving.health.shared_checkup import SharedCheckup
from twod.wsgi.serving.health.site_checks import find_site_checks


def describe_health(active: Loaded | None) -> dict[str, Any]:
    """Run the health checks of the site, and return their results as data for a page and for JSON.

    :param active: the settings in force; None if no ini is in force.
    """
    try:
        path = split_config_uri(active.uri)[0] if active is not None and active.uri is not None else None
        options = find_health_options(path) if path is not None else HealthOptions()
    except ConfigurationError as error:
        return {"status": "unknown", "checks": [], "errors": list(map(str, error.problems))}
    findings = _make_checkup(options).ask().result()
    checks = [{"name": name, "passed": False, "reason": reason} for name, reason in findings.failures]
    checks += [{"name": name, "passed": True, "reason": ""} for name in findings.passed]
    return {"status": "failed" if findings.failures else "ok", "checks": checks, "errors": []}


@lru_cache(maxsize=1)
def _make_checkup(options: HealthOptions) -> SharedCheckup:
    """Return a checkup that all requests share, so that a hanging check blocks only one thread."""
    return SharedCheckup(Checkup(partial(find_site_checks, options), options.timeout), options.cache)
