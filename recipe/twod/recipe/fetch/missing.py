"""Which pinned distributions are missing: those that are asked for, and those that need them in turn.

Nothing is resolved: zc.buildout's own rules say what a requirement becomes under ``[versions]``.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any

from packaging.utils import canonicalize_name
from zc.buildout import UserError, easy_install

from twod.recipe.fetch.pinned import Pinned
from twod.recipe.private_names import get_private


def find_missing(installer: Any, requirements: Iterable[Any]) -> list[Pinned]:
    """Return what is pinned and not there, as far as the metadata of what is there tells.

    :param installer: zc.buildout's, which knows the pins and the distributions that are there.
    :param requirements: of pkg_resources.
    """
    missing: dict[str, Pinned] = {}
    seen: set[str] = set()
    pending = deque((requirement, "") for requirement in requirements)
    while pending:
        asked, requirer = pending.popleft()
        requirement = _constrain(installer, asked)
        if requirement is None or str(requirement) in seen:
            continue
        seen.add(str(requirement))
        there = find_distribution(installer, requirement)
        if there is not None:
            # An extra that it has not is for zc.buildout to report.
            needed = there.requires(set(requirement.extras) & set(there.extras))
            pending += [(each, there.project_name) for each in needed]
        elif version := get_pinned_version(requirement):
            pinned = Pinned(requirement.project_name, version, required_by=requirer)
            missing.setdefault(pinned.key, pinned)
    return list(missing.values())


def find_distribution(installer: Any, requirement: Any) -> Any | None:
    """Return what zc.buildout would take of the distributions that are there."""
    found = (each for each in get_private(installer, "_env")[requirement.project_name] if each in requirement)
    return next(found, None)


def get_pinned_version(requirement: Any) -> str | None:
    """Return the one version that a requirement admits; None when it is not pinned."""
    specs = requirement.specs
    return specs[0][1] if len(specs) == 1 and specs[0][0] == "==" and "*" not in specs[0][1] else None


def list_requirers(requirement: Any, distributions: Iterable[Any]) -> list[str]:
    """Return the names of the distributions that require another one."""
    return sorted({each.project_name for each in distributions if requirement.key in _list_required(each)})


def _list_required(distribution: Any) -> Iterator[str]:
    return (required.key for required in distribution.requires(distribution.extras))


def _constrain(installer: Any, requirement: Any) -> Any | None:
    """Return a requirement as ``[versions]`` limits it; None when the two contradict, which zc.buildout reports."""
    versions = get_private(installer, "_versions")
    constraint = versions.get(canonicalize_name(requirement.project_name))
    if not constraint:
        return requirement
    try:
        return get_private(easy_install, "_constrained_requirement")(constraint, requirement)
    except UserError:
        return None
