"""The public names of ``twod.inifile``."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import pytest

import twod.inifile


@pytest.mark.parametrize("name", twod.inifile.__all__)
def test_each_name_is_found_on_its_first_use(name: str) -> None:
    found = getattr(twod.inifile, name)
    assert found.__name__ == name
    assert getattr(import_module(found.__module__), name) is found


def test_a_name_that_there_is_not_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match=r"module 'twod\.inifile' has no attribute 'follow'"):
        _ = twod.inifile.follow  # type: ignore[attr-defined]


def test_the_names_are_what_dir_lists() -> None:
    assert dir(twod.inifile) == sorted(twod.inifile.__all__)


def test_a_module_is_imported_without_the_others() -> None:
    """A run of buildout that changes nothing follows no ``use``."""
    code = "import sys, twod.inifile.problems; print([name for name in sys.modules if 'pastedeploy' in name])"
    environ = {"PYTHONPATH": ":".join(sys.path)}
    assert subprocess.check_output([sys.executable, "-c", code], env=environ, text=True) == "[]\n"
