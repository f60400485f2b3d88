"""What the parts of one run share."""

from __future__ import annotations

from twod.recipe.run_memory import keep_for_run


class Buildout:
    """Stands for zc.buildout's object."""


def test_what_is_made_once_is_kept_for_the_run() -> None:
    buildout = Buildout()
    made = keep_for_run(buildout, "claims", list)
    assert keep_for_run(buildout, "claims", list) is made
    assert keep_for_run(buildout, "others", list) is not made
    assert keep_for_run(Buildout(), "claims", list) is not made
