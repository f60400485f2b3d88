"""The content of a bundle, as the part describes it and its script gathers it."""

from __future__ import annotations

import pprint
from collections.abc import Mapping
from typing import NamedTuple


class BundledPath(NamedTuple):
    """A file or folder that the bundle has a copy of.

    :param source: its path on this machine.
    :param target: its path in the bundle.
    """

    source: str
    target: str


class BundledProject(NamedTuple):
    """A project that is developed here, of which the bundle has what its wheel has.

    :param name: of its distribution.
    :param source: the folder of the project.
    :param target: its path in the bundle.
    """

    name: str
    source: str
    target: str


class BundleContents(NamedTuple):
    """The content of a bundle.

    :param archive: path of the archive.
    :param archive_format: ``gz`` or ``zst``.
    :param project: name of the site.
    :param part: the part that describes the site.
    :param environments: the inis in the bundle by the environments' names.
    :param var: the folders of data, in the bundle's place on a host.
    :param scripts: paths of the scripts in the bundle.
    :param versions: the version of each distribution.
    :param paths: eggs, folders of modules, and whatever else is copied.
    :param projects: what is built first.
    :param skipped: paths on this machine that are left out of what is copied.
    :param excluded: names of folders that are left out wherever they are.
    :param has_static: whether static files are collected.
    :param has_bytecode: whether modules are compiled.
    :param variables: environment variables while static files are collected.
    """

    archive: str
    archive_format: str
    project: str
    part: str
    environments: Mapping[str, str]
    var: tuple[str, ...]
    scripts: tuple[str, ...]
    versions: Mapping[str, str]
    paths: tuple[BundledPath, ...]
    projects: tuple[BundledProject, ...]
    skipped: tuple[str, ...]
    excluded: tuple[str, ...]
    has_static: bool
    has_bytecode: bool
    variables: tuple[tuple[str, str], ...]

    def make_arguments(self) -> str:
        """Return the Python expression of a dictionary that :func:`read_contents` makes the same of."""
        plain = self._asdict() | {name: [tuple(each) for each in getattr(self, name)] for name in ("paths", "projects")}
        return pprint.pformat(plain, width=110, sort_dicts=False)


def read_contents(arguments: Mapping[str, object]) -> BundleContents:
    """Return the contents that :meth:`BundleContents.make_arguments` was called on."""
    contents = BundleContents(**arguments)  # type: ignore[arg-type]  # they were written by it
    return contents._replace(
        paths=tuple(BundledPath(*each) for each in contents.paths),
        projects=tuple(BundledProject(*each) for each in contents.projects),
    )
