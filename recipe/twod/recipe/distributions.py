"""The distributions of a site, resolved by zc.recipe.egg and none of them buildout's own.

zc.buildout answers requirements from the environment that it runs in, when that has what is asked for; with the one
distribution all others there (zc.buildout, pip, what somebody installed besides) would be on the site's search path.
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from zc.buildout import easy_install
from zc.recipe.egg import Scripts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


class SiteScripts(Scripts):  # type: ignore[misc]  # zc.recipe.egg has no types
    """zc.recipe.egg's recipe, with distributions on the path that the user did not ask for and gets no scripts of.

    :param requirements: what is added to the part's ``eggs``.
    """

    def __init__(self, buildout: Any, name: str, options: dict[str, str], requirements: Sequence[str]) -> None:
        self.requirements = requirements
        self.resolved: dict[tuple[str, ...], tuple[list[str], Any]] = {}
        super().__init__(buildout, name, options)

    def working_set(self, extra: Sequence[str] = ()) -> tuple[list[str], Any]:
        """Return the part's ``eggs`` and the distributions they need, none of them from buildout's own environment."""
        key = tuple(extra)
        if key not in self.resolved:
            self.resolved[key] = self.resolve([*extra, *self.requirements])
        requirements, working_set = self.resolved[key]
        return list(requirements), working_set

    def resolve(self, extra: Sequence[str]) -> tuple[list[str], Any]:
        with hide_own_environment():
            requirements, resolved = super().working_set(extra)
        selected = select_distributions([*requirements, *extra], resolved)
        # Develop eggs come first, as zc.buildout has it.
        selected.sort(
            key=lambda distribution: Path(distribution.location).is_relative_to(self.options["eggs-directory"])
        )
        working_set = easy_install.pkg_resources.WorkingSet([])
        for distribution in selected:
            working_set.add(distribution)
        return requirements, working_set


class OutsideIndex(easy_install.AllowHostsPackageIndex):  # type: ignore[misc]  # zc.buildout has no types
    """A package index that does not offer what it finds on the search path of its own process."""

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, search_path=[], **kw)


@contextmanager
def hide_own_environment() -> Iterator[None]:
    """Let buildout resolve requirements as though its own environment were empty.

    zc.buildout offers the environment in two places: as it is, and in each package index beside what that has, down to
    the libraries that setuptools has packed into itself.
    """
    own, index = easy_install.buildout_and_setuptools_path, easy_install.AllowHostsPackageIndex
    easy_install.buildout_and_setuptools_path, easy_install.AllowHostsPackageIndex = [], OutsideIndex
    for made in easy_install._indexes.values():
        remove_from_index(made, {os.path.realpath(path) for path in sys.path})
    try:
        yield
    finally:
        easy_install.buildout_and_setuptools_path, easy_install.AllowHostsPackageIndex = own, index


def remove_from_index(index: Any, directories: set[str]) -> None:
    """Take distributions out of a package index that are in one of these directories."""
    for name in list(index):
        index[name][:] = [distribution for distribution in index[name] if distribution.location not in directories]


def select_distributions(requirements: Iterable[str], working_set: Any) -> list[Any]:
    """Return the distributions that requirements need, each before what it needs itself.

    zc.buildout's own order depends on which of them had to be installed in this run.

    :param requirements: requirements by PEP 508.
    :param working_set: has a distribution for each of them, and may have others.
    """
    available = {canonicalize_name(distribution.project_name): distribution for distribution in working_set}
    selected: dict[str, Any] = {}
    seen: set[tuple[str, frozenset[str]]] = set()
    parsed = [Requirement(requirement) for requirement in requirements]
    waiting = [(parsed.name, parsed.extras) for parsed in parsed if parsed.marker is None or parsed.marker.evaluate()]
    while waiting:
        name, extras = waiting.pop(0)
        wanted = (canonicalize_name(name), frozenset(extras))
        if wanted in seen or wanted[0] not in available:
            continue
        seen.add(wanted)
        distribution = selected.setdefault(wanted[0], available[wanted[0]])
        waiting += [(required.name, required.extras) for required in distribution.requires(tuple(sorted(extras)))]
    return list(selected.values())
