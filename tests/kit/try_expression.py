"""Try hard texts on expressions and functions, and die when one takes too long: ``python -m kit.try_expression``.

Standard input has the cases as a JSON list. Each has ``texts``, and ``pattern``, ``flags`` and ``method`` of an
expression, or the code of a ``function`` and its ``module``, which may refuse a text; some have a ``limit`` of their
own. Standard output has the number of each case and each text before it is tried.
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
SHORT, LONG = 6_000, 120_000

#: Seconds for a short text above which it is tried again as a long one.
SUSPICIOUS = 0.0025


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
    for number, case in enumerate(json.load(sys.stdin)):
        take = find_try(case)
        for text in case["texts"]:
            try_text(take, number, text, case.get("limit", LIMIT))


def try_text(take: Callable[[str], object], number: int, text: tuple[str, str, str], limit: float) -> None:
    """Try a text, and a longer one if it takes long."""
    for length in (SHORT, LONG):
        print(json.dumps([number, *text, length]), flush=True)  # noqa: T201 - for whoever started this
        made = make_text(text, length)
        signal.setitimer(signal.ITIMER_VIRTUAL, limit)  # at whose end the process dies
        begin = time.thread_time()
        take(made)
        taken = time.thread_time() - begin
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        if taken < SUSPICIOUS:
            return


if __name__ == "__main__":
    main()
