"""Options that are not settings, with their references expanded."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from twod.inifile.pastedeploy.deployment import Deployment
from twod.inifile.problems import Problem, Report
from twod.inifile.reading import IniOption
from twod.inifile.reference_sources import ENVIRONMENT_VARIABLE
from twod.inifile.references import References
from twod.inifile.seals import open_seals

_DEFAULT = "default"


class ReplacedOption(NamedTuple):
    """An option with the text that a server or filter gets, and the sources of this text."""

    #: The option with its references expanded; a reference without a value yet is empty.
    option: IniOption
    #: The sources of the inserted texts.
    sources: tuple[str, ...] = ()
    #: Whether each reference has its value.
    is_known: bool = True

    @property
    def text(self) -> str:
        """The text."""
        return self.option.text

    def problem(self, message: str) -> Problem:
        """Return a problem with this option; it names the sources of the text, and hides a text that may be secret."""
        if not self.sources:
            return self.option.problem(message)
        if not all(source.startswith((ENVIRONMENT_VARIABLE, _DEFAULT)) for source in self.sources):
            expected, got, _ = message.partition(", got ")
            message = expected if got else "it cannot have this value"
        return self.option.problem(f"{message}; it comes from the {' and the '.join(self.sources)}")


def replace_references(
    option: IniOption, references: References, report: Report, write: Callable[[str], str] = open_seals
) -> ReplacedOption | None:
    """Return an option with its references expanded; None if one of them is wrong or has no value.

    :param report: collects such references.
    :param write: returns the final text of a text that has seals in it.
    """
    expansion = references.expand_elsewhere(option, report)
    if expansion.text is None:
        return None
    if expansion.text == option.text:
        return ReplacedOption(option)
    return ReplacedOption(option._replace(text=write(expansion.text)), expansion.sources, expansion.is_known)


def replace_all(deployment: Deployment, references: References, report: Report) -> dict[str, ReplacedOption]:
    """Return the options of a server, a filter or a non-Django application, with their references expanded.

    :param report: collects references that are wrong or have no value; their options have no known text.
    """
    return {
        name: replace_references(option, references, report) or ReplacedOption(option, is_known=False)
        for name, option in deployment.options.items()
    }
