"""The content of a bundle: the part describes it, the part's script gathers it."""

from __future__ import annotations

import pprint
from collections.abc import Mapping
from typing import NamedTuple


class BundledPath(NamedTuple):
    """A file or folder that is copied into the bundle.

    :param source: its path on this machine.
    :param target: its path in the bundle.
    """

    source: str
    target: str


class BundledProject(NamedTuple):
    """A develop project; the bundle gets the files of its wheel.

    :param name: name of its distribution.
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
    :param environments: paths of the inis in the bundle, by the names of their environments.
    :param var: data folders, relative to the place of the bundle on a host.
    :param scripts: paths of the scripts in the bundle.
    :param versions: version of each distribution, by its name.
    :param paths: eggs, folders of modules, and other files to copy.
    :param projects: develop projects, which are built first.
    :param skipped: paths on this machine that are not copied.
    :param excluded: names of folders that are not copied from any place.
    :param has_static: whether static files are collected.
    :param has_bytecode: whether modules are compiled.
    :param variables: environment variables for the collection of static files.
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
        """Return the Python expression of a dictionary, from which :func:`read_contents` makes an equal object."""
        plain = self._asdict() | {name: [tuple(each) for each in getattr(self, name)] for name in ("paths", "projects")}
        return pprint.pformat(plain, width=110, sort_dicts=False)


def read_contents(arguments: Mapping[str, object]) -> BundleContents:
    """Return the contents from the dictionary of :meth:`BundleContents.make_arguments`."""
    contents = BundleContents(**arguments)  # type: ignore[arg-type]  # they were written by it
    return contents._replace(
        paths=tuple(BundledPath(*each) for each in contents.paths),
        projects=tuple(BundledProject(*each) for each in contents.projects),
    )
