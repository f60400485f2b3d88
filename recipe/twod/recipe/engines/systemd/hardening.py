"""Options of a unit that remove rights which a site does not need."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from twod.recipe.engines.systemd.unit_text import UnitOptions, quote_unit_words

#: ``systemd-analyze security`` rates them. Options that may break a site are left out: MemoryDenyWriteExecute= breaks
#: compilers and callbacks of C libraries, ProcSubset= breaks psutil, and a UMask= makes media files unreadable for the
#: web server.
_ALWAYS: UnitOptions = (
    ("NoNewPrivileges", "yes"),
    ("CapabilityBoundingSet", ""),
    ("ProtectSystem", "strict"),
    ("PrivateTmp", "yes"),
    ("PrivateDevices", "yes"),
    ("ProtectClock", "yes"),
    ("ProtectControlGroups", "yes"),
    ("ProtectHostname", "yes"),
    ("ProtectKernelLogs", "yes"),
    ("ProtectKernelModules", "yes"),
    ("ProtectKernelTunables", "yes"),
    ("ProtectProc", "invisible"),
    ("RemoveIPC", "yes"),
    ("RestrictAddressFamilies", "AF_UNIX AF_INET AF_INET6"),
    ("RestrictNamespaces", "yes"),
    ("RestrictRealtime", "yes"),
    ("RestrictSUIDSGID", "yes"),
    ("LockPersonality", "yes"),
    ("SystemCallArchitectures", "native"),
    ("SystemCallFilter", "@system-service"),
    ("SystemCallFilter", "~@privileged @resources"),
    # A library that tries another system call gets an error, and the process continues.
    ("SystemCallErrorNumber", "EPERM"),
)

#: Folders that ``ProtectHome=yes`` hides.
_HOMES = (Path("/home"), Path("/root"), Path("/run/user"))


def harden(directory: Path, writable: Iterable[Path]) -> UnitOptions:
    """Return the options that confine a service.

    :param directory: the site's directory, which the service reads.
    :param writable: directories and files that the service writes.
    """
    paths = sorted(set(writable))
    is_at_home = any(path.is_relative_to(home) for path in (directory, *paths) for home in _HOMES)
    options = [*_ALWAYS, ("ProtectHome", "read-only" if is_at_home else "yes")]
    if paths:
        # With ``-``, systemd ignores a path that a host does not have.
        options.append(("ReadWritePaths", quote_unit_words(f"-{path}" for path in paths)))
    return options
