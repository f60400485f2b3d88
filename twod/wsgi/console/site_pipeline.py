"""The path of a request: the sections of the ini that it passes, and the applications mounted in the URLconf."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

from django.urls import NoReverseMatch, get_resolver, reverse

from twod.inifile.config_uri import split_config_uri
from twod.inifile.pastedeploy.deployment import Deployment
from twod.inifile.pastedeploy.route import Route
from twod.inifile.problems import describe_place
from twod.inifile.reading import IniReader
from twod.wsgi.config.loaded import Loaded
from twod.wsgi.embedding.mounts import MountedAt, find_mounts
from twod.wsgi.exc import ConfigurationError

#: The application of an ini that servers load by default.
_MAIN = "main"


def describe_pipeline(active: Loaded | None) -> dict[str, Any]:
    """Return the path of a request as data for a page and for JSON.

    :param active: the settings in force; None if no ini is in force.
    """
    steps: list[dict[str, Any]] = []
    errors: list[str] = []
    try:
        steps = [] if active is None else [describe_step(step) for step in find_steps(active)]
    except ConfigurationError as error:
        errors = list(map(str, error.problems))
    mounts = [describe_mount(mount) for mount in find_mounts(get_resolver().url_patterns)]
    return {"steps": steps, "errors": errors, "mounts": mounts}


def find_steps(active: Loaded) -> Iterator[Deployment]:
    """Yield the filters, composites and other sections between the server and the application, in their order.

    The path begins at ``main``, where a server begins, if it leads to the application, or else at the application.
    """
    if active.uri is None:
        return
    path, name = split_config_uri(active.uri)
    route = Route(IniReader(), os.path.abspath(path), active.given)  # noqa: PTH100 - keep symbolic links
    steps = list(route.walk(_MAIN))
    if all(step.place[:3] != active.place[:3] for step in steps):
        steps = list(route.walk(name or _MAIN))
    yield from steps


def describe_step(step: Deployment) -> dict[str, Any]:
    """Return a section as data, without its options, which may be secrets."""
    place = (step.factory_place or step.place).problem("")
    return {
        "depth": len(step.way),
        "role": step.role.noun,
        "section": step.section,
        "factory": step.factory or "",
        "django": step.is_django,
        "place": describe_place(place.file, place.line, place.section),
    }


def describe_mount(mount: MountedAt) -> dict[str, Any]:
    """Return a mounted application as data."""
    facts = mount.facts
    return {
        "route": f"/{mount.route}",
        "url": _find_url(mount.name),
        "name": mount.name,
        "application": facts.application,
        "visitors": facts.visitors,
        "csrf": facts.csrf,
        "user": facts.user,
        "trusted": facts.trusted,
    }


def _find_url(name: str) -> str:
    """Return the URL of a mount; empty if the mount has no name or its URL needs arguments."""
    try:
        return reverse(name) if name else ""
    except NoReverseMatch:
        return ""
