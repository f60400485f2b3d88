"""The conditions of ``[versions:CONDITION]``, and markers for where they hold."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.markers import Marker
from zc.buildout.buildout import _default_globals

from twod.recipe.lock.targets import TARGETS, Target, describe_targets, is_true_for


def describe(condition: str) -> str:
    return describe_targets([target for target in TARGETS if is_true_for(condition, target)])


@pytest.mark.parametrize(
    ("condition", "marker"),
    [
        ("python311", 'python_version < "3.12"'),
        ("python312", 'python_version == "3.12"'),
        ("sys.version_info >= (3, 13)", 'python_version >= "3.13"'),
        ("sys.version_info[:2] in [(3, 12), (3, 13)]", 'python_version >= "3.12" and python_version < "3.14"'),
        ("python312 or python314", 'python_version == "3.12" or python_version == "3.14"'),
        ("linux", 'sys_platform == "linux"'),
        ("not windows", 'sys_platform != "win32"'),
        ("linux and python3 or macosx", 'sys_platform == "darwin" or sys_platform == "linux"'),
        ("windows or python312", None),
        ("python_version < '3.13'", 'python_version < "3.13"'),
        ("os_name == 'nt'", 'sys_platform == "win32"'),
        ("platform.system() == 'Linux' and cpython", 'sys_platform == "linux"'),
        ("posix and not pypy and re.match('3', platform.python_version())", 'sys_platform != "win32"'),
        ("python3", ""),
    ],
)
def test_a_condition_becomes_the_marker_that_holds_where_it_does(condition: str, marker: str | None) -> None:
    described = describe(condition)
    assert marker is None or described == marker
    for target in TARGETS:
        assert not described or is_true_for(described, target) == is_true_for(condition, target)


@given(st.sets(st.sampled_from(TARGETS), min_size=1))
def test_any_targets_have_a_marker_of_their_own(targets: set[Target]) -> None:
    marker = describe_targets(targets)
    assert {target for target in TARGETS if not marker or is_true_for(marker, target)} == targets
    assert not marker or str(Marker(marker)) == marker


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        ("sys.version_info >= (3, 11, 4)", "more of Python's version than 3.N"),
        ("python_full_version < '3.12.2'", "more of Python's version than 3.N"),
        ("platform_machine == 'aarch64'", "platform_machine is not the same on each"),
        ("bits64", "NameError: name 'bits64' is not defined"),
        ("python3 +", "SyntaxError: "),
    ],
)
def test_a_condition_on_something_else_is_refused(condition: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        describe(condition)


@pytest.mark.parametrize("choose", [lambda name: name.startswith("python"), lambda name: name in ("linux", "posix")])
def test_the_names_are_those_of_zc_buildout(choose: Callable[[str], bool]) -> None:
    """Where this Python runs, a name has the value that zc.buildout gives it."""
    here = Target(sys.version_info.minor, sys.platform)
    names = {name: value for name, value in _default_globals().items() if choose(name) and name < "python4"}
    assert {name: is_true_for(name, here) for name in names if not name.startswith("python2")} == {
        name: value for name, value in names.items() if not name.startswith("python2")
    }
