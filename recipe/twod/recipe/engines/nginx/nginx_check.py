"""The check of a configuration by ``nginx -t``.

``nginx -t`` opens all files that the configuration names: certificates, logs and sockets of other users and other
machines. So it checks a copy with all paths in a temporary folder.
"""

from __future__ import annotations

from pathlib import Path

from twod.recipe.engines.nginx.nginx_facts import NginxFacts
from twod.recipe.engines.nginx.nginx_main import make_nginx_main
from twod.recipe.engines.nginx.nginx_site import make_nginx_site
from twod.recipe.engines.program_check import move_node, run_check, temporary_folder

#: If the path has a variable, nginx reads the certificate only on a visit and not in the check.
_CERTIFICATE = "/$ssl_server_name"


def check_nginx(program: str, facts: NginxFacts) -> str | None:
    """Return nginx's error messages about a configuration, or None if it is valid.

    :param program: path of nginx.
    """
    with temporary_folder() as folder:
        copy = move_places(facts, folder)
        site, main = folder / "site.conf", folder / "nginx.conf"
        text = make_nginx_site(copy).replace(_CERTIFICATE.replace("$", "%"), _CERTIFICATE)
        site.write_text(text, encoding="utf-8")
        main.write_text(make_nginx_main(copy, str(folder), str(site)), encoding="utf-8")
        told = run_check([program, "-t", "-q", "-p", folder, "-e", "stderr", "-c", main])
    return told and describe_nginx_refusal(told)


def describe_nginx_refusal(told: str) -> str:
    r"""Return nginx's message about a configuration, without the time and the place of the copy.

    >>> describe_nginx_refusal('26/11/26 19:43:18 [emerg] 7#7: unexpected "}" in /tmp/x/site.conf:12\nfailed')
    'unexpected "}"'
    """
    reasons = []
    for line in told.splitlines():
        reason = line.partition(" [emerg] ")[2]
        process, colon, rest = reason.partition(": ")
        reason = rest if colon and process.replace("#", "").isdecimal() else reason
        text, found, place = reason.rpartition(" in /")
        reasons.append(text if found and place.rpartition(":")[2].isdecimal() else reason)
    return "; ".join(filter(None, reasons)) or told


def move_places(facts: NginxFacts, folder: Path) -> NginxFacts:
    """Return the facts with all paths moved to a folder and all nodes moved to this machine."""
    return facts._replace(
        nodes=tuple(move_node(node) for node in facts.nodes),
        listen=tuple(f"unix:{folder}/http{number}" for number, _ in enumerate(facts.listen)),
        listen_tls=tuple(f"unix:{folder}/https{number}" for number, _ in enumerate(facts.listen_tls)),
        certificate=_CERTIFICATE.replace("$", "%") if facts.certificate else "",
        certificate_key=_CERTIFICATE.replace("$", "%") if facts.certificate else "",
        access_log=f"{folder}/access.log" if facts.access_log else "",
        error_log=f"{folder}/error.log" if facts.error_log else "",
    )
