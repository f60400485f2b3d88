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
LOCK = os.path.join(HERE, "pylock.toml")
CONFIGURATION = os.path.join(HERE, "buildout.cfg")
VENV = os.path.join(HERE, ".venv")
VENV_PYTHON = os.path.join(VENV, "bin", "python")
BUILDOUT = os.path.join(HERE, "bin", "buildout")

#: What zc.buildout is made of, and the recipe that others build on; each has its pin in versions.cfg.
REQUIRED = ("pip", "setuptools", "wheel", "packaging", "platformdirs", "tqdm", "zc.recipe.egg", "zc.buildout")

#: zc.buildout with twod's extension, in a checkout of twod. Elsewhere, buildout.cfg names the extension.
CHECKOUT_PROGRAM = os.path.join("recipe", "buildout.py")

BUILDOUT_SCRIPT = """\
#!/bin/sh
# Made by bootstrap.py; run that again to remake it.
here=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd) || exit 1
program={program}
[ -f "$program" ] || program="$here/.venv/bin/buildout"
exec "$here/.venv/bin/python" -P "$program" "$@"
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
    """Return the pins of the ``[versions]`` of a cfg file, which has one for all that zc.buildout needs."""
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
    return pinned


def read_hashes(path):
    """Return the SHA-256 digests that a lock file has, by normalised name and version; None when there is no lock."""
    import tomllib

    if not os.path.exists(path):
        return None
    hashes = {}
    try:
        with open(path, "rb") as lock:
            for package in tomllib.load(lock)["packages"]:
                files = package.get("wheels", []) + [package[kind] for kind in ("sdist",) if kind in package]
                digests = [found["hashes"]["sha256"] for found in files]
                hashes.setdefault((package["name"], package.get("version")), []).extend(digests)
    except (IOError, ValueError, KeyError, TypeError, AttributeError) as error:
        message = "{0} is no lock file: {1!r}. Restore it, or write it anew with bin/lock write"
        raise BootstrapError(message.format(path, error))
    return hashes


def make_requirements(names, pins, hashes):
    """Return the lines of a requirements file: each name with its version, and its hashes if there is a lock."""
    lines = []
    for name in names:
        line = "{0}=={1}".format(name, pins[name])
        if hashes is not None:
            digests = hashes.get((name.replace(".", "-").replace("_", "-").lower(), pins[name]))
            if not digests:
                message = "{0} does not name {1} {2}, which {3} pins. Write it anew with bin/lock write"
                raise BootstrapError(message.format(LOCK, name, pins[name], VERSIONS))
            line += "".join(" --hash=sha256:{0}".format(digest) for digest in digests)
        lines.append(line)
    return lines


def get_site_packages():
    """Return where ``.venv`` has its distributions."""
    return os.path.join(VENV, "lib", "python{0}.{1}".format(*sys.version_info[:2]), "site-packages")


def is_installed(name, version):
    """Return whether ``.venv`` has a version of a distribution."""
    info = "{0}-{1}.dist-info".format(name.replace(".", "_").replace("-", "_"), version)
    return os.path.exists(os.path.join(get_site_packages(), info, "RECORD"))


def find_checkout():
    """Return the checkout of twod that this file is in, or that buildout.cfg names; None without one."""
    import re

    named = None
    if os.path.exists(CONFIGURATION):
        with open(CONFIGURATION) as configuration:
            named = re.search("^twod-checkout *= *(.+?) *$", configuration.read(), re.MULTILINE)
    folders = [HERE] + ([os.path.join(HERE, named.group(1))] if named else [])
    found = next((folder for folder in folders if os.path.exists(os.path.join(folder, CHECKOUT_PROGRAM))), None)
    if named and not found:
        raise BootstrapError(
            "buildout.cfg takes twod from the checkout {0}, which is not there.\n"
            "Clone https://github.com/twod-project/twod, and name the clone in buildout.cfg.".format(folders[-1])
        )
    return found


def make_buildout_script():
    """Return the text of ``bin/buildout``, which works in another place too if it lies with the whole folder there."""
    import shlex

    checkout = find_checkout()
    path = os.path.join(checkout, CHECKOUT_PROGRAM) if checkout else os.path.join(VENV, "bin", "buildout")
    # If the checkout is gone, zc.buildout tells which line of buildout.cfg names it.
    program = shlex.quote(path)
    if path.startswith(HERE + os.sep):
        # Also a checkout that buildout.cfg names by a path relative to the site.
        program = '"$here"/' + shlex.quote(path[len(HERE) + 1 :])
    return BUILDOUT_SCRIPT.format(program=program)


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

    bundled = find_bundled_pip()
    try:
        venv.EnvBuilder(with_pip=bundled is None, clear=True, symlinks=True).create(VENV)
    except subprocess.CalledProcessError as error:
        raise BootstrapError(
            "Python could not put pip into {0}:\n{1}".format(VENV, (error.output or b"").decode("utf-8", "replace"))
        )
    if bundled is not None:
        # What ensurepip does in ten times the time. The pinned pip replaces this one.
        import zipfile

        with zipfile.ZipFile(bundled) as wheel:
            wheel.extractall(get_site_packages())


def find_bundled_pip():
    """Return the wheel of pip that Python comes with; None when it is not where it should be."""
    import ensurepip
    import glob
    import sysconfig

    # Debian and Fedora keep the wheels in a place of their own.
    places = [os.path.join(os.path.dirname(ensurepip.__file__), "_bundled"), sysconfig.get_config_var("WHEEL_PKG_DIR")]
    found = [path for place in places if place for path in glob.glob(os.path.join(place, "pip-*.whl"))]
    return found[0] if found else None


def configure_pip(build_isolation):
    """Let pip build packages in isolation or without it."""
    path = os.path.join(VENV, "pip.conf")
    if not build_isolation:
        write_file(path, PIP_CONFIGURATION)
    elif os.path.exists(path):
        os.remove(path)


def install(pins):
    """Install what is pinned: with uv if there is one, which takes a tenth of the time, and else with pip."""
    if all(is_installed(name, pins[name]) for name in REQUIRED):
        return
    hashes = read_hashes(LOCK)
    requirements = make_requirements(REQUIRED, pins, hashes)
    uv = find_uv(pins, hashes)
    print("Installing zc.buildout {0} with {1}".format(pins["zc.buildout"], "uv" if uv else "pip"))
    sys.stdout.flush()
    if uv and install_with_uv(uv, requirements):
        return
    if install_with_pip(requirements) != 0:
        raise BootstrapError(
            "pip could not install {0} (its own message stands above).\n"
            "Without a way to PyPI, point pip to an index or a folder of wheels that you can reach:\n"
            "    PIP_INDEX_URL=https://pypi.example.com/simple python3 bootstrap.py\n"
            "    PIP_NO_INDEX=1 PIP_FIND_LINKS=/path/to/wheels python3 bootstrap.py".format(", ".join(REQUIRED))
        )


def install_with_pip(requirements, *options, **process):
    """Let pip install exactly these, and return its exit status."""
    import tempfile

    command = [VENV_PYTHON, "-m", "pip", "install", "--quiet", "--no-deps", "--disable-pip-version-check"]
    with tempfile.TemporaryDirectory() as folder:
        # pip takes hashes from a file alone.
        listed = os.path.join(folder, "requirements.txt")
        write_file(listed, "\n".join(requirements + [""]))
        return subprocess.call(command + list(options) + ["--requirement", listed], **process)


def find_uv(pins, hashes):
    """Return the path of uv: on PATH, or installed into ``.venv``; None when it is not there for this platform."""
    import shutil

    on_path = shutil.which("uv")
    if on_path and is_uv(on_path):
        return on_path
    if "uv" not in pins:
        return None
    installed = os.path.join(VENV, "bin", "uv")
    if not is_installed("uv", pins["uv"]):
        print("Installing uv {0}".format(pins["uv"]))
        sys.stdout.flush()
        with open(os.devnull, "w") as nowhere:
            streams = {"stdout": nowhere, "stderr": nowhere}
            install_with_pip(make_requirements(["uv"], pins, hashes), "--only-binary=uv", **streams)
    if os.path.exists(installed):
        return installed
    print("There is no uv {0} for this machine, or it cannot be fetched: pip does the work".format(pins["uv"]))
    return None


def is_uv(program):
    """Return whether a program is uv: pyenv puts one on PATH that fails where the chosen Python has no uv."""
    try:
        subprocess.check_output([program, "--version"], stderr=subprocess.STDOUT)
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


def install_with_uv(uv, requirements):
    """Let uv install exactly these, from where pip is configured to look, and return whether it could."""
    import tempfile
    from collections import namedtuple
    from pathlib import Path

    Pinned = namedtuple("Pinned", ["requirement"])
    configuration = load_module("pip_configuration")
    sources = load_module("sources")
    if not configuration or not sources:
        return False
    printed = subprocess.check_output([VENV_PYTHON, "-m", "pip", "config", "list"]).decode("utf-8", "replace")
    pip = configuration.parse_pip_configuration(printed)
    command = [uv, "pip", "install", "--quiet", "--no-deps", "--python", VENV_PYTHON]
    if any(" --hash=" in line for line in requirements):
        command.append("--require-hashes")
    if sys.dont_write_bytecode:
        # Nobody else would.
        command.append("--compile-bytecode")
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder, "requirements.txt")
        sources.make_sources(None, [], pip).write_requirements(listed, [Pinned(line) for line in requirements])
        process = subprocess.Popen(
            command + ["--requirements", str(listed)],
            cwd=folder,
            env=configuration.make_uv_environ(pip, [], os.environ),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        process.communicate()
    # pip tells better than uv what went wrong with pip's configuration.
    return process.returncode == 0


def load_module(name):
    """Load a module of twod.recipe by its path, since nothing is installed yet; None without a checkout of twod.

    It translates pip's configuration for uv, and needs the standard library alone.
    """
    import importlib.util

    checkout = find_checkout()
    if checkout is None:
        return None
    path = os.path.join(checkout, "recipe", "twod", "recipe", "fetch", name + ".py")
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


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
    pins = read_pins(VERSIONS)
    find_checkout()  # which may not be there
    if not venv_is_usable():
        print("Making the environment {0}".format(os.path.relpath(VENV)))
        make_venv()
    configure_pip(build_isolation)
    install(pins)
    if not os.path.isdir(os.path.dirname(BUILDOUT)):
        os.makedirs(os.path.dirname(BUILDOUT))
    write_file(BUILDOUT, make_buildout_script(), mode=0o755)
    print("{0} is ready: zc.buildout {1}".format(os.path.relpath(BUILDOUT), pins["zc.buildout"]))


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
