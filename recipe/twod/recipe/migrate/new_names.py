"""Renamed options and scripts, in other sections and in files that a buildout names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

_REFERENCE = re.compile(r"\$\{([^:{}\s]*):([^{}\s]+)\}")

OptionName = tuple[str, str]


class NewNames(NamedTuple):
    """The names that change.

    :param options: the new section and name of an option, by the old ones.
    :param scripts: the new name of a script in the buildout's bin directory, by the old one.
    """

    options: Mapping[OptionName, OptionName]
    scripts: Mapping[str, str]

    def rewrite(self, line: str, section: str = "") -> str:
        """Return a line with its references and scripts renamed.

        :param section: the section of the line; empty for a line of another file.
        """

        def rename(found: re.Match[str]) -> str:
            new = self.options.get((found[1] or section, found[2]))
            return f"${{{new[0]}:{new[1]}}}" if new else found[0]

        renamed = _REFERENCE.sub(rename, line)
        if not self.scripts:
            return renamed
        return self._script.sub(lambda found: self.scripts[found[0]], renamed)

    @property
    def _script(self) -> re.Pattern[str]:
        """An expression for certain occurrences of the scripts, after the bin directory."""
        names = "|".join(map(re.escape, sorted(self.scripts, key=len, reverse=True)))
        return re.compile(rf"(?:(?<=\bbin/)|(?<=bin-directory\}}/))(?:{names})(?![\w.+-])")

    def find_doubtful(self, line: str) -> Iterator[str]:
        """Yield scripts with unusual names that a line seems to call, and that :meth:`rewrite` does not change."""
        for name in self.scripts:
            if re.search(r"[.-]", name) and re.search(rf"(?<![\w.+-]){re.escape(name)}(?![\w.+-])", line):
                yield name


def find_option_names(lines: Iterable[tuple[str, str]]) -> set[OptionName]:
    """Return the options that lines refer to.

    :param lines: pairs of a section and a line; a reference without a section means this section.
    """
    return {(found[1] or section, found[2]) for section, line in lines for found in _REFERENCE.finditer(line)}
