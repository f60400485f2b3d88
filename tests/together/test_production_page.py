"""``docs/tutorials/production.rst``: the site of the first ten minutes, made ready for production."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest

from kit.processes import running
from kit.students import Student, start_project

if TYPE_CHECKING:
    from pathlib import Path

    from kit.buildouts import Buildout

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

PAGE = "docs/tutorials/production.rst"


def test_production_is_made_of_the_first_site_as_the_page_shows(
    manual: Any, follow: Any, tmp_path: Path, buildout: Buildout
) -> None:
    assert shutil.which("curl")
    student = Student(tmp_path, buildout)
    start_project(student, manual)
    student.type(".venv/bin/buildout")
    student.type("bin/twod setup-app parts/twod/prod.ini")
    *before, serve, first, second, update = blocks = manual(PAGE)
    assert len(blocks) == 15
    assert update.text.count("$ ") == 4
    for block in before:
        if block.language == "console":
            follow(block.text, student.type)
        elif block.caption == "buildout.cfg, [prod]":
            student.set_options(block.text)
        else:
            assert block.caption == ".gitignore"
            unwanted = {line.strip("/") for line in block.text.splitlines()}
    made = {path.name for path in tmp_path.iterdir()} - {"buildout.cfg", "manage.py", "mysite"}
    assert made | {".venv", "prod.env"} == unwanted
    assert serve.text.startswith("$ bin/serve-prod\n")
    with running(["bin/serve-prod"], cwd=tmp_path, environ=student.environ) as server:
        server.wait_for("Serving on ")
        follow(serve.text, lambda _: student.use_ports_of_the_page(server.output))
        follow(first.text, student.type)
        follow(second.text, student.type)
    follow(update.text, student.type)
    checked = student.type("bin/twod settings parts/twod/prod.ini --check")
    assert "(security.W005)" in checked
    assert "(security.W021)" in checked
    assert "2 issues" in checked
