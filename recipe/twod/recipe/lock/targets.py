"""The Pythons and systems that ``[versions:CONDITION]`` may distinguish, and markers for them.

zc.buildout evaluates such a condition, a marker or a Python expression, on the running machine. A lock serves all
machines, so twod evaluates the condition for each of them and describes those where it is true by a marker.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import product
from types import SimpleNamespace
from typing import NamedTuple

from packaging.markers import InvalidMarker, Marker

#: The minor versions of Python 3, from the oldest that twod runs on.
_MINORS = range(11, 30)

#: Systems by ``sys.platform``, each with ``os.name`` and ``platform.system()``. The last one represents all others.
_SYSTEMS = {
    "darwin": ("posix", "Darwin"),
    "linux": ("posix", "Linux"),
    "win32": ("nt", "Windows"),
    "freebsd": ("posix", "FreeBSD"),
}
_OTHERS = "freebsd"

#: Variables of markers that no target has.
_UNKNOWN = re.compile(r"\b(platform_machine|platform_release|platform_version|implementation_version|extra)\b")


class Target(NamedTuple):
    """A Python 3 on a system."""

    minor: int
    #: The value of ``sys.platform``.
    system: str


#: All machines that a lock can distinguish.
TARGETS = tuple(Target(*pair) for pair in product(_MINORS, _SYSTEMS))


class _VersionInfo(NamedTuple):
    """``sys.version_info`` of another Python."""

    major: int
    minor: int
    micro: int
    releaselevel: str = "final"
    serial: int = 0


def is_true_for(condition: str, target: Target) -> bool:
    """Return whether the condition of a section is true for a target, as zc.buildout would find on that machine.

    ::

        is_true_for("sys.version_info >= (3, 13)", Target(13, "linux"))  # True

    :raises ValueError: if that depends on facts that a target lacks; the message names them.
    """
    # A condition about the patch version, such as 3.11.4, would be true for only one of the two.
    first, last = (_evaluate(condition, target, micro) for micro in (0, 99))
    if first != last:
        raise ValueError("it depends on more of Python's version than 3.N")
    return first


def _evaluate(condition: str, target: Target, micro: int) -> bool:
    os_name, system = _SYSTEMS[target.system]
    try:
        marker = Marker(condition)
    except InvalidMarker:
        return _evaluate_python(condition, target, micro)
    if unknown := _UNKNOWN.search(condition):
        raise ValueError(f"a lock is for all machines, and {unknown[0]} is not the same on each")
    version = f"3.{target.minor}"
    environment = {
        "implementation_name": "cpython",
        "os_name": os_name,
        "platform_python_implementation": "CPython",
        "platform_system": system,
        "python_full_version": f"{version}.{micro}",
        "python_version": version,
        "sys_platform": target.system,
    }
    return marker.evaluate(environment)


def _evaluate_python(condition: str, target: Target, micro: int) -> bool:
    """Return the value of a Python condition, with those of zc.buildout's names that a target knows."""
    os_name, system = _SYSTEMS[target.system]
    version = (3, target.minor, micro)
    names: dict[str, object] = {f"python{number}": number == 3 for number in (2, 3)}
    names |= {f"python3{minor}": minor == target.minor for minor in range(30)}
    names |= {"cpython": True, "pypy": False, "jython": False, "ironpython": False}
    names |= {"linux": system == "Linux", "windows": system == "Windows", "macosx": system == "Darwin"}
    names |= {"cygwin": False, "solaris": False, "posix": os_name == "posix", "re": re}
    names["sys"] = SimpleNamespace(version_info=_VersionInfo(*version), platform=target.system)
    names["os"] = SimpleNamespace(name=os_name)
    names["platform"] = SimpleNamespace(
        system=lambda: system,
        python_version=lambda: ".".join(map(str, version)),
        python_implementation=lambda: "CPython",
    )
    try:
        return bool(eval(condition, names))  # noqa: S307 - zc.buildout evaluates the same text in each run
    except Exception as error:  # noqa: BLE001 - the condition is the user's own code
        raise ValueError(f"{type(error).__name__}: {error}") from None


def describe_targets(targets: Collection[Target]) -> str:
    """Return the marker that is true for exactly these targets, or an empty text for all targets.

    ::

        describe_targets([target for target in TARGETS if target.minor >= 13])  # 'python_version >= "3.13"'
    """
    minors = {system: frozenset(target.minor for target in targets if target.system == system) for system in _SYSTEMS}
    systems: dict[frozenset[int], list[str]] = {}
    for system, found in minors.items():
        if found:
            systems.setdefault(found, []).append(system)
    alternatives = [
        " and ".join(filter(None, [_describe_minors(found), _describe_systems(named)]))
        for found, named in systems.items()
    ]
    text = _join_alternatives(alternatives)
    # Marker drops parentheses that it does not need.
    return str(Marker(text)) if text else ""


def _describe_minors(minors: Collection[int]) -> str:
    """Return the marker for versions of Python 3; the oldest and the newest one include all beyond them."""
    runs: list[list[int]] = []
    for minor in sorted(minors):
        if runs and runs[-1][-1] == minor - 1:
            runs[-1].append(minor)
        else:
            runs.append([minor])
    return _join_alternatives([_describe_run(run[0], run[-1]) for run in runs])


def _describe_run(first: int, last: int) -> str:
    if first == last and first in _MINORS[1:-1]:
        return f'python_version == "3.{first}"'
    lower = f'python_version >= "3.{first}"' if first > _MINORS[0] else ""
    upper = f'python_version < "3.{last + 1}"' if last < _MINORS[-1] else ""
    return " and ".join(filter(None, [lower, upper]))


def _describe_systems(systems: Collection[str]) -> str:
    """Return the marker for systems, or an empty text for all systems."""
    if _OTHERS in systems:
        return " and ".join(f'sys_platform != "{system}"' for system in _SYSTEMS if system not in systems)
    return _join_alternatives([f'sys_platform == "{system}"' for system in systems])


def _join_alternatives(texts: Sequence[str]) -> str:
    return texts[0] if len(texts) == 1 else f"({' or '.join(texts)})" if texts else ""
