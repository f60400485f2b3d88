"""The sections of an ini from the server to its applications: filters, composites and applications."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import NamedTuple

from twod.inifile.config_uri import split_config_uri
from twod.inifile.pastedeploy.deployment import APP_ROLE, FILTER_ROLE, Deployment, app_name
from twod.inifile.pastedeploy.route import Route
from twod.inifile.problems import describe_place
from twod.inifile.reading import IniReader

_FULL_DJANGO = "egg:twod.wsgi#full_django"
_PERMISSION = "media_permission"


class Step(NamedTuple):
    """A section that a request passes or ends in."""

    #: The number of sections that lead to it.
    depth: int
    #: ``application``, ``filter`` and so on.
    role: str
    #: The text between its brackets.
    section: str
    #: Its factory, ``egg:NAME#ENTRY``; empty for a pipeline.
    factory: str
    #: File and section.
    place: str
    #: The path at which composites mount it, with a leading slash and no trailing slash.
    prefix: str
    #: The sections of the filters that a request passes before it.
    filters: tuple[str, ...]
    #: Whether it is the Django application.
    is_django: bool
    #: Whether it responds to requests itself.
    is_end: bool
    #: Whether a filter before it serves static and media files.
    has_files: bool = False
    #: The permission that visitors need for media files.
    media_permission: str = ""

    def describe(self) -> dict[str, object]:
        """Return the facts that the JSON output has."""
        names = ("depth", "role", "section", "factory", "place", "prefix", "filters")
        return {name: value for name, value in self._asdict().items() if name in names}


def find_way(config_uri: str) -> list[Step]:
    """Return the sections from the server to all applications, in PasteDeploy's order.

    :raises twod.wsgi.exc.ConfigurationError: if the ini cannot be read.
    """
    path, name = split_config_uri(config_uri)
    found = list(Route(IniReader(), os.path.abspath(path)).walk(name or "main"))  # noqa: PTH100 - keep symlinks
    return [_make_step(deployment, found) for deployment in found]


def _make_step(deployment: Deployment, walked: list[Deployment]) -> Step:
    way = (*deployment.way, deployment)
    full = next((passed for passed in deployment.way if passed.factory == _FULL_DJANGO), None)
    return Step(
        len(deployment.way),
        deployment.role.noun,
        deployment.section,
        deployment.factory or "",
        describe_place(*deployment.place[:3]),
        "".join(map(_find_prefix, way, way[1:])),
        tuple(_list_filters(deployment, walked)),
        deployment.is_django,
        deployment.role is APP_ROLE and deployment.is_end,
        full is not None,
        full.options[_PERMISSION].text.strip() if full is not None and _PERMISSION in full.options else "",
    )


def _find_prefix(outer: Deployment, inner: Deployment) -> str:
    """Return the path at which a composite such as ``egg:Paste#urlmap`` mounts a section."""
    for option in outer.options.values():
        is_path = option.name.startswith("/")
        if is_path and option.text.strip().rpartition("#")[2] == app_name(inner.section):
            return option.name.rstrip("/")
    return ""


def _list_filters(deployment: Deployment, walked: list[Deployment]) -> Iterator[str]:
    """Yield the filters in front of a section, and in front of the sections that lead to it."""
    for place in (passed.place for passed in deployment.way):
        for other in walked:
            if other.role is FILTER_ROLE and other.way and other.way[-1].place == place and other != deployment:
                yield other.section
