"""``bin/manage-ENV health``: the checks of ``ready`` in a process of their own, for probes that run a command."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Sequence
from functools import partial

from twod.inifile.config_uri import split_config_uri
from twod.inifile.health_options import HealthOptions, find_health_problems, read_health_options
from twod.inifile.pastedeploy.entry_points import is_health_factory
from twod.inifile.pastedeploy.route import Route
from twod.inifile.problems import Report
from twod.inifile.reading import IniReader
from twod.inifile.references import References
from twod.inifile.replaced_options import replace_all
from twod.wsgi.serving.health.checkup import Checkup, Findings
from twod.wsgi.serving.health.probes import describe_findings
from twod.wsgi.serving.health.site_checks import find_site_checks


def run_health_command(config_uri: str | os.PathLike[str], program: str, arguments: Sequence[str]) -> int:
    """Run the checks, print what they found, and return the exit status: 0 if all passed, else 1.

    Django is set up.

    :param config_uri: the ini; the filter on the way to its application has the options of the checks.
    :param program: its name, for the help.
    :param arguments: what stands behind ``health``.
    :raises twod.wsgi.exc.ConfigurationError: when an option of the filter is wrong.
    """
    parser = argparse.ArgumentParser(
        prog=f"{program} health",
        description="Check databases, caches, migrations, the static manifest and what the ini's health filter names.",
    )
    parser.add_argument("--json", action="store_true", help="print what the probe 'ready' answers")
    asked = parser.parse_args(arguments)
    options = find_health_options(config_uri)
    findings = Checkup(partial(find_site_checks, options), options.timeout).examine()
    text = json.dumps(describe_findings(findings)) if asked.json else describe_lines(findings)
    print(text, flush=True)  # noqa: T201 - what the command is for
    return 1 if findings.failures else 0


def find_health_options(config_uri: str | os.PathLike[str]) -> HealthOptions:
    """Return the options of the health filter that an ini has on the way to its application; else the defaults.

    :raises twod.wsgi.exc.ConfigurationError: when one is wrong.
    """
    return find_health_filter(config_uri) or HealthOptions()


def find_health_filter(config_uri: str | os.PathLike[str]) -> HealthOptions | None:
    """Return the same; None when there is no such filter.

    :raises twod.wsgi.exc.ConfigurationError: when an option is wrong.
    """
    path, name = split_config_uri(config_uri)
    for deployment in Route(IniReader(), os.path.abspath(path)).walk(name or "main"):  # noqa: PTH100 - links stay
        if is_health_factory(deployment.factory):
            report = Report()
            options = replace_all(deployment, References(deployment.variables, os.environ), report)
            report.raise_errors()
            texts = {name: option.text for name, option in options.items()}
            for wrong, message in find_health_problems(texts):
                report.error(options[wrong], message)
            report.raise_errors()
            return read_health_options(texts)
    return None


def describe_lines(findings: Findings) -> str:
    """Return what was found as text, a check a line.

    >>> print(describe_lines(Findings((), ("static", "cache:default"))))
    static         ok
    cache:default  ok
    """
    found = dict.fromkeys(findings.passed, "ok") | {name: f"failed: {why}" for name, why in findings.failures}
    width = max(map(len, found), default=0)
    return "\n".join(f"{name:{width}}  {state}" for name, state in found.items()) or "There is nothing to check."
