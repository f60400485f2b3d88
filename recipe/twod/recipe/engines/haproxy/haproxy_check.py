"""The check of a configuration by ``haproxy -c``, on a copy without files that only the proxy's host has."""

from __future__ import annotations

from twod.recipe.engines.haproxy.haproxy_facts import HaproxyFacts
from twod.recipe.engines.haproxy.haproxy_text import make_haproxy_text
from twod.recipe.engines.program_check import move_node, run_check, temporary_folder


def check_haproxy(program: str, facts: HaproxyFacts) -> str | None:
    """Return HAProxy's error messages about a configuration, or None if it is valid.

    :param program: path of HAProxy.
    """
    # HAProxy would read the certificate, whose key only the proxy's user may read, and look up the names of the nodes.
    copy = facts._replace(nodes=tuple((name, move_node(address)) for name, address in facts.nodes), certificate="")
    with temporary_folder() as folder:
        file = folder / "haproxy.cfg"
        file.write_text(make_haproxy_text(copy), encoding="utf-8")
        told = run_check([program, "-c", "-f", file])
    return told and describe_haproxy_refusal(told)


def describe_haproxy_refusal(told: str) -> str:
    """Return HAProxy's message about a configuration, without the process and the place of the copy.

    >>> describe_haproxy_refusal("[ALERT] (7) : config : parsing [/tmp/x/haproxy.cfg:3] : unknown keyword 'x'.")
    "unknown keyword 'x'."
    """
    alerts = (line.partition(" parsing [")[2] for line in told.splitlines() if "[ALERT]" in line)
    reasons = (alert.partition("] : ")[2] for alert in alerts)
    return "; ".join(dict.fromkeys(filter(None, reasons))) or told
