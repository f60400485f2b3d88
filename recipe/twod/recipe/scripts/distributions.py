"""The distributions of a site, resolved by zc.recipe.egg without those of buildout's own environment.

zc.buildout prefers distributions of the environment that it runs in. With one of them, all others there (zc.buildout,
pip, anything else installed there) would be on the site's search path.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from zc.buildout import UserError, easy_install
from zc.recipe.egg import Scripts

from twod.recipe.lock.locked_fetch import fetching_as_configured
from twod.recipe.private_names import get_private


class SiteScripts(Scripts):  # type: ignore[misc]  # zc.recipe.egg has no types
    """zc.recipe.egg's recipe, with further distributions on the path for which it creates no scripts.

    :param requirements: the requirements to add to the part's ``eggs``.
    :param place: returns the path at which scripts should find a distribution; None for its present path.
    """

    def __init__(
        self,
        buildout: Any,
        name: str,
        options: dict[str, str],
        requirements: Sequence[str],
        place: Callable[[Any], Path] | None = None,
    ) -> None:
        self.requirements = requirements
        self.place = place
        self.resolved: dict[tuple[str, ...], tuple[list[str], Any]] = {}
        super().__init__(buildout, name, options)

    def working_set(self, extra: Sequence[str] = ()) -> tuple[list[str], Any]:
        """Return the part's ``eggs`` and the distributions that they need, without buildout's own environment."""
        key = tuple(extra)
        if key not in self.resolved:
            self.resolved[key] = self.resolve([*extra, *self.requirements])
        requirements, working_set = self.resolved[key]
        return list(requirements), working_set

    def resolve(self, extra: Sequence[str]) -> tuple[list[str], Any]:
        configured = fetching_as_configured(self.buildout, self.name, self.options)
        with configured, _hide_own_environment(), _report_failed_builds():
            requirements, resolved = super().working_set(extra)
        # zc.buildout's order depends on the distributions that this run had to install. A stable order: develop eggs
        # first, as in zc.buildout, and the site's own distributions before their dependencies.
        asked = [canonicalize_name(Requirement(requirement).name) for requirement in requirements]
        selected = sorted(resolved, key=lambda distribution: self.get_sort_key(distribution, asked))
        working_set = easy_install.pkg_resources.WorkingSet([])
        if self.place:
            selected = list(_move(selected, [*requirements, *extra], self.place))
        for distribution in selected:
            working_set.add(distribution)
        return requirements, working_set

    def get_sort_key(self, distribution: Any, asked: Sequence[str]) -> tuple[bool, int, str]:
        name = canonicalize_name(distribution.project_name)
        is_egg = Path(distribution.location).is_relative_to(self.options["eggs-directory"])
        return is_egg, asked.index(name) if name in asked else len(asked), name


def _move(distributions: Sequence[Any], requirements: Sequence[str], place: Callable[[Any], Path]) -> Iterator[Any]:
    """Yield the needed distributions, each at its other path.

    zc.buildout also resolves develop eggs that are not needed, since all of them are in one directory.
    """
    needed = list_needed(distributions, requirements)
    for distribution in distributions:
        if canonicalize_name(distribution.project_name) in needed:
            yield distribution.clone(location=str(place(distribution)))


def list_needed(distributions: Iterable[Any], requirements: Iterable[str]) -> set[str]:
    """Return the normalised names of the distributions that some requirements need, including dependencies.

    :param distributions: the available distributions.
    """
    by_name = {canonicalize_name(distribution.project_name): distribution for distribution in distributions}
    pending = [Requirement(requirement) for requirement in requirements]
    seen: set[tuple[str, str]] = set()
    while pending:
        requirement = pending.pop()
        name = canonicalize_name(requirement.name)
        for extra in ("", *requirement.extras):
            if name in by_name and (name, extra) not in seen:
                seen.add((name, extra))
                extras = [extra] if extra and extra in by_name[name].extras else []
                pending += [Requirement(str(each)) for each in by_name[name].requires(extras)]
    return {name for name, _ in seen}


@contextmanager
def _hide_own_environment() -> Iterator[None]:
    """Let buildout resolve requirements as if its own environment were empty.

    zc.buildout offers its environment in two ways: directly, and in each package index, which even includes the
    libraries inside setuptools.
    """
    own = get_private(easy_install, "buildout_and_setuptools_path")
    index = get_private(easy_install, "AllowHostsPackageIndex")
    for made in get_private(easy_install, "_indexes").values():
        _remove_from_index(made, {os.path.realpath(path) for path in sys.path})
    # An index also offers the distributions on its search path; without a path it uses that of its process.
    easy_install.buildout_and_setuptools_path = []
    easy_install.AllowHostsPackageIndex = partial(index, search_path=[])
    try:
        yield
    finally:
        easy_install.buildout_and_setuptools_path = own
        easy_install.AllowHostsPackageIndex = index


@contextmanager
def _report_failed_builds() -> Iterator[None]:
    """Raise zc.buildout's error for a missing distribution if a distribution cannot be built.

    zc.buildout itself raises a bare Exception with pip's output, which it would report as a bug in the recipe.
    """
    try:
        yield
    except Exception as error:
        if type(error) is not Exception:
            raise
        raise UserError(f"a distribution cannot be built: {str(error).strip()}") from error


def _remove_from_index(index: Any, directories: set[str]) -> None:
    """Remove the distributions in these directories from a package index."""
    for name in list(index):
        index[name][:] = [distribution for distribution in index[name] if distribution.location not in directories]
