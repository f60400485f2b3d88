"""Checks of the health filter against the rest of an ini: the functions that it names, and the URLs that it hides."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from urllib.parse import unquote, urlsplit

from twod.inifile.health_options import find_health_problems, read_check_names, read_health_options
from twod.inifile.nearest import hint_at_nearest
from twod.inifile.pastedeploy.deployment import FILTER_ROLE, Deployment
from twod.inifile.pastedeploy.entry_points import is_health_factory
from twod.inifile.pastedeploy.route import Route
from twod.inifile.problems import Report
from twod.inifile.reference_syntax import has_reference
from twod.wsgi.config.surroundings.installed import find_missing_object


def judge_health_checks(deployment: Deployment, report: Report) -> None:
    """Report the check functions of a health filter that do not exist.

    :param deployment: the deployment of any filter; other filters are ignored.
    """
    if (texts := _find_texts(deployment)) is not None:
        for name, message in find_missing_checks(texts):
            report.error(deployment.options[name], message)


def judge_health_paths(route: Route, values: Mapping[str, object], report: Report) -> None:
    """Report the health filters of a file that would hide static or media files of its Django application.

    :param values: the settings of the application, by name.
    """
    for deployment in route.walk_all(FILTER_ROLE):
        if (texts := _find_texts(deployment)) is not None:
            for message in find_hidden_urls(read_health_options(texts).path, values):
                report.error(deployment.options.get("path", deployment.place), message)


#: The setting with the aliases of each kind of check.
_ALIASES = {"cache": "CACHES", "database": "DATABASES", "migrations": "DATABASES"}


def judge_skipped_checks(route: Route, find_value: Callable[[str], object], report: Report) -> None:
    """Report each check in ``skip`` that does not exist, because the setting has no such alias.

    :param find_value: returns the value in force of a setting.
    """
    for deployment in route.walk_all(FILTER_ROLE):
        for name in sorted(read_health_options(_find_texts(deployment) or {}).skip):
            kind, colon, alias = name.partition(":")
            known = find_value(_ALIASES.get(kind, ""))
            if colon and isinstance(known, dict) and alias not in (*known, "default"):
                message = f"{name}: there is no {alias!r} in {_ALIASES[kind]}{hint_at_nearest(alias, known)}"
                report.error(deployment.options["skip"], message)


def _find_texts(deployment: Deployment) -> dict[str, str] | None:
    """Return the options of a health filter; None for another filter, or if an option is wrong or a reference."""
    if not is_health_factory(deployment.factory):
        return None
    texts = {name: option.text for name, option in deployment.options.items()}
    is_known = not any(map(has_reference, texts.values()))
    return texts if is_known and not any(find_health_problems(texts)) else None


def find_missing_checks(options: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the option and the error for each check function that does not exist.

    :param options: the texts of the filter's options, already checked one by one.
    """
    for name in read_check_names(options.get("checks", "")):
        module, _, function = name.rpartition(".")
        if message := find_missing_object(module, function):
            yield "checks", f"{name}: {message}"


def find_hidden_urls(prefix: str, values: Mapping[str, object]) -> Iterator[str]:
    """Yield an error for each setting with files that the probes would hide.

    >>> list(find_hidden_urls("/static/-/", {"STATIC_URL": "static/"}))
    ["/static/-/ is among the URLs of STATIC_URL, 'static/'; choose another path"]

    :param prefix: the path below which the probes are.
    :param values: the settings, by name.
    """
    for name in ("STATIC_URL", "MEDIA_URL"):
        text = values.get(name)
        path = _find_url_path(text, values.get("FORCE_SCRIPT_NAME")) if isinstance(text, str) else None
        if path is None or path == "/":
            continue
        if path.startswith(prefix):
            yield f"{prefix} would hide the files of {name}, {text!r}; choose another path"
        elif prefix.startswith(path):
            yield f"{prefix} is among the URLs of {name}, {text!r}; choose another path"


def _find_url_path(url: str, script_name: object) -> str | None:
    """Return the path of a URL setting from the root of the server; None for a URL on another host."""
    split = urlsplit(url)
    if split.netloc or not split.path:
        return None
    path = unquote(split.path)
    outer = script_name.rstrip("/") if isinstance(script_name, str) else ""
    return f"/{path.strip('/')}/" if path.startswith("/") else f"{outer}/{path.strip('/')}/"
