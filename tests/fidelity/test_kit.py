"""The kit itself: its rules can fail, and its table gets finished."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from fidelity_kit.rows import Row, iterate_rows
from fidelity_kit.world import Way, World

ROWS = list(iterate_rows())


def ignore_application(app: Any, pattern: str, needs_token: bool) -> Any:
    from django.http import HttpResponse
    from django.urls import re_path

    return re_path("^mnt", lambda request: HttpResponse("nothing", content_type="text/plain"))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_no_rule_holds_where_the_application_is_not_called(row: Row) -> None:
    with pytest.raises(AssertionError):
        row.check(World(Way("nothing", "", ignore_application, "django")))


WAY = """\
import os, threading
from fidelity_kit.world import Way

def embed(app):
    def site(environ, start_response):
        if environ["PATH_INFO"] == "/mnt/caf\\xc3\\xa9":
            os._exit(1)
        if environ["PATH_INFO"] == "/mnt/\\xffx":
            threading.Event().wait()
        environ["PATH_INFO"] = environ["PATH_INFO"].removeprefix("/mnt")
        environ["SCRIPT_NAME"] += "/mnt"
        return app(environ, start_response)
    return site

way = Way("a dangerous one", "", embed, "wsgi")
"""


def test_a_scenario_that_hangs_or_ends_the_process_is_wrong_and_the_next_is_tried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "dangerous.py").write_text(WAY, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", ":".join([str(tmp_path), *filter(None, sys.path)]))
    run = Path(__file__).with_name("run.py")
    table = subprocess.check_output([sys.executable, run, "dangerous:way", "--limit", "10"], text=True)
    found = {name.strip(): outcome for name, outcome in re.findall(r"^(.+) (yes|no|–)$", table, re.MULTILINE)}  # noqa: RUF001
    assert list(found) == [row.name for row in ROWS]
    wrong = [name for name, outcome in found.items() if outcome == "no"]
    assert wrong == [
        "a path in UTF-8, of Latin-1 letters (caf%C3%A9)",
        "a path that is not UTF-8 (%FF)",
        "headers of one connection are not passed on",
        "what the application changes in its environ is not seen outside",
        "wsgiorg.routing_args of the outer application is removed",
        "webob.adhoc_attrs of the outer application is removed",
    ]
    assert f"{len([outcome for outcome in found.values() if outcome == 'yes'])}" in table.splitlines()[-2]


def test_an_embedder_joins_as_the_manual_says(manual: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (shown,) = manual("docs/explanation/fidelity.rst", "python")
    (tmp_path / "mysite").mkdir()
    (tmp_path / "mysite" / "embedding.py").write_text("from twod.wsgi import make_wsgi_view as make_view\n")
    (tmp_path / "mysite" / "fidelity.py").write_text(shown.text, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", ":".join([str(tmp_path), *filter(None, sys.path)]))
    run = Path(__file__).with_name("run.py")
    table = subprocess.check_output([sys.executable, run, "mysite.fidelity:way"], text=True)
    # The pattern stops at a line break (2 rules), and Django's own handler has lost the bytes of the path and of a body
    # that was parsed before; the transaction nobody keeps who streams.
    right, applicable = (int(line.split()[-1]) for line in table.splitlines()[-2:])
    assert (right, applicable) == (len(ROWS) - 5, len(ROWS))
