"""A Python interpreter under an ini: each form of its command line, in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kit.environs import make_python_environ
from kit.inis import LOGGING

INI = """\
[app:main]
use = egg:twod.wsgi
SITE_ID = 7
INSTALLED_APPS = django.contrib.contenttypes
"""
#: What is shown of each form: the settings, that models can be imported, and what Python itself would set.
SHOWS = """\
import sys
import logging
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
logging.getLogger("shop").info("logged")
print(settings.SITE_ID, ContentType.__name__, __name__, sys.argv, repr(sys.path[0]))
"""
PROGRAM = "from twod.wsgi.commands.interpreter import run_interpreter\nrun_interpreter('x.ini')\n"

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def python(tmp_path: Path, write: Callable[[str, str], Path]) -> Run:
    """Run the interpreter of ``x.ini``."""
    (tmp_path / "x.ini").write_text(INI + LOGGING)
    program = write("bin/python-x", PROGRAM)

    def run(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, program, *arguments],
            cwd=tmp_path,
            env=make_python_environ(),
            input=given,
            check=False,
            capture_output=True,
            text=True,
        )

    return run


@pytest.mark.parametrize(
    ("arguments", "given", "argv", "path"),
    [
        (["jobs/worker.py", "-c", "a"], "", ["jobs/worker.py", "-c", "a"], "{here}/jobs"),
        (["-c", SHOWS, "-m", "a"], "", ["-c", "-m", "a"], ""),
        (["-m", "jobs.worker", "a"], "", ["{here}/jobs/worker.py", "a"], "{here}"),
        (["-", "a"], SHOWS, ["-", "a"], ""),
        ([], SHOWS, [""], ""),
    ],
    ids=["script", "code", "module", "dash", "input"],
)
def test_each_form_runs_with_settings_models_and_logging(
    python: Run, write: Callable[[str, str], Path], tmp_path: Path, arguments, given, argv, path
) -> None:
    write("jobs/worker.py", SHOWS)
    done = python(*arguments, given=given)
    argv = [word.format(here=tmp_path) for word in argv]
    assert (done.returncode, done.stderr) == (0, "LOGGED shop logged\n")
    assert done.stdout == f"7 ContentType __main__ {argv} {path.format(here=tmp_path)!r}\n"


def test_the_script_s_own_status_and_traceback_are_kept(python: Run, write: Callable[[str, str], Path]) -> None:
    write("ends.py", "raise SystemExit(5)\n")
    write("fails.py", "def fail():\n    raise KeyError('a')\nfail()\n")
    assert python("ends.py").returncode == 5
    failed = python("fails.py")
    assert failed.returncode == 1
    assert failed.stderr.endswith("KeyError: 'a'\n")


def test_a_script_can_start_processes_that_import_it(python: Run, write: Callable[[str, str], Path]) -> None:
    write(
        "pool.py",
        """
        import multiprocessing
        from django.conf import settings

        def double(number):
            return number * settings.SITE_ID

        if __name__ == "__main__":
            with multiprocessing.get_context("spawn").Pool(1) as pool:
                print(pool.map(double, [1, 2]))
        """,
    )
    done = python("pool.py")
    assert (done.stdout, done.returncode) == ("[7, 14]\n", 0), done.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere.py"], "python-x: there is no file nowhere.py\n"),
        (["-W", "error"], "python-x: expected a script, -c CODE, -m MODULE or - for standard input, got '-W'\n"),
        (["-c"], "python-x: expected CODE after -c\n"),
        (["-m"], "python-x: expected MODULE after -m\n"),
    ],
)
def test_a_command_line_that_means_nothing_is_told(python: Run, arguments: list[str], message: str) -> None:
    done = python(*arguments)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", message)


def test_a_module_that_is_not_there_is_one_message(python: Run) -> None:
    done = python("-m", "nowhere")
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "python-x: No module named nowhere\n")


def test_a_module_that_cannot_import_another_keeps_its_traceback(
    python: Run, write: Callable[[str, str], Path]
) -> None:
    write("job.py", "import nowhere\n")
    done = python("-m", "job")
    assert done.returncode == 1
    assert 'job.py", line 1, in <module>' in done.stderr
    assert done.stderr.endswith("ModuleNotFoundError: No module named 'nowhere'\n")


def test_an_ini_that_is_wrong_is_one_message(python: Run, tmp_path: Path) -> None:
    (tmp_path / "x.ini").write_text(INI.replace("7", "seven"))
    done = python("-c", "print(1)")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "python-x: x.ini:3 [app:main] SITE_ID: expected an integer, got 'seven'\n"
