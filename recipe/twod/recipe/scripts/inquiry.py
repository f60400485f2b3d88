"""Questions to the site's own eggs, which run in a separate Python: buildout's process cannot import them.

``twod.wsgi.provisioning`` answers them. Questions and answers are JSON.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

from twod.inifile.problems import HasPlace, Place
from twod.recipe.recipe_error import RecipeError
from twod.recipe.scripts.script_maker import ScriptMaker

#: The version of the protocol; ``twod.wsgi.provisioning`` must have the same number.
_PROTOCOL = 1

_MODULE = "twod.wsgi.provisioning"

_BODY = f"""
import {_MODULE}

{_MODULE}.answer_standard_input()
"""

#: A line of a traceback.
_PLACE = re.compile(r'  File "([^"]+)", line ([0-9]+)')

_STANDARD_LIBRARY = sysconfig.get_path("stdlib") + os.sep


def describe_last_error(stderr: str) -> str:
    """Return the last line of a process's output; for a traceback, followed by the place in the site's code."""
    lines = stderr.strip().splitlines()
    places = [
        f" ({found[1]}, line {found[2]})"
        for line in lines
        if (found := _PLACE.match(line)) and not found[1].startswith(("<", _STANDARD_LIBRARY))
    ]
    return "".join(lines[-1:] + places[-1:])


def ask_site(
    maker: ScriptMaker, subject: str, question: Mapping[str, object], eggs: HasPlace, failure: str
) -> dict[str, Any]:
    """Return the answer of the site's twod.wsgi to a question.

    :param maker: makes the site's scripts.
    :param subject: the subject of the question, as named in ``twod.wsgi.provisioning``.
    :param question: a mapping that JSON can represent.
    :param eggs: the option that brings the site's twod.wsgi.
    :param failure: the beginning of the error if there is no answer: ``The inis cannot be checked``.
    :raises RecipeError: if there is no answer.
    """
    with maker.make_temporary_directory() as directory:
        script, file = directory / "ask", directory / "answer"
        script.write_text(maker.base.make_script(_BODY), encoding="utf-8")
        done = subprocess.run(  # noqa: S603 - buildout's own Python, with a script of ours
            [sys.executable, script, subject, file],
            input=json.dumps({"protocol": _PROTOCOL, **question}),
            capture_output=True,
            text=True,
            check=False,
        )
        answer: dict[str, Any] = json.loads(file.read_text(encoding="utf-8")) if done.returncode == 0 else {}
    if answer.get("protocol") == _PROTOCOL:
        return answer
    if answer or done.stderr.rstrip().endswith(f"No module named {_MODULE!r}"):
        raise RecipeError.at(eggs, _describe_mismatch(maker))
    told = describe_last_error(done.stderr) or f"exit status {done.returncode}"
    raise RecipeError.at(Place(), f"{failure} with the site's eggs: {told}")


def _describe_mismatch(maker: ScriptMaker) -> str:
    """Return the cure if the site's twod.wsgi has another version of the protocol."""
    versions = f"twod.wsgi {maker.get_version('twod.wsgi')} and twod.recipe {version('twod.recipe')}"
    return f"{versions} are incompatible; pin both to the same version in [versions]"
