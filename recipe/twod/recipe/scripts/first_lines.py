"""The first lines of a script, by which the operating system starts Python.

If a plain ``#!`` line with Python's path is not enough, the script is valid both for the shell and for Python: the
lines for the shell are a string in Python.
"""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path

#: The longest first line that Linux accepts.
_LONGEST_SHEBANG = 127

_VERSION = f"{sys.version_info[0]}.{sys.version_info[1]}"

#: The text must not contain backslashes or three quotes in a row, which Python would interpret.
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
    echo "$0: found no Python (tried $*); set TWOD_PYTHON to a Python {version}" >&2
    exit 127
}
if [ -n "$TWOD_PYTHON" ]; then find_python "$TWOD_PYTHON"; else find_python {pythons}; fi
exec "$python" "$0" "$@"
'''
"""

#: Code that ends a script under the wrong Python, before the import of an egg fails.
VERSION_CHECK = f"""\
if sys.version_info[:2] != {sys.version_info[:2]}:
    sys.exit(f"{{sys.argv[0]}}: its eggs are for Python {_VERSION}, not {{sys.executable}}; set TWOD_PYTHON")
"""


def fix_shebang(text: str) -> str:
    """Return the script with a first line that the operating system accepts.

    If Python's path is too long or contains blanks, the script starts as a shell script and runs itself again with
    Python, as pip's scripts do.
    """
    first, _, rest = text.partition("\n")
    python = first.removeprefix("#!")
    if not first.startswith("#!") or (" " not in python and len(os.fsencode(first)) <= _LONGEST_SHEBANG):
        return text
    return f"#!/bin/sh\n'''exec' {shlex.quote(python)} \"$0\" \"$@\"\n' '''\n{rest}"


def make_movable_lines(bin_directory: Path, root: Path, python: Path | None) -> str:
    """Return the first lines of a script that finds Python relative to itself, even through links.

    It uses the Python in the variable TWOD_PYTHON; without it, the first that exists of `python`, ``.venv`` in the tree
    and the PATH.

    :param bin_directory: the directory of the script, below `root`.
    :param root: the directory that may be moved.
    :param python: the Python that the eggs were made with; None if the script runs with another one.
    """
    depth = len(bin_directory.relative_to(root).parts)
    pythons = [*([python] if python else []), root / ".venv" / "bin" / "python"]
    words = dict.fromkeys([*(_name_python(each, root) for each in pythons), f"python{_VERSION}"])
    lines = _MOVABLE.replace("{up}", "/".join([".."] * depth)).replace("{version}", _VERSION)
    return lines.replace("{pythons}", " ".join(words))


def _name_python(python: Path, root: Path) -> str:
    """Return the path of Python, quoted for the shell."""
    if not python.is_relative_to(root):
        return shlex.quote(str(python))
    return f'"$tree"/{shlex.quote(str(python.relative_to(root)))}'
