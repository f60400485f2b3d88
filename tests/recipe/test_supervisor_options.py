"""The options of ``twod.recipe:supervisor``."""

from __future__ import annotations

from twod.recipe.engines.engine_part import CHECK_FILES
from twod.recipe.engines.supervisor.supervisor_options import INCLUDED_CONFS, SUPERVISOR_OPTIONS


def test_there_is_no_check_by_a_program_that_has_none() -> None:
    assert CHECK_FILES not in SUPERVISOR_OPTIONS
    assert INCLUDED_CONFS.read(" a/*.conf\n b.conf") == ("a/*.conf", "b.conf")
