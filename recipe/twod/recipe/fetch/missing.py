"""The pinned distributions that are missing: those that were requested, and their dependencies.

This module resolves no versions: it applies zc.buildout's rules for ``[versions]``.
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
    """Return the pinned distributions that are missing, as far as the metadata of the available ones tell.

    :param installer: zc.buildout's, which knows the pins and the available distributions.
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
            # zc.buildout reports an extra that does not exist.
            needed = there.requires(set(requirement.extras) & set(there.extras))
            pending += [(each, there.project_name) for each in needed]
        elif version := get_pinned_version(requirement):
            pinned = Pinned(requirement.project_name, version, required_by=requirer)
            missing.setdefault(pinned.key, pinned)
    return list(missing.values())


def find_distribution(installer: Any, requirement: Any) -> Any | None:
    """Return the available distribution that zc.buildout would choose, or None."""
    found = (each for each in get_private(installer, "_env")[requirement.project_name] if each in requirement)
    return next(found, None)


def get_pinned_version(requirement: Any) -> str | None:
    """Return the only version that a requirement admits, or None if it is not pinned."""
    specs = requirement.specs
    return specs[0][1] if len(specs) == 1 and specs[0][0] == "==" and "*" not in specs[0][1] else None


def list_requirers(requirement: Any, distributions: Iterable[Any]) -> list[str]:
    """Return the names of the distributions that require another one."""
    return sorted({each.project_name for each in distributions if requirement.key in _list_required(each)})


def _list_required(distribution: Any) -> Iterator[str]:
    return (required.key for required in distribution.requires(distribution.extras))


def _constrain(installer: Any, requirement: Any) -> Any | None:
    """Return a requirement limited by ``[versions]``, or None if the two contradict; zc.buildout reports that."""
    versions = get_private(installer, "_versions")
    constraint = versions.get(canonicalize_name(requirement.project_name))
    if not constraint:
        return requirement
    try:
        return get_private(easy_install, "_constrained_requirement")(constraint, requirement)
    except UserError:
        return None
