"""One file as PasteDeploy sees it, with the variables from the file or call that opened it."""

from __future__ import annotations

import configparser
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote

from twod.inifile.problems import HasPlace, Report
from twod.inifile.reading import IniOption, IniReader, describe_interpolation_error


class Scope:
    """A file and the values of its ``[DEFAULT]``.

    A base file that is opened twice with different variables has two scopes.
    """

    def __init__(
        self,
        reader: IniReader,
        path: str,
        given: Mapping[str, IniOption] | None = None,
        asked: HasPlace | None = None,
    ) -> None:
        """Open a file.

        :param path: absolute.
        :param given: the variables of the file or call that opens it: defaults for those that the file does not set.
        :param asked: the option that names the file, as the place of an error.
        :raises ConfigurationError: when the file cannot be read.
        """
        self.file = reader.read(path, asked)
        #: The mistakes in the variables; PasteDeploy fails with them in every section.
        self.report = Report()
        self._reader = reader
        here = str(Path(path).parent)
        raw = {
            "here": IniOption("here", here, path, None, None),
            "__file__": IniOption("__file__", path, path, None, None),
            **self.file.defaults,
        }
        self._raw = {**(given or {}), **raw}
        self._texts = {name: option.text for name, option in self._raw.items()}
        #: The interpolated variables, which every section has.
        self.defaults = {name: self._interpolate_default(option) for name, option in self._raw.items()}

    def open(self, uri_path: str, given: Mapping[str, IniOption], asked: HasPlace | None) -> Scope:
        """Return the scope of another file that a ``config:`` URI in this one names."""
        beside = Path(self.file.path).parent / unquote(uri_path.strip())
        target = os.path.abspath(beside)  # noqa: PTH100 - as PasteDeploy does it: ".." is resolved, links are not
        return Scope(self._reader, target, given, asked)

    def _interpolate_default(self, option: IniOption) -> IniOption:
        done = self._interpolate(option, self._texts, self.report)
        # If the result is empty, PasteDeploy uses the text before interpolation.
        return done if done.text else option

    def list_options(self, section: str, report: Report) -> Iterator[IniOption]:
        """Yield the options that PasteDeploy reads for a section.

        The section's own options come first. Those that a variable hides are not interpolated, since PasteDeploy skips
        them. The ``set`` and ``get`` options of ``[DEFAULT]`` apply again in every section.

        :param report: collects options that cannot be interpolated; their text stays raw.
        """
        own = self.file.sections[section]
        texts = self._texts | {name: option.text for name, option in own.items()}
        for name, option in own.items():
            is_hidden = name in self.defaults and split_command(name) is None
            yield option if is_hidden else self._interpolate(option, texts, report)
        for name, option in self._raw.items():
            if name not in own and split_command(name) is not None:
                yield self._interpolate(option, texts, report)

    def _interpolate(self, option: IniOption, texts: Mapping[str, str], report: Report) -> IniOption:
        if "%" not in option.text:
            return option
        try:
            return option._replace(text=self.file.interpolate(option, texts))
        except configparser.InterpolationError as error:
            report.error(option, self._explain(option, describe_interpolation_error(error)))
            return option

    def _explain(self, option: IniOption, message: str) -> str:
        if option.name in ("here", "__file__") and option.line is None:
            return (
                "PasteDeploy cannot read an ini in a directory with '%' in its name;"
                f" write {option.name} = … in [DEFAULT], with '%%'"
            )
        if option.file != self.file.path:
            return f"PasteDeploy reads this value again in {self.file.path}, and there: {message}"
        return message


def split_command(name: str) -> tuple[str, str] | None:
    """Return the word and the variable of ``set NAME`` or ``get NAME``, or None for any other option.

    Example::

        >>> split_command("set debug")
        ('set', 'debug')
    """
    if not name.startswith(("set ", "get ")):
        return None
    return name[:3], name[4:].strip()
