"""References ``${SECTION:OPTION}`` in a section that lead to nothing.

zc.buildout ends at the first one and names the option in the lines above its message alone. Here each of them becomes
a separate problem, with the file that contains it.
"""

from __future__ import annotations

from typing import Any

from zc.buildout import UserError
from zc.buildout.buildout import MissingSection

from twod.inifile.problems import Report
from twod.inifile.reference_syntax import REFERENCE_KINDS
from twod.recipe.cfg.provenance import Provenance

#: Names that the ini refers to in the same way, behind two dollar signs in buildout.cfg.
_LOOKED_UP_AT_START = REFERENCE_KINDS


def judge_references(buildout: Any, name: str, provenance: Provenance, report: Report) -> bool:
    """Return whether a section can be read; report each of its references that keeps it from that.

    :param buildout: zc.buildout's object.
    :param name: name of a section that is there.
    :param provenance: where the options were written.
    :raises zc.buildout.UserError: when something else keeps it from being read.
    """
    try:
        buildout[name]
    except UserError:
        section = buildout[name]  # zc.buildout keeps it, as far as it has read it
        bad = {option: message for option in section if (message := _find_bad_reference(section, option))}
        if not bad:
            raise
        for option, message in bad.items():
            report.error(provenance.get_place(name, option), message)
        return False
    return True


def _find_bad_reference(section: Any, option: str) -> str | None:
    """Return what is wrong with the references in an option; None when nothing is."""
    try:
        section[option]
    except UserError as error:
        message = " ".join(str(error).split()).rstrip(".")
        if isinstance(error, MissingSection) and error.args[0] in _LOOKED_UP_AT_START:
            message += f"; what the site looks up when it starts has two dollar signs: $${{{error.args[0]}:…}}"
        return message
    return None
