"""Lines of a unit that deny a service the rights that a site does not need."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from twod.recipe.engines.systemd.unit_text import UnitOptions, quote_unit_words

#: ``systemd-analyze security`` measures them. Left out is what may stop a site: MemoryDenyWriteExecute= stops compilers
#: and callbacks of C libraries, ProcSubset= stops psutil, and a UMask= keeps the web server from media files.
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
    # A library that tries one of the others is told that it may not, and the process goes on.
    ("SystemCallErrorNumber", "EPERM"),
)

#: What ``ProtectHome=yes`` hides.
_HOMES = (Path("/home"), Path("/root"), Path("/run/user"))


def harden(directory: Path, writable: Iterable[Path]) -> UnitOptions:
    """Return the options that confine a service.

    :param directory: the site's, which it reads.
    :param writable: the directories and files that it writes.
    """
    paths = sorted(set(writable))
    is_at_home = any(path.is_relative_to(home) for path in (directory, *paths) for home in _HOMES)
    options = [*_ALWAYS, ("ProtectHome", "read-only" if is_at_home else "yes")]
    if paths:
        # A path that is not there, on this host, is no error.
        options.append(("ReadWritePaths", quote_unit_words(f"-{path}" for path in paths)))
    return options
