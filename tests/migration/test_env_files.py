"""Projects whose settings module reads variables of a ``.env`` file."""

from __future__ import annotations

import pytest

from .env_cases import read_cases
from .moves import MoveEnvFile
from .outcomes import Outcome


@pytest.mark.parametrize("name", read_cases())
def test_a_module_reads_the_variables_of_a_file_as_if_they_were_exported(move_env_file: MoveEnvFile, name: str) -> None:
    moved = move_env_file(name)
    assert moved.variables == moved.expected_variables
    assert moved.settings == moved.expected_settings, moved.printed
    assert moved.outcome is Outcome.AT_ONCE
