"""``bin/manage-ENV health``: run the checks of the probe ``ready``, for probes that run a command."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Sequence
from functools import partial

from twod.wsgi.serving.health.checkup import Checkup, Findings
from twod.wsgi.serving.health.health_section import find_health_options
from twod.wsgi.serving.health.probes import describe_findings
from twod.wsgi.serving.health.site_checks import find_site_checks


def run_health_command(config_uri: str | os.PathLike[str], program: str, arguments: Sequence[str]) -> int:
    """Run the checks, print the results, and return the exit status: 0 if all passed, else 1.

    Django must be set up.

    :param config_uri: the ini; its health filter has the options of the checks.
    :param program: name of the program, for the help.
    :param arguments: the arguments after ``health``.
    :raises twod.wsgi.exc.ConfigurationError: if an option of the filter is wrong.
    """
    parser = argparse.ArgumentParser(
        prog=f"{program} health",
        description="Check databases, caches, migrations, static files, and your own checks of the health filter.",
    )
    parser.add_argument("--json", action="store_true", help="print the JSON response of the probe 'ready'")
    asked = parser.parse_args(arguments)
    options = find_health_options(config_uri)
    findings = Checkup(partial(find_site_checks, options), options.timeout).examine()
    text = json.dumps(describe_findings(findings)) if asked.json else describe_lines(findings)
    print(text, flush=True)  # noqa: T201 - the output of the command
    return 1 if findings.failures else 0


def describe_lines(findings: Findings) -> str:
    """Return the results as text, one check a line.

    >>> print(describe_lines(Findings((), ("static", "cache:default"))))
    static         ok
    cache:default  ok
    """
    found = dict.fromkeys(findings.passed, "ok") | {name: f"failed: {why}" for name, why in findings.failures}
    width = max(map(len, found), default=0)
    return "\n".join(f"{name:{width}}  {state}" for name, state in found.items()) or "There is nothing to check."
