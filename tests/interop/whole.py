"""Run whole test suites of Django and its packages with all that makes twod.wsgi faster, and as they are; compare.

Each suite runs in parts, and each part twice: on stock Django, and with twod.wsgi's request class and all switches of
``twod.fast``. What came of each test is compared: passed, failed, skipped. A difference fails the run, unless it is
named in :data:`SUITES` with its reason, and so does a test named there that does not differ.

The outcomes of each part are kept in the ``--cache``, beside the source distributions. After a stop, the next run goes
on with the part that was running. A change in twod.wsgi makes its own half run again, and a change of what is installed
makes both::

    python tests/interop/whole.py [django] [djangorestframework] [django-allauth] [django-debug-toolbar] [wagtail]
"""

# ruff: noqa: T201 - a program that prints

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import distributions, version
from pathlib import Path

from run import DJANGO_DIFFERENCES, HERE, ROOT, fetch_tests

#: Labels of Django's tests in a part: a part takes about a minute.
LABELS_IN_PART = 20

PYTEST = ["-m", "pytest", "-q", "-p", "record_pytest", "-p", "no:cacheprovider"]

#: For each test, what came of it.
Outcomes = dict[str, str]

#: A part of a suite: its name, and the arguments of Python that run it.
Part = tuple[str, list[str]]


@dataclass
class Suite:
    """A project's own tests, as its source distribution has them."""

    #: Returns its parts, from the folder of the source distribution.
    find_parts: Callable[[Path], Iterable[Part]]
    #: The folder to run them in, below that of the source distribution.
    folder: str = "."
    #: What they need in the environment.
    environ: dict[str, str] = field(default_factory=dict)
    #: The folders that a run leaves files in, which the next run would find.
    leftovers: tuple[str, ...] = ()
    #: Why tests have another outcome on twod.wsgi, by their names.
    differences: dict[str, str] = field(default_factory=dict)


def find_django_parts(source: Path) -> Iterator[Part]:
    labels = sorted(
        found.parent.name
        for found in (source / "tests").glob("*/__init__.py")
        # As runtests.py has it; those of GIS need libraries and a database of their own.
        if found.parent.name not in {"import_error_package", "test_runner_apps", "gis_tests"}
    )
    for start in range(0, len(labels), LABELS_IN_PART):
        part = labels[start : start + LABELS_IN_PART]
        yield f"{part[0]} to {part[-1]}", ["runtests.py", "--noinput", *part]


def find_allauth_parts(source: Path) -> Iterator[Part]:
    for project in ("regular", "headless_only", "account_only", "login_required_mw"):
        yield project, [*PYTEST, f"--ds=tests.projects.{project}.settings", "tests/"]


#: The suites, by the names of their projects, and what differs there with the reason.
SUITES = {
    "django": Suite(find_django_parts, folder="tests", differences=DJANGO_DIFFERENCES),
    "djangorestframework": Suite(lambda source: [("all", [*PYTEST, "tests"])]),
    "django-allauth": Suite(find_allauth_parts),
    "django-debug-toolbar": Suite(
        lambda source: [("all", ["-m", "django", "test", "--noinput", "tests"])],
        environ={"DJANGO_SETTINGS_MODULE": "tests.settings", "DB_BACKEND": "sqlite3", "DB_NAME": ":memory:"},
    ),
    "wagtail": Suite(
        lambda source: [("all", ["-m", "django", "test", "--noinput", "--parallel", "auto", "wagtail"])],
        environ={"DJANGO_SETTINGS_MODULE": "wagtail.test.settings"},
        leftovers=("wagtail/tests/test-media", "wagtail/tests/test-static"),
        differences={
            "wagtail.admin.tests.test_edit_handlers.TestFieldPanel.test_repr": (
                "it expects the class to be named WSGIRequest"
            ),
        },
    ),
}


def run_part(suite: Suite, source: Path, command: list[str], *, swap: bool, record: Path) -> Outcomes:
    """Run a part of a suite one way, and return what came of each test."""
    record.unlink(missing_ok=True)
    for leftover in suite.leftovers:
        shutil.rmtree(source / leftover, ignore_errors=True)
    folder = source / suite.folder
    environ = os.environ | suite.environ
    environ["PYTHONPATH"] = os.pathsep.join(map(str, [HERE / "recording", source, ROOT]))
    environ |= {"TWOD_RECORD": str(record), "TWOD_SWAP": "1" if swap else ""}
    with record.with_suffix(".log").open("w") as log:
        done = subprocess.run([sys.executable, *command], cwd=folder, env=environ, stdout=log, stderr=log, check=False)
    lines = record.read_text(encoding="utf-8").splitlines() if record.exists() else []
    if not lines or done.returncode not in {0, 1}:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}: see {log.name}")
    outcomes: dict[str, set[str]] = {}
    for line in lines:
        test, outcome = json.loads(line)
        outcomes.setdefault(test, set()).add(outcome)
    return {test: " and ".join(sorted(found)) for test, found in sorted(outcomes.items())}


def get_outcomes(suite: Suite, source: Path, part: Part, *, swap: bool, kept: Path) -> Outcomes:
    """Return what came of each test of a part, from an earlier run if that one was kept.

    :param kept: the folder of what was kept. A way of a part that has run has a file there.
    """
    name, command = part
    record = kept / f"{name}-{'ours' if swap else 'stock'}.jsonl"
    file = record.with_suffix(".json")
    key = make_key(command, swap=swap)
    if file.exists():
        found = json.loads(file.read_text(encoding="utf-8"))
        if found["key"] == key:
            return found["outcomes"]
    kept.mkdir(parents=True, exist_ok=True)
    outcomes = run_part(suite, source, command, swap=swap, record=record)
    # A stop must not leave half of it.
    written = file.with_suffix(".new")
    written.write_text(json.dumps({"key": key, "outcomes": outcomes}, indent=1), encoding="utf-8")
    written.replace(file)
    return outcomes


def make_key(command: list[str], *, swap: bool) -> str:
    """Return a text that changes with what is run: the command, all that is installed, and, for ours, our code."""
    installed = sorted({f"{found.name}=={found.version}" for found in distributions()})
    digest = hashlib.sha256("\n".join([*command, *installed]).encode())
    if swap:
        for file in sorted([*(ROOT / "twod").rglob("*.py"), *(HERE / "django_swap").rglob("*.py")]):
            digest.update(file.read_bytes())
    return digest.hexdigest()


def find_differences(stock: Outcomes, ours: Outcomes) -> dict[str, str]:
    """Return what sets the tests apart whose outcomes are not the same, by their names.

    >>> find_differences({"a": "passed", "b": "passed"}, {"a": "failed", "b": "passed"})
    {'a': 'passed, but failed with ours'}
    """
    return {
        test: f"{stock.get(test, 'not run')}, but {ours.get(test, 'not run')} with ours"
        for test in sorted(stock.keys() | ours.keys())
        if stock.get(test) != ours.get(test)
    }


def describe(outcomes: Outcomes) -> str:
    counts = Counter(outcomes.values()).most_common()
    return f"{len(outcomes)} tests: " + ", ".join(f"{number} {outcome}" for outcome, number in counts)


def run_suite(project: str, cache: Path) -> bool:
    """Run a suite both ways, print what sets them apart, and return whether that is what was expected."""
    suite, number = SUITES[project], version(project)
    source = fetch_tests(project, cache)
    kept = cache / "whole" / f"{project}-{number}-django-{version('django')}-python-{sys.version_info.minor}"
    print(f"{project} {number}, Django {version('django')}, Python {platform.python_version()}")
    stock: Outcomes = {}
    ours: Outcomes = {}
    for part in suite.find_parts(source):
        results = [get_outcomes(suite, source, part, swap=swap, kept=kept) for swap in (False, True)]
        for outcomes, found in zip((stock, ours), results, strict=True):
            # A project's tests may run under several settings.
            outcomes |= {f"{part[0]}: {test}": outcome for test, outcome in found.items()}
        found = find_differences(*results)
        print(f"    {part[0]}: {len(results[0])} tests, {len(found)} differences", flush=True)
    found = {test.partition(": ")[2]: difference for test, difference in find_differences(stock, ours).items()}
    print(f"  stock: {describe(stock)}\n  ours:  {describe(ours)}")
    for test in sorted({test.partition(": ")[2] for test in stock if "failed" == stock[test] == ours.get(test)}):
        print(f"  fails both ways: {test}")
    for test, difference in found.items():
        print(f"  {suite.differences.get(test, 'UNEXPLAINED')}: {test}: {difference}")
    for test in suite.differences.keys() - found.keys():
        print(f"  NAMED AS A DIFFERENCE, BUT NONE: {test}")
    return found.keys() == suite.differences.keys()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("suites", nargs="*", metavar="suite", help=f"{', '.join(SUITES)}; all by default")
    default_cache = os.environ.get("TWOD_INTEROP_CACHE", ROOT / ".tox" / "interop")
    parser.add_argument("--cache", type=Path, default=default_cache, help="folder of the source distributions")
    arguments = parser.parse_args()
    suites = arguments.suites or list(SUITES)
    if unknown := set(suites) - SUITES.keys():
        parser.error(f"no such suite: {', '.join(sorted(unknown))}")
    cache = arguments.cache.absolute()
    as_expected = [run_suite(project, cache) for project in suites]
    sys.exit(0 if all(as_expected) else 1)


if __name__ == "__main__":
    main()
