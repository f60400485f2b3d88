"""Questions to the site's own eggs in the site's own Python: buildout's process has none of them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

from twod.inifile.problems import Place
from twod.recipe.recipe_error import RecipeError
from twod.recipe.scripts.script_maker import ScriptBase

#: A line of a traceback.
_PLACE = re.compile(r'  File "([^"]+)", line ([0-9]+)')

_STANDARD_LIBRARY = sysconfig.get_path("stdlib") + os.sep

#: What the site's own code prints while it is imported is no part of the answer.
HEAD = """
import json

asked = json.load(sys.stdin)

def reply(answer):
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        json.dump(answer, file)
"""

_TAIL = """
reply(answer)
"""


def describe_last_error(stderr: str) -> str:
    """Return the last line that a process has printed; behind that of a traceback, where the site's code stands."""
    lines = stderr.strip().splitlines()
    places = [
        f" ({found[1]}, line {found[2]})"
        for line in lines
        if (found := _PLACE.match(line)) and not found[1].startswith(("<", _STANDARD_LIBRARY))
    ]
    return "".join(lines[-1:] + places[-1:])


def ask_site(base: ScriptBase, body: str, question: object, directory: Path, what: str) -> Any:
    """Return what Python code answers that runs with the site's eggs.

    :param base: what the site's scripts begin with.
    :param body: the code; it finds the question as ``asked`` and binds ``answer``, both of what JSON has.
    :param question: what is asked.
    :param directory: where a script of that base can run from.
    :param what: what is being done, for the error: ``The inis cannot be checked``.
    :raises RecipeError: when there is no answer.
    """
    script, reply = directory / "ask", directory / "reply"
    script.write_text(base.make_script(f"{HEAD}{body}{_TAIL}"), encoding="utf-8")
    done = subprocess.run(  # noqa: S603 - buildout's own Python, with a script of ours
        [sys.executable, script, reply], input=json.dumps(question), capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        told = describe_last_error(done.stderr) or f"exit status {done.returncode}"
        raise RecipeError([Place().problem(f"{what} with the site's eggs: {told}")])
    return json.loads(reply.read_text(encoding="utf-8"))
