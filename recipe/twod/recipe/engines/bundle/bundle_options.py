"""The options of a bundle's part."""

from __future__ import annotations

from typing import Any

from twod.inifile.booleans import read_boolean
from twod.recipe.cfg.option import Option
from twod.recipe.cfg.part_options import RECIPE
from twod.recipe.cfg.readers import (
    make_choice_reader,
    make_optional,
    read_assignments,
    read_environment_names,
    read_file_name,
    read_lines,
    read_words,
)
from twod.recipe.engines.bundle.archive import SUFFIXES
from twod.recipe.engines.engine_part import SITE_PART

BUNDLED_ENVIRONMENTS = Option[tuple[str, ...]](
    "environments",
    read_environment_names,
    (),
    "The environments that the bundle is for. Example: ``environments = prod worker``. **Default:** all of the site "
    "that have ``debug`` off.",
)
BUNDLE_NAME = Option(
    "name",
    make_optional(read_file_name, ""),
    "",
    "Name of the site, and of the archive: ``dist/NAME.tar.gz``. **Default:** the name of the site's first egg, else "
    "that of its part.",
)
BUNDLE_VERSION = Option(
    "version",
    make_optional(read_file_name, ""),
    "",
    "A version for the name of the archive: ``dist/NAME-VERSION.tar.gz``. **Default:** none.",
)
FORMAT = Option(
    "format",
    make_choice_reader(*SUFFIXES),
    "gz",
    "``gz`` for a ``.tar.gz``, ``zst`` for a ``.tar.zst``, which needs Python 3.14, or backports.zstd beside "
    "zc.buildout. **Default:** ``gz``.",
)
INCLUDE = Option[tuple[str, ...]](
    "include",
    read_lines,
    (),
    "Files and folders below the buildout's directory, one a line, that the site needs besides its eggs and "
    "``extra-paths``, such as ``templates``. **Default:** none.",
)
EXCLUDE = Option[tuple[str, ...]](
    "exclude",
    make_optional(read_words, ()),
    ("tests",),
    "Names of folders and files that are left out wherever they are. **Default:** ``tests``.",
)
COLLECT_STATIC = Option(
    "collectstatic",
    read_boolean,
    True,
    "Whether static files are collected into the bundle, where ``STATIC_ROOT`` is in the tree. **Default:** ``true``.",
)
BYTECODE = Option(
    "bytecode",
    read_boolean,
    True,
    "Whether modules are compiled, so that a host whose tree is read-only need not do so at each start. **Default:** "
    "``true``.",
)
COLLECTING_VARS = Option[tuple[tuple[str, str], ...]](
    "environment-vars",
    read_assignments,
    (),
    "Environment variables while static files are collected, ``NAME = value`` a line, for what your settings take "
    "from the environment of a host. **Default:** none.",
)

BUNDLE_OPTIONS: tuple[Option[Any], ...] = (
    RECIPE,
    SITE_PART,
    BUNDLED_ENVIRONMENTS,
    BUNDLE_NAME,
    BUNDLE_VERSION,
    FORMAT,
    INCLUDE,
    EXCLUDE,
    COLLECT_STATIC,
    COLLECTING_VARS,
    BYTECODE,
)
