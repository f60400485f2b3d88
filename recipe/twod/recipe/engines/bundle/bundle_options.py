"""The options of a bundle's part."""

from __future__ import annotations

from typing import Any

from twod.inifile.booleans import read_boolean
from twod.recipe.cfg.option import Option, OptionGroup, list_grouped
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
    "The environments that the bundle is for. Example: ``environments = prod worker``. **Default:** all "
    "environments of the site with ``debug`` off.",
)
BUNDLE_NAME = Option(
    "name",
    make_optional(read_file_name, ""),
    "",
    "Name of the site, and of the archive ``dist/NAME.tar.gz``. Example: ``name = shop``. **Default:** the name "
    "of the site's first egg; without eggs, the name of its part.",
)
BUNDLE_VERSION = Option(
    "version",
    make_optional(read_file_name, ""),
    "",
    "Version in the name of the archive, ``dist/NAME-VERSION.tar.gz``. Example: ``version = 1.4``. "
    "**Default:** no version.",
)
FORMAT = Option(
    "format",
    make_choice_reader(*SUFFIXES),
    "gz",
    "``gz`` for a ``.tar.gz``, ``zst`` for a ``.tar.zst``. ``zst`` needs Python 3.14, or backports.zstd beside"
    " zc.buildout. Example: ``format = zst``. **Default:** ``gz``.",
)
INCLUDE = Option[tuple[str, ...]](
    "include",
    read_lines,
    (),
    "Files and folders below the buildout's directory, one a line, that the site needs besides its eggs and "
    "``extra-paths``. Example: ``include = templates``. **Default:** no further files.",
)
EXCLUDE = Option[tuple[str, ...]](
    "exclude",
    make_optional(read_words, ()),
    ("tests",),
    "Names of folders and files that the bundle leaves out wherever they are. Example: ``exclude = tests "
    "fixtures``. **Default:** ``tests``.",
)
COLLECT_STATIC = Option(
    "collectstatic",
    read_boolean,
    True,
    "Whether ``bin/bundle`` collects static files, if ``STATIC_ROOT`` is in the tree. Example: ``collectstatic = "
    "false``. **Default:** ``true``.",
)
BYTECODE = Option(
    "bytecode",
    read_boolean,
    True,
    "Whether ``bin/bundle`` compiles the modules, so that a site in a read-only tree starts fast. Example: "
    "``bytecode = false``. **Default:** ``true``.",
)
COLLECTING_VARS = Option[tuple[tuple[str, str], ...]](
    "environment-vars",
    read_assignments,
    (),
    "Environment variables for ``collectstatic``, ``NAME = value`` a line, instead of those that a host sets. "
    "Example: ``environment-vars = API_URL = https://api.example.com/``. **Default:** no variables.",
)

BUNDLE_GROUPS: tuple[OptionGroup, ...] = (
    OptionGroup("Site", (RECIPE, SITE_PART, BUNDLED_ENVIRONMENTS)),
    OptionGroup("Archive", (BUNDLE_NAME, BUNDLE_VERSION, FORMAT)),
    OptionGroup("Content", (INCLUDE, EXCLUDE, COLLECT_STATIC, COLLECTING_VARS, BYTECODE)),
)

BUNDLE_OPTIONS: tuple[Option[Any], ...] = list_grouped(BUNDLE_GROUPS)
