"""The session of the manual's page ``docs/reference/ini.rst`` prints what the page shows."""

from __future__ import annotations

import sys

from kit.environs import make_python_environ
from kit.processes import run

SESSION = """
import doctest, sys
from twod.wsgi.config import configure

configure("site.ini")
doctest.run_docstring_examples(sys.argv[1], {})
"""


def test_report_of_the_page_is_what_is_printed(manual, write, tmp_path):
    base = "[app:base]\nuse = egg:twod.wsgi\nINTERNAL_IPS = 10.0.0.1\n\n"
    write("site.ini", f"{base}[app:main]\nuse = base\nINTERNAL_IPS.append = 10.0.0.2\n")
    (session,) = (block.text for block in manual("docs/reference/ini.rst", "python") if ">>>" in block.text)
    done = run([sys.executable, "-c", SESSION, session], cwd=tmp_path, environ=make_python_environ())
    assert (done.returncode, done.stdout) == (0, ""), done.stderr  # doctest says nothing when all is as written
