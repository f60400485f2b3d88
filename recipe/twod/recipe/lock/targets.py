"""The Pythons and systems that a condition of ``[versions:CONDITION]`` may tell apart, and the marker for some of them.

zc.buildout evaluates such a condition, a marker or Python of its own, where it runs. A lock serves all machines: here
the condition is evaluated for each of them, and the ones where it holds are described by a marker.
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

#: ``sys.platform`` of the systems: ``os.name`` and ``platform.system()``. The last one stands for all others.
_SYSTEMS = {
    "darwin": ("posix", "Darwin"),
    "linux": ("posix", "Linux"),
    "win32": ("nt", "Windows"),
    "freebsd": ("posix", "FreeBSD"),
}
_OTHERS = "freebsd"

#: What the environments of markers have besides, which no target can tell.
_UNKNOWN = re.compile(r"\b(platform_machine|platform_release|platform_version|implementation_version|extra)\b")


class Target(NamedTuple):
    """A Python 3 on a system."""

    minor: int
    #: As ``sys.platform`` has it.
    system: str


#: All that a lock can tell apart.
TARGETS = tuple(Target(*pair) for pair in product(_MINORS, _SYSTEMS))


class _VersionInfo(NamedTuple):
    """``sys.version_info`` of another Python."""

    major: int
    minor: int
    micro: int
    releaselevel: str = "final"
    serial: int = 0


def is_true_for(condition: str, target: Target) -> bool:
    """Return whether the condition of a section holds for a target, as zc.buildout would find there.

    ::

        is_true_for("sys.version_info >= (3, 13)", Target(13, "linux"))  # True

    :raises ValueError: when that depends on more than a target has; the message says on what.
    """
    # A condition about 3.11.4 would hold for one of the two alone.
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
    """Return what a condition in Python gives, with those of zc.buildout's names that a target can tell."""
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
    """Return the marker that holds for these of the targets alone; empty when it holds for all.

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
    # A marker drops the parentheses that it does not need.
    return str(Marker(text)) if text else ""


def _describe_minors(minors: Collection[int]) -> str:
    """Return the marker for these versions of Python 3; the first and the last known one stand for all beyond."""
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
    """Return the marker for these systems; empty for all."""
    if _OTHERS in systems:
        return " and ".join(f'sys_platform != "{system}"' for system in _SYSTEMS if system not in systems)
    return _join_alternatives([f'sys_platform == "{system}"' for system in systems])


def _join_alternatives(texts: Sequence[str]) -> str:
    return texts[0] if len(texts) == 1 else f"({' or '.join(texts)})" if texts else ""
