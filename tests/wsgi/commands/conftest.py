"""Commands of PasteScript, called in this process and in the test's directory."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest

with warnings.catch_warnings():
    # PasteScript imports pkg_resources, which warns of its own end.
    warnings.simplefilter("ignore")
    import paste.script.command  # noqa: F401


@pytest.fixture(autouse=True)
def _work_in_tmp_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
