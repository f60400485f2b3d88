"""One file as PasteDeploy sees it once it is opened: with the variables that were given before."""

from __future__ import annotations

import configparser
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote

from twod.inifile.problems import HasPlace, Report
from twod.inifile.reading import IniOption, IniReader, describe_interpolation_error


class Scope:
    """A file, and what its ``[DEFAULT]`` comes to.

    Two scopes of one file differ when its base file was opened with other variables.
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
        :param given: the variables of the file or call that opens it; they are defaults where the file has none.
        :param asked: the option that names the file, for the error.
        :raises ConfigurationError: when the file cannot be read.
        """
        self.file = reader.read(path, asked)
        #: The mistakes in the variables; PasteDeploy fails on them in every section.
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
        #: The variables that are there in every section, interpolated.
        self.defaults = {name: self._interpolate_default(option) for name, option in self._raw.items()}

    def open(self, uri_path: str, given: Mapping[str, IniOption], asked: HasPlace | None) -> Scope:
        """Return another file, as ``config:`` names it from here."""
        beside = Path(self.file.path).parent / unquote(uri_path.strip())
        target = os.path.abspath(beside)  # noqa: PTH100 - as PasteDeploy does it: ".." goes, links stay
        return Scope(self._reader, target, given, asked)

    def _interpolate_default(self, option: IniOption) -> IniOption:
        done = self._interpolate(option, self._texts, self.report)
        # Where nothing is left, PasteDeploy falls back to the text with the %(…)s in it.
        return done if done.text else option

    def list_options(self, section: str, report: Report) -> Iterator[IniOption]:
        """Yield the options that PasteDeploy looks at for a section.

        First come its own; those that a variable hides are not interpolated, since PasteDeploy passes them over.
        The ``set`` and ``get`` options of ``[DEFAULT]`` are applied in every section again.

        :param report: gets each option that cannot be interpolated; its text stays raw.
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
    """Return the word and the variable of ``set NAME`` or ``get NAME``, None for any other option.

    Example::

        >>> split_command("set debug")
        ('set', 'debug')
    """
    if not name.startswith(("set ", "get ")):
        return None
    return name[:3], name[4:].strip()
