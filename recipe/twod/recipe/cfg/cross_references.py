"""References ``${SECTION:OPTION}`` in a section to options that do not exist.

zc.buildout stops at the first one, and names the option only in the lines above its message. This module reports each
of them as a separate problem, with the file that has it.
"""

from __future__ import annotations

from typing import Any

from zc.buildout import UserError
from zc.buildout.buildout import MissingSection

from twod.inifile.problems import Report
from twod.inifile.reference_syntax import REFERENCE_KINDS
from twod.recipe.cfg.provenance import Provenance

#: The kinds of the ini's own references, which have two dollar signs in buildout.cfg.
_LOOKED_UP_AT_START = REFERENCE_KINDS


def judge_references(buildout: Any, name: str, provenance: Provenance, report: Report) -> bool:
    """Report each broken reference in a section, and return whether the section can be read.

    :param buildout: zc.buildout's object.
    :param name: the name of an existing section.
    :param provenance: the places of the options.
    :raises zc.buildout.UserError: if the section cannot be read for another reason.
    """
    try:
        buildout[name]
    except UserError:
        section = buildout[name]  # zc.buildout keeps the part of it that it has read
        bad = {option: message for option in section if (message := _find_bad_reference(section, option))}
        if not bad:
            raise
        for option, message in bad.items():
            report.error(provenance.get_place(name, option), message)
        return False
    return True


def _find_bad_reference(section: Any, option: str) -> str | None:
    """Return the message about a broken reference in an option; None if all are right."""
    try:
        section[option]
    except UserError as error:
        message = " ".join(str(error).split()).rstrip(".")
        if isinstance(error, MissingSection) and error.args[0] in _LOOKED_UP_AT_START:
            message += f"; for a reference that the site expands, write two dollar signs: $${{{error.args[0]}:…}}"
        return message
    return None
