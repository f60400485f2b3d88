"""Write what comes of each test to a file, in a Python that is about to run somebody's own tests.

``TWOD_RECORD`` in the environment names the file. ``TWOD_SWAP`` asks for twod.wsgi in the place of Django. Processes
that a test starts get neither. Django's parallel runner and pytest report all tests in their main process.
"""

import json
import os
import runpy
import unittest
from pathlib import Path

RECORD = os.environ.pop("TWOD_RECORD", "")
SWAP = os.environ.pop("TWOD_SWAP", "")
MAIN = os.getpid()


def record(test: str, outcome: str) -> None:
    # A worker's process has the tests of test runners, which run other tests.
    if os.getpid() == MAIN:
        with Path(RECORD).open("a", encoding="utf-8") as file:
            file.write(json.dumps([test, outcome]) + "\n")


def make_recording(name: str, outcome: str) -> None:
    method = getattr(unittest.TextTestResult, name)

    def method_and_record(self, test, *arguments):
        method(self, test, *arguments)
        if outcome != "subtest":
            record(test.id(), outcome)
        elif arguments[1] is not None:
            record(test.id(), "failed")

    setattr(unittest.TextTestResult, name, method_and_record)


if RECORD:
    for name, outcome in {
        "addSuccess": "passed",
        "addFailure": "failed",
        "addError": "failed",
        "addSkip": "skipped",
        "addExpectedFailure": "failed as expected",
        "addUnexpectedSuccess": "passed unexpectedly",
        "addSubTest": "subtest",
    }.items():
        make_recording(name, outcome)
if SWAP:
    runpy.run_path(str(Path(__file__).parents[1] / "django_swap" / "sitecustomize.py"))
