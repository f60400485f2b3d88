"""The variables that a site's own code reads are recorded."""

from __future__ import annotations

import os
import subprocess
import sys

from twod.wsgi.migration.transcription.environment_reads import recording_reads

CODE = """
import os
A = os.environ.get("SHOP_A")
B = os.getenv("SHOP_B", "b")
def read(): return os.environ.get("SHOP_C")
read()
"""


def test_reads_of_a_module_are_recorded(write, tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("SHOP_A", "a")
    write("reading_settings.py", CODE)
    class_ = type(os.environ)
    with recording_reads() as reads:
        __import__("reading_settings")
    assert list(reads.found) == ["SHOP_A"]
    assert list(reads.missed) == ["SHOP_B", "SHOP_C"]
    assert type(os.environ) is class_


def test_reads_of_an_installed_module_are_not_recorded(monkeypatch):
    monkeypatch.setenv("SHOP_A", "a")
    with recording_reads() as reads:
        exec(compile(CODE, "/srv/lib/site-packages/library.py", "exec"), {"__name__": "library"})
    assert not reads.found
    assert not reads.missed


def test_child_processes_get_their_environment_all_the_same(monkeypatch):
    monkeypatch.setenv("SHOP_A", "a")
    with recording_reads():
        code = "import os; print(os.environ['SHOP_A'])"
        assert subprocess.check_output([sys.executable, "-S", "-c", code], text=True) == "a\n"
