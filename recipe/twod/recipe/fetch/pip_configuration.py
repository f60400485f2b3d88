"""pip's configuration (``pip.conf`` and the ``PIP_…`` variables), for tools that do not read it."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

#: pip's words for false.
_FALSE = frozenset({"n", "no", "f", "false", "off", "0"})


def read_pip_configuration(pip_path: Sequence[str]) -> dict[str, str]:
    """Return pip's options for an installation by their names, as ``pip config list`` prints them.

    :param pip_path: search path of the process that has pip.
    """
    done = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"],
        env=make_pip_environ(pip_path, os.environ),
        capture_output=True,
        text=True,
        check=False,
    )
    return parse_pip_configuration(done.stdout)


def parse_pip_configuration(printed: str) -> dict[str, str]:
    r"""Return options by their names from the output of ``pip config list``.

    Example::

        >>> parse_pip_configuration("global.index-url='https://a'\n:env:.index-url='https://b'\n")
        {'index-url': 'https://b'}
    """
    found: dict[str, dict[str, str]] = {}
    for line in printed.splitlines():
        key, equals, value = line.partition("=")
        section, _, name = key.rpartition(".")
        if equals:
            found.setdefault(section, {})[name] = str(ast.literal_eval(value))
    return {**found.get("global", {}), **found.get("install", {}), **found.get(":env:", {})}


def make_pip_environ(pip_path: Sequence[str], environ: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a process with pip and the build tools on its search path."""
    path = [*pip_path, *filter(None, [environ.get("PYTHONPATH", "")])]
    return {**environ, "PYTHONPATH": os.pathsep.join(path)}


def make_uv_environ(pip: Mapping[str, str], pip_path: Sequence[str], environ: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a uv that follows pip's configuration; uv's own variables take precedence.

    :param pip: pip's configuration.
    :param pip_path: search path of the build tools, for builds without isolation.
    """
    made = {
        # An edited egg must not change uv's cache.
        "UV_LINK_MODE": "copy",
        "UV_NO_PROGRESS": "1",
    }
    names = {
        "timeout": "UV_HTTP_TIMEOUT",
        "default-timeout": "UV_HTTP_TIMEOUT",
        "retries": "UV_HTTP_RETRIES",
        "trusted-host": "UV_INSECURE_HOST",
        "cert": "SSL_CERT_FILE",
        "client-cert": "SSL_CLIENT_CERT",
        "proxy": "ALL_PROXY",
    }
    made |= {variable: " ".join(pip[name].split()) for name, variable in names.items() if pip.get(name)}
    for name, variable in (("cert", "SSL_CERT_FILE"), ("client-cert", "SSL_CLIENT_CERT")):
        if name in pip:
            made[variable] = str(Path(pip[name]).expanduser())
    if pip.get("extra-index-url"):
        # pip compares the versions of all its indexes, uv stops at the first index that has the name.
        made["UV_INDEX_STRATEGY"] = "unsafe-best-match"
    if "cert" not in pip:
        made["UV_SYSTEM_CERTS"] = "1"  # pip's own default
    if pip.get("keyring-provider") == "subprocess":
        made["UV_KEYRING_PROVIDER"] = "subprocess"
    if not isolates_builds(pip):
        made["UV_NO_BUILD_ISOLATION"] = "1"
        made |= make_pip_environ(pip_path, {"PYTHONPATH": environ.get("PYTHONPATH", "")})
        return {**made, **environ, "PYTHONPATH": made["PYTHONPATH"]}
    return {**made, **environ}


def isolates_builds(pip: Mapping[str, str]) -> bool:
    """Return whether pip isolates builds. ``no-build-isolation = false`` means no, in pip's notation."""
    return pip.get("no-build-isolation", "true").lower() not in _FALSE
