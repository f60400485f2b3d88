"""A pytest plugin that records what comes of each test, as ``sitecustomize`` beside it does for unittest."""

from __future__ import annotations

import pytest
from sitecustomize import record


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.when == "call" or not report.passed:
        expected = " as expected" if hasattr(report, "wasxfail") else ""
        record(report.nodeid, report.outcome + expected)


def pytest_collectreport(report: pytest.CollectReport) -> None:
    if not report.passed:
        record(f"{report.nodeid} (collected)", report.outcome)
