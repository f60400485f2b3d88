"""The manual's first ten minutes, as a newcomer would type them in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from kit.newcomers import welcoming

if TYPE_CHECKING:
    from pathlib import Path

PAGE = "docs/tutorials/first-steps.rst"


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_every_command_of_the_first_ten_minutes_prints_what_the_manual_shows(
    wheels: Path, tmp_path: Path, manual: Any, follow: Any
) -> None:
    steps = manual(PAGE)
    assert len(steps) > 9
    cfg = ""
    with welcoming(tmp_path, wheels) as newcomer:
        for kind, text, caption, _ in steps:
            if kind == "console":
                follow(text, newcomer.type)
                if cfg:
                    # "Put the line right again."
                    newcomer.write("buildout.cfg", cfg)
            elif caption == "buildout.cfg, [prod]":
                cfg = next(step.text for step in steps if step.caption == "buildout.cfg")
                newcomer.write("buildout.cfg", re.sub(r"^ALLOWED_HOSTS = .*\n", text, cfg, flags=re.MULTILINE))
            else:
                newcomer.write(caption, text)
