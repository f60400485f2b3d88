#!/usr/bin/env python3
"""Make ``bin/buildout`` from nothing but a Python.

``python3 bootstrap.py`` makes a private virtual environment in ``.venv`` beside this file, installs
there the zc.buildout that ``versions.cfg`` pins, and writes ``bin/buildout``. It needs the standard
library only, obeys pip's own configuration (``PIP_INDEX_URL``, ``pip.conf`` ...) and can be run again
at any time: what is right already stays.

This file keeps to the syntax of old Pythons, so that each of them reaches the message that it is too old.
"""

from __future__ import print_function

import argparse
import os
import subprocess
import sys

OLDEST_PYTHON = (3, 11)
HERE = os.path.dirname(os.path.abspath(__file__))
VERSIONS = os.path.join(HERE, "versions.cfg")
VENV = os.path.join(HERE, ".venv")
VENV_PYTHON = os.path.join(VENV, "bin", "python")
BUILDOUT = os.path.join(HERE, "bin", "buildout")

#: What zc.buildout is made of, and the recipe that others build on; each has its pin in versions.cfg.
REQUIRED = ("pip", "setuptools", "wheel", "packaging", "platformdirs", "zc.recipe.egg", "zc.buildout")

#: Fetches eggs faster than pip; not there for each platform.
OPTIONAL = "uv"

BUILDOUT_SCRIPT = """\
#!/bin/sh
# Made by bootstrap.py; run that again to remake it.
here=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd) || exit 1
exec "$here/.venv/bin/python" "$here/.venv/bin/buildout" "$@"
"""

#: ``no-build-isolation = false`` is pip's spelling for "do not isolate".
PIP_CONFIGURATION = """\
# Made by bootstrap.py. Buildout installs each "develop" package on every run; with pip's build isolation
# that takes seconds each and needs the network. Switch it on with: python3 bootstrap.py --build-isolation
[install]
no-build-isolation = false
"""


class BootstrapError(Exception):
    """What keeps us from going on; the message says what to do about it."""


def check_python(version_info, executable):
    """Refuse a Python that is too old or was installed without the modules that make environments."""
    if tuple(version_info[:2]) < OLDEST_PYTHON:
        raise BootstrapError(
            "{0} is Python {1}.{2}; Python {3}.{4} or newer is needed.\n"
            "Run this file with a newer one: python{3}.{4} bootstrap.py".format(
                executable, version_info[0], version_info[1], *OLDEST_PYTHON
            )
        )
    for module in ("venv", "ensurepip"):
        try:
            __import__(module)
        except ImportError:
            raise BootstrapError(
                "{0} has no '{1}' module, which makes virtual environments.\n"
                "On Debian and Ubuntu it is in a package of its own: apt-get install python{2}.{3}-venv".format(
                    executable, module, *version_info[:2]
                )
            )


def read_pins(path):
    """Return requirements ``name==version``, from the ``[versions]`` of a cfg file.

    First those for all that zc.buildout needs, then that for what is optional and pinned.
    """
    from configparser import ConfigParser, Error

    parser = ConfigParser(interpolation=None)
    try:
        with open(path) as versions:
            parser.read_file(versions)
        pinned = dict(parser.items("versions"))
    except (IOError, Error) as error:
        raise BootstrapError("Cannot read the pins: {0}".format(error))
    missing = [name for name in REQUIRED if name not in pinned]
    if missing:
        raise BootstrapError("{0}: [versions] has no pin for {1}".format(path, ", ".join(missing)))
    optional = [name for name in (OPTIONAL,) if name in pinned]
    return [["{0}=={1}".format(name, pinned[name]) for name in names] for names in (REQUIRED, optional)]


def venv_is_usable():
    """Return whether ``.venv`` is there, starts, has pip, and is of the Python that runs this file."""
    question = "import sys, pip; print(sys.version_info[:2] == {0!r})".format(tuple(sys.version_info[:2]))
    try:
        answer = subprocess.check_output([VENV_PYTHON, "-c", question], stderr=subprocess.STDOUT)
    except (OSError, subprocess.CalledProcessError):
        return False
    return answer.strip() == b"True"


def make_venv():
    """Make ``.venv`` anew, with pip in it."""
    import venv

    try:
        venv.EnvBuilder(with_pip=True, clear=True, symlinks=True).create(VENV)
    except subprocess.CalledProcessError as error:
        raise BootstrapError(
            "Python could not put pip into {0}:\n{1}".format(VENV, (error.output or b"").decode("utf-8", "replace"))
        )


def configure_pip(build_isolation):
    """Let pip build packages in isolation or without it."""
    path = os.path.join(VENV, "pip.conf")
    if not build_isolation:
        write_file(path, PIP_CONFIGURATION)
    elif os.path.exists(path):
        os.remove(path)


def run_pip(requirements, **options):
    """Let pip install exactly these and return its exit status; what is there already costs no look at the index."""
    command = [VENV_PYTHON, "-m", "pip", "install", "--quiet", "--no-deps", "--disable-pip-version-check"]
    return subprocess.call(command + requirements, **options)


def install(requirements):
    """Let pip install what zc.buildout needs."""
    if run_pip(requirements) != 0:
        raise BootstrapError(
            "pip could not install {0} (its own message stands above).\n"
            "Without a way to PyPI, point pip to an index or a folder of wheels that you can reach:\n"
            "    PIP_INDEX_URL=https://pypi.example.com/simple python3 bootstrap.py\n"
            "    PIP_NO_INDEX=1 PIP_FIND_LINKS=/path/to/wheels python3 bootstrap.py".format(" ".join(requirements))
        )


def install_optional(requirements):
    """Let pip install what makes a run faster, and go on without it."""
    with open(os.devnull, "w") as nowhere:
        if requirements and run_pip(requirements, stderr=nowhere) != 0:
            print("{0} is not there for this machine; pip fetches eggs instead".format(" ".join(requirements)))


def write_file(path, text, mode=0o644):
    """Write `text` to `path` unless it stands there already."""
    if os.path.exists(path):
        with open(path) as current:
            if current.read() == text:
                return
    with open(path, "w") as new:
        new.write(text)
    os.chmod(path, mode)


def bootstrap(build_isolation):
    """Make all that ``bin/buildout`` needs, and that itself."""
    check_python(sys.version_info, sys.executable)
    requirements, optional = read_pins(VERSIONS)
    if not venv_is_usable():
        print("Making the environment {0}".format(VENV))
        make_venv()
    configure_pip(build_isolation)
    install(requirements)
    install_optional(optional)
    if not os.path.isdir(os.path.dirname(BUILDOUT)):
        os.makedirs(os.path.dirname(BUILDOUT))
    write_file(BUILDOUT, BUILDOUT_SCRIPT, mode=0o755)
    print("{0} is ready: {1}".format(os.path.relpath(BUILDOUT), requirements[-1]))


def main():
    """Do what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument(
        "--build-isolation",
        action="store_true",
        help="let pip build packages in isolation: needed for an egg that comes without a wheel and is built by"
        " something else than setuptools; makes each run slower by seconds for each develop package",
    )
    options = parser.parse_args()
    try:
        bootstrap(options.build_isolation)
    except (BootstrapError, EnvironmentError) as error:
        sys.exit("bootstrap.py: {0}".format(error))


if __name__ == "__main__":
    main()
