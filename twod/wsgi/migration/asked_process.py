"""A question to a new Python process, so that code of the site is imported for the first time there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from typing import Any

from twod.inifile.problems import ConfigurationError, Place


def ask_process(module: str, question: Mapping[str, object], subject: str) -> Any:
    """Return the answer of a new process that runs a module; the module calls :func:`answer_asker`.

    :param question: values that JSON can represent; the process gets the search path of this one.
    :param subject: the subject of the question, for error messages.
    :raises ConfigurationError: if code of the site ends the process.
    """
    process = subprocess.run(  # noqa: S603 - a module of ours
        [sys.executable, "-P", "-m", module],
        input=json.dumps(question),
        stdout=subprocess.PIPE,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    if process.returncode != 0:
        message = f"{subject}: the process that loads it ended with exit status {process.returncode}"
        raise ConfigurationError([Place().problem(message)])
    return json.loads(process.stdout)


def answer_asker(answer: Callable[[Any], object]) -> None:
    """Read a question from standard input and write the answer of a function to standard output."""
    question = json.load(sys.stdin)
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as target:
        # Output of the site's code must not get into the answer.
        os.dup2(2, 1)
        json.dump(answer(question), target)
