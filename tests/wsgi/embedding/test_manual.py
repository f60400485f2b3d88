"""What the manual shows is Python, and its names are there."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import Any

import pytest

PAGE = (Path(__file__).parents[3] / "docs" / "embedding.rst").read_text(encoding="utf-8")
EXAMPLES = [textwrap.dedent(code) for code in re.findall(r"code-block:: python\n\n((?:    .*\n|\n)+)", PAGE)]


@pytest.mark.parametrize("code", EXAMPLES)
def test_the_manual_s_examples_run(code: str, recorder: Any) -> None:
    from twod.wsgi import mount

    names = {"mount": mount, "start_page": lambda request: None, "wiki": recorder}
    # The manual tells the reader of a function after the line that uses it.
    definitions = re.findall(r"(?:^|\n)(def .*(?:\n    .*)+)", code)
    for definition in definitions:
        exec(definition, names)
    exec(code, names)


def test_the_manual_s_options_are_those_of_mount() -> None:
    import inspect

    from twod.wsgi import mount

    for option in inspect.signature(mount).parameters.keys() - {"route", "app", "name"}:
        assert f"``{option}" in PAGE
