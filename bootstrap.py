#!/usr/bin/env python3
"""Create ``bin/buildout``; only Python is needed.

``python3 bootstrap.py`` creates a virtual environment in ``.venv`` beside this file, installs there the
zc.buildout that ``versions.cfg`` pins, and writes ``bin/buildout``. It needs only the standard library and
obeys pip's configuration (``PIP_INDEX_URL``, ``pip.conf`` ...). You can run it again at any time: it changes
only what is missing or outdated.

This file uses only syntax that old versions of Python understand, so that they can print that they are too old.
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

#: zc.buildout, its dependencies, and the recipe that other recipes need; versions.cfg pins each of them.
REQUIRED = ("pip", "setuptools", "wheel", "packaging", "platformdirs", "tqdm", "zc.recipe.egg", "zc.buildout")

#: The program in a checkout of twod that runs zc.buildout with twod's extension. Other sites name the extension in
#: buildout.cfg.
CHECKOUT_PROGRAM = os.path.join("recipe", "buildout.py")

BUILDOUT_SCRIPT = """\
#!/bin/sh
# Made by bootstrap.py; run it again to recreate this file.
here=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd) || exit 1
program={program}
[ -f "$program" ] || program="$here/.venv/bin/buildout"
exec "$here/.venv/bin/python" -P "$program" "$@"
"""

#: In pip's configuration, ``no-build-isolation = false`` switches the isolation off.
PIP_CONFIGURATION = """\
# Made by bootstrap.py. Buildout installs each "develop" package on every run. With pip's build isolation,
# each takes seconds and needs the network. Switch it on with: python3 bootstrap.py --build-isolation
[install]
no-build-isolation = false
"""


class BootstrapError(Exception):
    """An error that the user can fix, with the cure in its message."""


def check_python(version_info, executable):
    """Reject a Python that is too old or lacks the modules for virtual environments."""
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
                "{0} lacks the module '{1}', which creates virtual environments.\n"
                "On Debian and Ubuntu, install it with: apt-get install python{2}.{3}-venv".format(
                    executable, module, *version_info[:2]
                )
            )


def read_pins(path):
    """Return the pins in section ``[versions]`` of a cfg file, which has to pin all of ``REQUIRED``."""
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
    """Return the SHA-256 digests in a lock file, by normalised name and version; None if there is no lock file."""
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
        message = "{0} is not a valid lock file: {1!r}. Restore it, or write it again with bin/lock write"
        raise BootstrapError(message.format(path, error))
    return hashes


def make_requirements(names, pins, hashes):
    """Return the lines of a requirements file: each name with its version, and its hashes if there is a lock file."""
    lines = []
    for name in names:
        line = "{0}=={1}".format(name, pins[name])
        if hashes is not None:
            digests = hashes.get((name.replace(".", "-").replace("_", "-").lower(), pins[name]))
            if not digests:
                message = "{0} lacks {1} {2}, which {3} pins. Write it again with bin/lock write"
                raise BootstrapError(message.format(LOCK, name, pins[name], VERSIONS))
            line += "".join(" --hash=sha256:{0}".format(digest) for digest in digests)
        lines.append(line)
    return lines


def get_site_packages():
    """Return the directory of the installed distributions in ``.venv``."""
    return os.path.join(VENV, "lib", "python{0}.{1}".format(*sys.version_info[:2]), "site-packages")


def is_installed(name, version):
    """Return whether a version of a distribution is installed in ``.venv``."""
    info = "{0}-{1}.dist-info".format(name.replace(".", "_").replace("-", "_"), version)
    return os.path.exists(os.path.join(get_site_packages(), info, "RECORD"))


def find_checkout():
    """Return the checkout of twod that contains this file or that buildout.cfg names; None without a checkout."""
    import re

    named = None
    if os.path.exists(CONFIGURATION):
        with open(CONFIGURATION) as configuration:
            named = re.search("^twod-checkout *= *(.+?) *$", configuration.read(), re.MULTILINE)
    folders = [HERE] + ([os.path.join(HERE, named.group(1))] if named else [])
    found = next((folder for folder in folders if os.path.exists(os.path.join(folder, CHECKOUT_PROGRAM))), None)
    if named and not found:
        raise BootstrapError(
            "buildout.cfg takes twod from the checkout {0}, which does not exist.\n"
            "Clone https://github.com/twod-project/twod, and name the clone in buildout.cfg.".format(folders[-1])
        )
    return found


def make_buildout_script():
    """Return the text of ``bin/buildout``, which still works after you move the whole folder."""
    import shlex

    checkout = find_checkout()
    path = os.path.join(checkout, CHECKOUT_PROGRAM) if checkout else os.path.join(VENV, "bin", "buildout")
    # If the checkout is missing later, zc.buildout reports the line of buildout.cfg that names it.
    program = shlex.quote(path)
    if path.startswith(HERE + os.sep):
        # This includes a checkout that buildout.cfg names by a path relative to the site.
        program = '"$here"/' + shlex.quote(path[len(HERE) + 1 :])
    return BUILDOUT_SCRIPT.format(program=program)


def venv_is_usable():
    """Return whether ``.venv`` exists, starts, has pip, and has the version of the running Python."""
    question = "import sys, pip; print(sys.version_info[:2] == {0!r})".format(tuple(sys.version_info[:2]))
    try:
        answer = subprocess.check_output([VENV_PYTHON, "-c", question], stderr=subprocess.STDOUT)
    except (OSError, subprocess.CalledProcessError):
        return False
    return answer.strip() == b"True"


def make_venv():
    """Create ``.venv`` with pip, and replace an existing one."""
    import venv

    bundled = find_bundled_pip()
    try:
        venv.EnvBuilder(with_pip=bundled is None, clear=True, symlinks=True).create(VENV)
    except subprocess.CalledProcessError as error:
        raise BootstrapError(
            "Python could not install pip in {0}:\n{1}".format(VENV, (error.output or b"").decode("utf-8", "replace"))
        )
    if bundled is not None:
        # Unpack the wheel ourselves: ensurepip takes ten times as long. The pinned pip replaces this one later.
        import zipfile

        with zipfile.ZipFile(bundled) as wheel:
            wheel.extractall(get_site_packages())


def find_bundled_pip():
    """Return the wheel of pip that comes with Python; None if there is no wheel in the usual places."""
    import ensurepip
    import glob
    import sysconfig

    # Debian and Fedora keep the wheels in a separate directory.
    places = [os.path.join(os.path.dirname(ensurepip.__file__), "_bundled"), sysconfig.get_config_var("WHEEL_PKG_DIR")]
    found = [path for place in places if place for path in glob.glob(os.path.join(place, "pip-*.whl"))]
    return found[0] if found else None


def configure_pip(build_isolation):
    """Configure pip to build packages with or without isolation."""
    path = os.path.join(VENV, "pip.conf")
    if not build_isolation:
        write_file(path, PIP_CONFIGURATION)
    elif os.path.exists(path):
        os.remove(path)


def install(pins):
    """Install the pinned packages with uv, which takes a tenth of the time, or else with pip."""
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
            "pip could not install {0} (see its message above).\n"
            "If you cannot reach PyPI, point pip to another index or to a folder of wheels:\n"
            "    PIP_INDEX_URL=https://pypi.example.com/simple python3 bootstrap.py\n"
            "    PIP_NO_INDEX=1 PIP_FIND_LINKS=/path/to/wheels python3 bootstrap.py".format(", ".join(REQUIRED))
        )


def install_with_pip(requirements, *options, **process):
    """Install exactly these requirements with pip, and return its exit status."""
    import tempfile

    command = [VENV_PYTHON, "-m", "pip", "install", "--quiet", "--no-deps", "--disable-pip-version-check"]
    with tempfile.TemporaryDirectory() as folder:
        # pip accepts hashes only in a requirements file.
        listed = os.path.join(folder, "requirements.txt")
        write_file(listed, "\n".join(requirements + [""]))
        return subprocess.call(command + list(options) + ["--requirement", listed], **process)


def find_uv(pins, hashes):
    """Return the path of uv, from PATH or installed in ``.venv``; None if it cannot be installed here."""
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
    print("uv {0} is not available for this machine or cannot be fetched; using pip instead".format(pins["uv"]))
    return None


def is_uv(program):
    """Return whether a program is uv and runs: pyenv's command fails if the chosen Python has no uv."""
    try:
        subprocess.check_output([program, "--version"], stderr=subprocess.STDOUT)
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


def install_with_uv(uv, requirements):
    """Install exactly these requirements with uv, from pip's configured sources, and return whether it succeeded."""
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
        # Compile now, because later runs must not write bytecode either.
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
    # Ignore uv's output: if it failed, pip runs next and reports errors in its configuration better.
    return process.returncode == 0


def load_module(name):
    """Load a module of twod.recipe by its path, because nothing is installed yet; None without a checkout of twod.

    The modules translate pip's configuration for uv, and need only the standard library.
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
    """Write `text` to the file at `path`, unless the file has this text already."""
    if os.path.exists(path):
        with open(path) as current:
            if current.read() == text:
                return
    with open(path, "w") as new:
        new.write(text)
    os.chmod(path, mode)


def bootstrap(build_isolation):
    """Create ``bin/buildout`` and everything that it needs."""
    check_python(sys.version_info, sys.executable)
    pins = read_pins(VERSIONS)
    find_checkout()  # Raises an error early if the checkout is missing.
    if not venv_is_usable():
        print("Creating the environment {0}".format(os.path.relpath(VENV)))
        make_venv()
    configure_pip(build_isolation)
    install(pins)
    if not os.path.isdir(os.path.dirname(BUILDOUT)):
        os.makedirs(os.path.dirname(BUILDOUT))
    write_file(BUILDOUT, make_buildout_script(), mode=0o755)
    print("{0} is ready: zc.buildout {1}".format(os.path.relpath(BUILDOUT), pins["zc.buildout"]))


def main():
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument(
        "--build-isolation",
        action="store_true",
        help="let pip build packages in isolation. Needed for a package without a wheel that another build tool than"
        " setuptools builds. Each run then takes some seconds more for each develop package",
    )
    options = parser.parse_args()
    try:
        bootstrap(options.build_isolation)
    except (BootstrapError, EnvironmentError) as error:
        sys.exit("bootstrap.py: {0}".format(error))


if __name__ == "__main__":
    main()
