"""What a buildout run costs with twod.recipe, and with zc.recipe.egg making as many scripts of the same eggs.

``python benchmarks/recipe.py [BUILDOUT]`` prints processor seconds (of the run and its children, the least of all
turns) for sites of 1 to 1,000 environments: the first run, a run that changes nothing, and one after an environment has
changed. BUILDOUT is the ``bin/buildout`` of a provisioned checkout, this one's by default; its eggs are used, and
nothing is fetched. The last column is what the recipe adds to the run that changes nothing, in milliseconds an
environment.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
SIZES = (1, 10, 100, 1000)
TURNS = 5

HEAD = """\
[buildout]
extends = {checkout}/versions.cfg
develop-eggs-directory = {checkout}/develop-eggs
eggs-directory = {checkout}/eggs
newest = false
parts = site

[site]
"""

TWOD = """\
recipe = twod.recipe
eggs =
environments = {names}
settings = mysite.settings

"""

#: Sections are read by zc.buildout in either case, so they are there in either case.
EGG = """\
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


def write_cfg(directory: Path, checkout: Path, part: str, size: int, email_port: int = 25) -> None:
    names = [f"site{number}" for number in range(size)]
    points = "\n    ".join(f"{name}=twod.wsgi.commands.paster:main" for name in names)
    text = HEAD.format(checkout=checkout)
    text += part.format(names="\n    ".join(names) if part is EGG else " ".join(names), entry_points=points)
    for number, name in enumerate(names):
        port = email_port if number == 0 else 25
        text += ENVIRONMENT.format(name=name, port=8000 + number, email_port=port)
    (directory / "buildout.cfg").write_text(text, encoding="utf-8")


def measure(buildout: Path, directory: Path) -> float:
    """Run buildout and return the processor seconds that it took, with those of its children."""
    process = subprocess.Popen([buildout, "-N"], cwd=directory, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert process.stdout is not None
    with process.stdout:
        printed = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(printed.decode())
    return usage.ru_utime + usage.ru_stime


def measure_all(buildout: Path, part: str, size: int) -> list[float]:
    """Return the least seconds of the first run, of one that changes nothing, and of one with a changed environment."""
    turns = []
    for turn in range(TURNS if size < 1000 else 3):
        directory = Path(tempfile.mkdtemp())
        checkout = buildout.parents[1]
        write_cfg(directory, checkout, part, size)
        first = measure(buildout, directory)
        again = measure(buildout, directory)
        write_cfg(directory, checkout, part, size, 26 + turn)
        turns.append([first, again, measure(buildout, directory)])
        shutil.rmtree(directory)
    return [min(column) for column in zip(*turns, strict=True)]


def main() -> None:
    buildout = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "bin" / "buildout").absolute()
    print("environments  recipe          first  no change  one changed  ms/environment")
    for size in SIZES:
        egg, twod = measure_all(buildout, EGG, size), measure_all(buildout, TWOD, size)
        added = (twod[1] - egg[1]) * 1000 / size
        print(f"{size:>12}  zc.recipe.egg  {egg[0]:>6.2f}  {egg[1]:>9.2f}  {egg[2]:>11.2f}")
        print(f"{size:>12}  twod.recipe    {twod[0]:>6.2f}  {twod[1]:>9.2f}  {twod[2]:>11.2f}  {added:>14.2f}")


if __name__ == "__main__":
    main()
