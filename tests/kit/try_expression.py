"""Try hard texts on an expression or a function, and die when one takes too long: ``python -m kit.try_expression``.

Standard input has the case as JSON: ``texts``, and ``pattern``, ``flags`` and ``method`` of an expression, or the code
of a ``function`` and its ``module``, which may refuse a text. Standard output has each text before it is tried.
"""

from __future__ import annotations

import importlib
import json
import re
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from twod.inifile.problems import TwodError

#: Seconds of the processor's time for one text of the greater length, for which a linear expression takes hundredths.
LIMIT = 1.0

#: Lengths of texts. The first finds those that are worth a longer try: it takes less than a millisecond or so.
SHORT, LONG = 15_000, 120_000

#: Seconds for a short text above which it is tried again as a long one.
SUSPICIOUS = 0.01


def make_text(text: tuple[str, str, str], length: int) -> str:
    beginning, pump, end = text
    return beginning + pump * (length // len(pump)) + end


def find_try(case: dict[str, Any]) -> Callable[[str], object]:
    """Return a function that takes a text as the program does."""
    if "function" in case:
        return make_careless(eval(case["function"], vars(importlib.import_module(case["module"]))))
    compiled = re.compile(case["pattern"], case["flags"])
    if case["method"] == "search":
        return lambda text: sum(1 for _ in compiled.finditer(text))
    method: Callable[[str], object] = getattr(compiled, case["method"])
    return method


def make_careless(function: Callable[[str], object]) -> Callable[[str], object]:
    def take(text: str) -> None:
        with suppress(TwodError, ValueError, RecursionError):
            function(text)

    return take


def main() -> None:
    case = json.load(sys.stdin)
    take = find_try(case)
    for text in case["texts"]:
        for length in (SHORT, LONG):
            print(json.dumps([*text, length]), flush=True)  # noqa: T201 - for whoever started this
            made = make_text(text, length)
            signal.setitimer(signal.ITIMER_VIRTUAL, LIMIT)  # at whose end the process dies
            begin = time.thread_time()
            take(made)
            taken = time.thread_time() - begin
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            if taken < SUSPICIOUS:
                break


if __name__ == "__main__":
    main()
