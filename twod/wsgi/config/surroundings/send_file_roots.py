"""A check of the send_file filter against the settings: its directories, and the URLs that it hides."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from twod.inifile.pastedeploy.deployment import FILTER_ROLE
from twod.inifile.pastedeploy.entry_points import is_send_file_factory
from twod.inifile.pastedeploy.route import Route
from twod.inifile.problems import Report
from twod.inifile.reference_syntax import has_reference
from twod.inifile.send_file_options import find_send_file_problems, read_send_file_options
from twod.wsgi.config.surroundings.health_checks import find_hidden_urls
from twod.wsgi.config.surroundings.site_paths import Machine

_GZIP = "django.middleware.gzip.GZipMiddleware"


def judge_send_file_roots(route: Route, values: Mapping[str, object], machine: Machine, report: Report) -> None:
    """Report the directories and URLs of each send_file filter that do not fit the settings or the machine.

    :param values: the settings of the application, by name.
    """
    for deployment in route.walk_all(FILTER_ROLE):
        texts = {name: option.text for name, option in deployment.options.items()}
        is_known = is_send_file_factory(deployment.factory) and not any(map(has_reference, texts.values()))
        if not is_known or any(find_send_file_problems(texts)):
            continue
        place = deployment.options["roots"]
        for root in read_send_file_options(texts).roots:
            path = Path(root.directory)
            if path.exists() and not path.is_dir():
                report.error(place, f"{path} is not a directory")
            elif machine.lacks(path):
                report.warn(place, f"there is no directory {path}")
            for message in find_hidden_urls(root.url, values) if root.url else ():
                report.error(place, message)
        middleware = values.get("MIDDLEWARE")
        if isinstance(middleware, (list, tuple)) and _GZIP in middleware:
            message = f"{_GZIP} prevents the server in front from sending files; remove it and compress in that server"
            report.warn(deployment.options["kind"], message)
