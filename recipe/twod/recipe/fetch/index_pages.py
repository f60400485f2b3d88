"""A change of zc.buildout's package index: a search for one name never reads the list of all names."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from functools import wraps
from typing import Any

from zc.buildout import easy_install

from twod.inifile.secrets import hide_passwords
from twod.recipe.fetch.missing import list_requirers
from twod.recipe.fetch.tool_failure import UNKNOWN_CURE
from twod.recipe.private_names import get_private

_logger = logging.getLogger(easy_install.__name__)


def keep_index_small() -> None:
    """Change zc.buildout's index for the rest of the process: it is fast and quiet, and its error names the cure.

    If an index on the web does not know a name, zc.buildout reads the index's root page with hundreds of thousands of
    names, in case the name is misspelled. That takes minutes and finds nothing.
    """
    index = get_private(easy_install, "AllowHostsPackageIndex")
    scan_all = index.not_found_in_index
    if hasattr(scan_all, "__wrapped__"):
        return

    @wraps(scan_all)
    def scan_folders_alone(self: Any, requirement: Any) -> None:
        if not self.index_url.startswith(("http://", "https://")):
            scan_all(self, requirement)

    index.not_found_in_index = scan_folders_alone
    # The root logger would print these messages as "root: Reading https://…" between the lines of the run.
    index.debug = index.info = _log_page
    index.warn = _log_trouble
    _describe_unknown(get_private(easy_install, "Installer"))


def _log_page(_self: Any, message: str, *arguments: Any) -> None:
    _logger.debug("%s", hide_passwords(message % arguments))


def _log_trouble(_self: Any, message: str, *arguments: Any) -> None:
    _logger.warning("%s", hide_passwords(message % arguments))


def _describe_unknown(installer: Any) -> None:
    """Add the requirer and a cure to zc.buildout's error of an unknown distribution."""
    get_dist = get_private(installer, "_get_dist")

    class UnknownDistribution(get_private(easy_install, "MissingDistribution")):  # type: ignore[misc]
        """zc.buildout's error with a longer message."""

        def __str__(self) -> str:
            return describe_unknown(*self.data)

    @wraps(get_dist)
    def get_dist_or_describe(self: Any, requirement: Any, working_set: Any) -> Any:
        try:
            return get_dist(self, requirement, working_set)
        except easy_install.MissingDistribution as error:
            raise UnknownDistribution(*error.data) from None

    installer._get_dist = get_dist_or_describe  # noqa: SLF001 - get_private has found it


def describe_unknown(requirement: Any, distributions: Iterable[Any]) -> str:
    """Return the message for a distribution that was not found.

    :param distributions: those that may require it.
    """
    requirers = list_requirers(requirement, distributions)
    required = f", which {' and '.join(requirers)} requires" if requirers else ""
    return f"Couldn't find a distribution for {str(requirement)!r}{required}. {UNKNOWN_CURE}."
