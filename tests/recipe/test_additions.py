"""``NAME += …`` and ``NAME -= …`` of settings that have nothing to add to or to take from."""

from __future__ import annotations

from typing import Any

import pytest

from twod.inifile.problems import Report
from twod.recipe.cfg.additions import get_additions, judge_additions
from twod.recipe.cfg.environments import read_environment, read_written
from twod.recipe.cfg.provenance import get_provenance

from .conftest import MakeBuildout, describe


def judge(buildout: Any, name: str = "prod") -> list[str]:
    report = Report()
    environment = read_environment(name, {}, read_written(name, buildout[name], get_provenance(buildout)), report)
    judge_additions(get_additions(buildout), environment, report)
    return describe(report)


def describe_baseless(place: str, sign: str, advice: str) -> str:
    return (
        f"{place}: {sign}= finds no value in buildout's own files and would replace the whole setting; write {advice} "
        "= … to change the value from the settings module or Django"
    )


@pytest.mark.parametrize(("sign", "advice"), [("+", "A.append"), ("-", "A.remove")])
def test_a_sign_without_a_value_is_refused(make_buildout: MakeBuildout, sign: str, advice: str) -> None:
    buildout = make_buildout(f"[prod]\nA {sign}= x\n")
    assert judge(buildout) == [describe_baseless("[prod] A", sign, advice)]


def test_several_additions_to_nothing_are_one_to_nothing(make_buildout: MakeBuildout) -> None:
    buildout = make_buildout("extends = base.cfg\n[prod]\nA += 2\n", base="[prod]\nA += 1\n")
    assert judge(buildout) == [describe_baseless("[prod] A", "+", "A.append")]


def test_an_inherited_addition_to_nothing_is_told_where_it_is_written(make_buildout: MakeBuildout) -> None:
    buildout = make_buildout("[base]\nA += 1\n[prod]\n<= base\n")
    assert judge(buildout) == [describe_baseless("[base] A", "+", "A.append")]


def test_additions_in_the_section_and_in_the_inherited_one_are_to_nothing(make_buildout: MakeBuildout) -> None:
    buildout = make_buildout("[base]\nA += 1\n[prod]\n<= base\nA += 2\n")
    assert judge(buildout) == [describe_baseless("[prod] A", "+", "A.append")]


def test_an_addition_that_loses_what_another_file_inherits_is_refused(make_buildout: MakeBuildout) -> None:
    for addition in ("[prod]\nA += 2\n", "[prod:python3]\nA += 2\n"):
        buildout = make_buildout(f"extends = base.cfg\n{addition}", base="[base]\nA = 1\n[prod]\n<= base\n")
        assert buildout["prod"]["A"].strip() == "2"  # zc.buildout reads both files before it looks at <=
        assert judge(buildout) == [describe_baseless("[prod] A", "+", "A.append")]


@pytest.mark.parametrize(
    ("text", "base"),
    [
        ("[prod]\nA += 2\n", "[prod]\nA = 1\n"),
        ("[prod]\nA -= 1\n", "[prod]\nA = 1\n"),
        ("[base]\nA = 1\n[prod]\n<= base\nA += 2\n", ""),
        ("[base]\nA += 2\n[prod]\n<= base\nA += 3\n", "[base]\nA = 1\n"),
        ("[prod]\nA = 1\n", "[prod]\nA += 1\n"),
        ("[prod]\nA.append += x\n", ""),
        ("[prod]\nA.before(x) += y\n", ""),
    ],
)
def test_a_sign_with_a_value_is_right(make_buildout: MakeBuildout, text: str, base: str) -> None:
    assert judge(make_buildout(f"extends = base.cfg\n{text}", base=base or "[buildout]\n")) == []


def test_the_command_line_is_no_file_to_look_into(make_buildout: MakeBuildout) -> None:
    assert judge(make_buildout("[prod]\n", ("prod", "A", "1"))) == []


def test_the_additions_are_one_object_for_a_run(make_buildout: MakeBuildout) -> None:
    buildout = make_buildout("")
    assert get_additions(buildout) is get_additions(buildout)
