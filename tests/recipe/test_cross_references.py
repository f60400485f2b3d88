"""References between sections of a buildout."""

from __future__ import annotations

from typing import Any

import pytest
from zc.buildout import UserError

from twod.inifile.problems import Report
from twod.recipe.cfg.cross_references import judge_references
from twod.recipe.cfg.provenance import get_provenance

from .conftest import MakeBuildout, describe


def judge(buildout: Any) -> tuple[bool, list[str]]:
    report = Report()
    return judge_references(buildout, "prod", get_provenance(buildout), report), describe(report)


def test_a_section_without_bad_references_can_be_read(make_buildout: MakeBuildout) -> None:
    buildout = make_buildout("[zone]\nname = UTC\n[prod]\nTIME_ZONE = ${zone:name}\nA = $${env:X}\n")
    assert judge(buildout) == (True, [])
    assert buildout["prod"]["TIME_ZONE"] == "UTC"


def test_each_bad_reference_is_told_by_its_option(make_buildout: MakeBuildout) -> None:
    buildout = make_buildout("[zone]\n[prod]\nA = ${zone:name}\nB = ${zon:name}\nC = ${zone}\nD = 1\n")
    assert judge(buildout) == (
        False,
        [
            "[prod] A: Referenced option does not exist: zone name",
            "[prod] B: The referenced section, 'zon', was not defined",
            "[prod] C: The substitution, ${zone}, doesn't contain a colon",
        ],
    )


@pytest.mark.parametrize("kind", ["env", "file", "cred"])
def test_what_the_site_looks_up_is_told_to_need_two_dollars(make_buildout: MakeBuildout, kind: str) -> None:
    buildout = make_buildout(f"[prod]\nA = ${{{kind}:X}}\n")
    assert judge(buildout) == (
        False,
        [
            f"[prod] A: The referenced section, '{kind}', was not defined; for a reference that the site expands, "
            f"write two dollar signs: $${{{kind}:…}}"
        ],
    )


def test_another_error_of_the_section_stays_what_it_is(make_buildout: MakeBuildout) -> None:
    with pytest.raises(UserError, match="No section named 'bass'"):
        judge(make_buildout("[prod]\n<= bass\nA = 1\n"))
