"""The first lines of a script: what the operating system starts, which then starts Python.

Where one line that names Python is not enough, the script is one for the shell and for Python at the same time: what
the shell runs is a string in Python.
"""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path

#: Linux does not accept longer first lines, or blanks in them.
_LONGEST_SHEBANG = 127

_VERSION = f"{sys.version_info[0]}.{sys.version_info[1]}"

#: Backslashes and three quotes in a row would mean something to Python.
_MOVABLE = """\
#!/bin/sh
''':'
# Start the Python that TWOD_PYTHON names, else that of this tree or of the PATH.
script=$0
if [ -L "$script" ]; then script=$(readlink -f -- "$script"); fi
case $script in */*) ;; *) script=./$script ;; esac
tree=$(CDPATH= cd -P -- "${script%/*}/{up}" && pwd)
find_python() {
    for python do
        python=$(command -v "$python") && [ -x "$python" ] && [ ! -d "$python" ] && return
    done
    echo "$0: found no Python (looked for $*); set TWOD_PYTHON to a Python {version}" >&2
    exit 127
}
if [ -n "$TWOD_PYTHON" ]; then find_python "$TWOD_PYTHON"; else find_python {pythons}; fi
exec "$python" "$0" "$@"
'''
"""

#: Python that ends a script that another Python runs, before that fails on an egg.
VERSION_CHECK = f"""\
if sys.version_info[:2] != {sys.version_info[:2]}:
    sys.exit(f"{{sys.argv[0]}}: its eggs are for Python {_VERSION}, not {{sys.executable}}; set TWOD_PYTHON to one")
"""


def fix_shebang(text: str) -> str:
    """Return the script with a first line that the operating system can start, whatever Python's path is like.

    A script of which that is not true becomes one for the shell that is one for Python at the same time, as with pip.
    """
    first, _, rest = text.partition("\n")
    python = first.removeprefix("#!")
    if not first.startswith("#!") or (" " not in python and len(os.fsencode(first)) <= _LONGEST_SHEBANG):
        return text
    return f"#!/bin/sh\n'''exec' {shlex.quote(python)} \"$0\" \"$@\"\n' '''\n{rest}"


def make_movable_lines(bin_directory: Path, root: Path, python: Path | None) -> str:
    """Return the first lines of a script that finds Python from where it stands itself, also through links.

    It takes the one of the variable TWOD_PYTHON; else the first that is there of `python`, ``.venv`` in the tree, and
    the PATH.

    :param bin_directory: where the script goes, below `root`.
    :param root: the directory that is going to be moved.
    :param python: the Python that the eggs were made with; None when it is another one where the script runs.
    """
    depth = len(bin_directory.relative_to(root).parts)
    pythons = [*([python] if python else []), root / ".venv" / "bin" / "python"]
    words = dict.fromkeys([*(_name_python(each, root) for each in pythons), f"python{_VERSION}"])
    lines = _MOVABLE.replace("{up}", "/".join([".."] * depth)).replace("{version}", _VERSION)
    return lines.replace("{pythons}", " ".join(words))


def _name_python(python: Path, root: Path) -> str:
    """Return the word for the shell that names Python."""
    if not python.is_relative_to(root):
        return shlex.quote(str(python))
    return f'"$tree"/{shlex.quote(str(python.relative_to(root)))}'
