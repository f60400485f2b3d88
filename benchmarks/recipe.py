"""What a buildout run costs with twod.recipe, and with recipes that do a part of the same.

``python benchmarks/recipe.py [BUILDOUT]`` prints processor seconds (of the run and its children, the least of all
turns) for sites of 1 to 1,000 environments: the first run, a run that changes nothing, and one after an environment has
changed. BUILDOUT is the ``bin/buildout`` of a provisioned checkout, this one's by default, whose eggs are used. The
last column is what a recipe adds to zc.recipe.egg's run that changes nothing, in milliseconds an environment.

What each recipe makes of an environment:

zc.recipe.egg
    A script of the same eggs; one part for all.
djangorecipe 2.2.1
    A script for management commands and a settings module that is to be there; a part for each environment.
djangorecipebook 2.0
    A script for management commands, in a part for each environment.
collective.recipe.template 3.0.0
    The text of an ini, unchecked, in a part for each environment.

Those three, and what they need, are fetched from PyPI into an eggs directory of the benchmark's own before anything is
measured. The first run of a recipe that has a part for each environment is dear; with more than 100 it is left out.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
SIZES = (1, 10, 100, 1000)
TURNS = 5

#: More parts than this are not worth waiting for.
MOST_PARTS = 100

HEAD = """\
[buildout]
extends = {checkout}/versions.cfg
develop-eggs-directory = {checkout}/develop-eggs
eggs-directory = {eggs}
allow-picked-versions = true
newest = false
parts =
    {parts}

[versions]
djangorecipe = 2.2.1
djangorecipebook = 2.0
collective.recipe.template = 3.0.0

"""

TWOD = """\
[site]
recipe = twod.recipe
eggs =
extra-paths = .
environments = {names}
settings = mysite.settings

"""

#: Sections are read by zc.buildout in either case, so they are there in either case.
EGG = """\
[site]
recipe = zc.recipe.egg
eggs =
    twod.wsgi[paster]
    waitress
scripts =
    paster
    {names}
entry-points =
    {entry_points}

"""

ENVIRONMENT = """\
[{name}]
http-address = {port}
ALLOWED_HOSTS = {name}.example.com
TIME_ZONE = Europe/London
EMAIL_PORT = {email_port}
DATABASES.default = sqlite:///%(here)s/{name}.sqlite3

"""

DJANGORECIPE = """\
[{name}]
recipe = djangorecipe
project = mysite
settings = settings
extra-paths = .
eggs = waitress
initialization = EMAIL_PORT = {email_port}

"""

DJANGORECIPEBOOK = """\
[{name}]
recipe = djangorecipebook
project = mysite
settings = settings
eggs = waitress
initialization = EMAIL_PORT = {email_port}

"""

TEMPLATE = """\
[{name}]
recipe = collective.recipe.template
output = ${{buildout:directory}}/{name}.ini
inline =
    [app:main]
    use = egg:twod.wsgi
    ALLOWED_HOSTS = {name}.example.com
    TIME_ZONE = Europe/London
    EMAIL_PORT = {email_port}
    [server:main]
    use = egg:waitress
    port = {port}

"""


class Candidate(NamedTuple):
    """A recipe, and how a buildout says what the benchmark asks of it.

    :param name: name of the recipe.
    :param part: the one part for all environments; empty for a part for each.
    :param environment: the section of an environment.
    """

    name: str
    part: str
    environment: str


BASE = Candidate("zc.recipe.egg", EGG, ENVIRONMENT)
CANDIDATES = (
    BASE,
    Candidate("twod.recipe", TWOD, ENVIRONMENT),
    Candidate("djangorecipe", "", DJANGORECIPE),
    Candidate("djangorecipebook", "", DJANGORECIPEBOOK),
    Candidate("collective.recipe.template", "", TEMPLATE),
)


def write_cfg(
    directory: Path, checkout: Path, eggs: Path, candidate: Candidate, size: int, email_port: int = 25
) -> None:
    names = [f"site{number}" for number in range(size)]
    points = "\n    ".join(f"{name}=twod.wsgi.commands.pastescript.paster:main" for name in names)
    parts = ["site"] if candidate.part else names
    text = HEAD.format(checkout=checkout, eggs=eggs, parts="\n    ".join(parts))
    text += candidate.part.format(names="\n    ".join(names), entry_points=points)
    for number, name in enumerate(names):
        port = email_port if number == 0 else 25
        text += candidate.environment.format(name=name, port=8000 + number, email_port=port)
    (directory / "buildout.cfg").write_text(text, encoding="utf-8")
    (directory / "mysite").mkdir(exist_ok=True)
    for name in ("__init__.py", "settings.py"):
        (directory / "mysite" / name).touch()


def measure(buildout: Path, directory: Path) -> float:
    """Run buildout and return the processor seconds that it took, with those of its children."""
    # Without the caller's PYTHONDONTWRITEBYTECODE, say, by which each run would compile the recipes anew.
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    process = subprocess.Popen(
        [buildout, "-N"], cwd=directory, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    assert process.stdout is not None
    with process.stdout:
        printed = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(printed.decode())
    return usage.ru_utime + usage.ru_stime


def measure_all(buildout: Path, eggs: Path, candidate: Candidate, size: int, turns: int) -> list[float]:
    """Return the least seconds of the first run, of one that changes nothing, and of one with a changed environment."""
    seconds = []
    for turn in range(turns):
        directory = Path(tempfile.mkdtemp())
        checkout = buildout.parents[1]
        write_cfg(directory, checkout, eggs, candidate, size)
        first = measure(buildout, directory)
        again = measure(buildout, directory)
        write_cfg(directory, checkout, eggs, candidate, size, 26 + turn)
        seconds.append([first, again, measure(buildout, directory)])
        shutil.rmtree(directory)
    return [min(column) for column in zip(*seconds, strict=True)]


def copy_eggs(checkout: Path, eggs: Path) -> None:
    """Fill an eggs directory with links to those of a checkout, so that what is fetched stays out of that."""
    for egg in (checkout / "eggs").glob("*/*"):
        link = eggs / egg.relative_to(checkout / "eggs")
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(egg)


def main() -> None:
    buildout = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "bin" / "buildout").absolute()
    eggs = Path(tempfile.mkdtemp())
    copy_eggs(buildout.parents[1], eggs)
    for candidate in CANDIDATES:
        measure_all(buildout, eggs, candidate, 1, turns=1)
    print("environments  recipe                       first  no change  one changed  ms/environment")
    for size in SIZES:
        base = 0.0
        for candidate in CANDIDATES:
            if candidate.part or size <= MOST_PARTS:
                first, again, changed = measure_all(buildout, eggs, candidate, size, TURNS if size < 1000 else 3)
                base = again if candidate is BASE else base
                added = (again - base) * 1000 / size
                print(f"{size:>12}  {candidate.name:<27}{first:>7.2f}  {again:>9.2f}  {changed:>11.2f}  {added:>14.2f}")
    shutil.rmtree(eggs)


if __name__ == "__main__":
    main()
