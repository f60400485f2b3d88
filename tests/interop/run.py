"""Run Django's and WebOb's own tests on twod.wsgi's request class, and Django's on what makes it faster, and compare.

Each suite runs twice or more in a Python of its own: as it is, and with our class in the place of theirs. Both
counts are printed. A test that fails with our class and not without it fails the run, unless it is named below
with the reason, and so does one that is named below and passes.

The tests come from the source distributions of the installed versions, fetched by pip, and kept in the folder that
``--cache`` or ``TWOD_INTEROP_CACHE`` names. It needs twod.wsgi, pytest and pip in the Python that runs it::

    python tests/interop/run.py [django] [webob]
"""

# ruff: noqa: T201 - a program that prints

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tarfile
import tempfile
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]

#: Django's tests of all that a request passes on its way, of what is built on requests, and of the settings.
# fmt: off
DJANGO_LABELS = [
    "asgi", "async", "builtin_server", "conditional_processing", "context_processors", "csrf_tests", "decorators",
    "file_storage", "file_uploads", "flatpages_tests", "generic_views", "get_object_or_404", "handlers",
    "httpwrappers", "i18n.patterns", "logging_tests", "messages_tests", "middleware", "middleware_exceptions",
    "redirects_tests", "requests_tests", "resolve_url", "responses", "reverse_lookup", "servers", "sessions_tests",
    "settings_tests", "shortcuts", "signed_cookies_tests", "sites_tests", "sitemaps_tests", "staticfiles_tests",
    "syndication_tests", "template_tests", "test_client", "test_client_regress", "test_utils", "urlpatterns",
    "urlpatterns_reverse", "utils_tests", "view_tests", "wsgi",
]
# fmt: on

SHORT_BODY = "its body is shorter than its CONTENT_LENGTH, which here is a client that went away: UnreadablePostError"
DJANGO_DIFFERENCES = {
    "requests_tests.tests.RequestsTests.test_wsgirequest_repr": "it expects the class to be named WSGIRequest",
    "requests_tests.test_data_upload_settings.DataUploadMaxMemorySizeGetTests.test_no_limit": SHORT_BODY,
    "requests_tests.test_data_upload_settings.DataUploadMaxMemorySizeGetTests.test_size_not_exceeded": SHORT_BODY,
}
WEBOB_DIFFERENCES_WHEN_READ_FIRST = {
    "tests.test_request.TestRequestCommon.test_body_file_raw": "it expects the very stream that Django has read",
    "tests.test_request.TestRequestCommon.test_body_file_seekable_input_not_seekable": (
        "it expects a BytesIO, where Django has left a stream that can be wound back"
    ),
    "tests.test_in_wsgiref.test_interrupted_request": (
        "it expects make_body_seekable() to find that the client went away, when Django has found that out before"
    ),
}


@dataclass
class Outcome:
    """What came of one run of a suite."""

    ran: int
    skipped: int
    failed: set[str]

    def __str__(self) -> str:
        return f"{self.ran} ran, {self.ran - self.skipped - len(self.failed)} passed, {len(self.failed)} failed"


def run_command(command: list[str], folder: Path, *, show: bool = True, **environ: str) -> str:
    """Run ``command`` and return what it printed."""
    done = subprocess.run(command, cwd=folder, env=os.environ | environ, text=True, capture_output=True, check=False)
    if show and done.returncode not in {0, 1}:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}")
    return done.stdout + done.stderr


def fetch_tests(project: str, cache: Path) -> Path:
    """Return the unpacked source distribution of the installed ``project``, fetched if it is not in ``cache``."""
    number = version(project)
    folder = cache / f"{project.replace('-', '_')}-{number}"
    if not folder.exists():
        cache.mkdir(parents=True, exist_ok=True)
        download = ["download", "--quiet", "--no-binary", ":all:", "--no-deps", "--dest", str(cache)]
        run_command([sys.executable, "-m", "pip", *download, f"{project}=={number}"], cache)
        with tarfile.open(folder.with_name(f"{folder.name}.tar.gz")) as archive:
            # The Python of Debian 12 has no filters.
            archive.extraction_filter = getattr(tarfile, "data_filter", None)
            archive.extractall(cache)
    return folder


def run_django_tests(source: Path, *, swap: bool) -> Outcome:
    """Run Django's tests, in the order that Django gives them."""
    path = [str(HERE / "django_swap")] if swap else []
    output = run_command(
        [sys.executable, "runtests.py", "--parallel", "1", "--noinput", *DJANGO_LABELS],
        source / "tests",
        PYTHONPATH=os.pathsep.join([*path, str(source), str(ROOT)]),
    )
    ran = re.search(r"^Ran (\d+) tests", output, re.MULTILINE)
    if ran is None:
        sys.exit(f"Django's tests did not run:\n{output[-3000:]}")
    skipped = re.search(r"skipped=(\d+)", output)
    failed = re.findall(r"^(?:FAIL|ERROR): \S+ \((\S+)\)", output, re.MULTILINE)
    return Outcome(int(ran[1]), int(skipped[1]) if skipped else 0, set(failed))


def run_webob_tests(source: Path, *, swap: bool, read_first: str = "") -> Outcome:
    """Run WebOb's tests, which Django may have read something of each request before."""
    plugin = ["-p", "through_twod"] if swap else []
    with tempfile.NamedTemporaryFile(suffix=".xml") as report:
        options = ["-o", "addopts=", "-p", "no:cacheprovider", f"--junitxml={report.name}"]
        output = run_command(
            [sys.executable, "-m", "pytest", "-q", *options, *plugin, "tests"],
            source,
            PYTHONPATH=os.pathsep.join([str(HERE / "webob_swap"), str(ROOT)]),
            PYTEST_DISABLE_PLUGIN_AUTOLOAD="1",
            READ_FIRST=read_first,
        )
        cases = ET.parse(report.name).findall(".//testcase")
    for line in re.findall(r"^\d+ of \d+ requests went through.*", output, re.MULTILINE):
        print(f"    {line}")
    failed = {f"{case.get('classname')}.{case.get('name')}" for case in cases if has_failed(case)}
    return Outcome(len(cases), sum(case.find("skipped") is not None for case in cases), failed)


def has_failed(case: ET.Element) -> bool:
    return case.find("failure") is not None or case.find("error") is not None


def compare(name: str, stock: Outcome, ours: Outcome, differences: dict[str, str]) -> bool:
    """Print both outcomes and what sets them apart, and tell whether that is what was expected."""
    print(f"{name}\n    stock: {stock}\n    ours:  {ours}")
    for test in sorted(stock.failed):
        print(f"    fails with the stock class as well: {test}")
    worse = ours.failed - stock.failed
    for test in sorted(worse & differences.keys()):
        print(f"    differs: {test}: {differences[test]}")
    for test in sorted(worse - differences.keys()):
        print(f"    FAILS WITH OURS ALONE: {test}")
    for test in sorted(differences.keys() - worse):
        print(f"    NAMED AS A DIFFERENCE, BUT NONE: {test}")
    same_number = (stock.ran, stock.skipped) == (ours.ran, ours.skipped)
    if not same_number:
        print("    NOT THE SAME NUMBER OF TESTS RAN, OR WAS SKIPPED")
    return same_number and worse == differences.keys()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("suites", nargs="*", metavar="suite", help="django, webob; both by default")
    default_cache = os.environ.get("TWOD_INTEROP_CACHE", ROOT / ".tox" / "interop")
    parser.add_argument("--cache", type=Path, default=default_cache, help="folder of the source distributions")
    arguments = parser.parse_args()
    suites = arguments.suites or ["django", "webob"]
    if unknown := set(suites) - {"django", "webob"}:
        parser.error(f"no such suite: {', '.join(sorted(unknown))}")
    cache = arguments.cache.absolute()
    as_expected = []
    if "django" in suites:
        source = fetch_tests("django", cache)
        stock, ours = run_django_tests(source, swap=False), run_django_tests(source, swap=True)
        as_expected.append(compare(f"Django {version('django')}", stock, ours, DJANGO_DIFFERENCES))
    if "webob" in suites:
        source = fetch_tests("webob", cache)
        stock = run_webob_tests(source, swap=False)
        ours = run_webob_tests(source, swap=True)
        as_expected.append(compare(f"WebOb {version('webob')}", stock, ours, {}))
        ours = run_webob_tests(source, swap=True, read_first="body")
        title = f"WebOb {version('webob')}, each body read by Django first"
        as_expected.append(compare(title, stock, ours, WEBOB_DIFFERENCES_WHEN_READ_FIRST))
    sys.exit(0 if all(as_expected) else 1)


if __name__ == "__main__":
    main()
