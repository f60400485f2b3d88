"""A configuration of nginx, tried by ``nginx -t``.

nginx opens what its configuration names even then: certificates, logs and sockets that belong to other users and other
machines. So it gets a copy whose places are all in a temporary folder.
"""

from __future__ import annotations

from pathlib import Path

from twod.recipe.engines.nginx.nginx_facts import NginxFacts
from twod.recipe.engines.nginx.nginx_main import make_nginx_main
from twod.recipe.engines.nginx.nginx_site import make_nginx_site
from twod.recipe.engines.program_check import move_node, run_check, temporary_folder

#: nginx reads a certificate whose name has a variable only when a visitor comes.
_CERTIFICATE = "/$ssl_server_name"


def check_nginx(program: str, facts: NginxFacts) -> str | None:
    """Return what nginx says against a configuration; None when it takes it.

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
    r"""Return what nginx says against a configuration, without the time and the place of the copy.

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
    """Return the same facts with all that nginx would open or look up in a folder, or on this machine."""
    return facts._replace(
        nodes=tuple(move_node(node) for node in facts.nodes),
        listen=tuple(f"unix:{folder}/http{number}" for number, _ in enumerate(facts.listen)),
        listen_tls=tuple(f"unix:{folder}/https{number}" for number, _ in enumerate(facts.listen_tls)),
        certificate=_CERTIFICATE.replace("$", "%") if facts.certificate else "",
        certificate_key=_CERTIFICATE.replace("$", "%") if facts.certificate else "",
        access_log=f"{folder}/access.log" if facts.access_log else "",
        error_log=f"{folder}/error.log" if facts.error_log else "",
    )
