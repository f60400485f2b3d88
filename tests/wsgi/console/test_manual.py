"""The blocks of the manual's page ``docs/how-to/console.rst`` work unchanged."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kit.environs import make_python_environ
from kit.sites import write_files

REST = """
SECRET_KEY = "of tests alone"
ROOT_URLCONF = "mysite.urls"
DATABASES = {}
"""


def test_the_two_lines_are_enough(manual: Callable[..., Any], tmp_path: Path) -> None:
    settings, urls = manual("docs/how-to/console.rst", "python")
    write_files(
        tmp_path,
        {"mysite/__init__.py": "", "mysite/settings.py": settings.text + REST, "mysite/urls.py": urls.text},
    )
    code = (
        "import django; django.setup(); from django.urls import reverse;"
        " print(reverse('twod_console:settings'), reverse('twod_console:drift'))"
    )
    environ = make_python_environ(tmp_path) | {"DJANGO_SETTINGS_MODULE": "mysite.settings"}
    run = [sys.executable, "-c", code]
    assert subprocess.check_output(run, cwd=tmp_path, env=environ, text=True) == "/console/ /console/changes/\n"
