"""A complete nginx.conf for one site, which an unprivileged user can run, for example by a supervisor."""

from __future__ import annotations

from twod.recipe.engines.nginx.nginx_facts import NginxFacts
from twod.recipe.engines.nginx.nginx_words import make_block, quote_word

#: Folders that nginx writes to below its state directory.
_TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


def make_nginx_main(facts: NginxFacts, state: str, site_file: str) -> str:
    """Return an nginx.conf that includes the file of a site.

    :param state: the directory for the process id, logs and temporary files.
    :param site_file: the file of the site.
    """
    http = [
        "default_type application/octet-stream;",
        "sendfile on;",
        "tcp_nopush on;",
        "server_tokens off;",
        "server_names_hash_bucket_size 256;",
        "variables_hash_max_size 2048;",
        f"access_log {quote_word(f'{state}/access.log')};",
        *(f"{name}_temp_path {quote_word(f'{state}/{name}')};" for name in _TEMPORARY),
        "",
        *_make_other_hosts(facts),
        f"include {quote_word(site_file)};",
    ]
    lines = [
        "daemon off;",
        "worker_processes auto;",
        f"pid {quote_word(f'{state}/nginx.pid')};",
        f"error_log {quote_word(f'{state}/error.log')};",
        *make_block("events", ["worker_connections 1024;"]),
        *make_block("http", http),
    ]
    return "\n".join(lines) + "\n"


def _make_other_hosts(facts: NginxFacts) -> list[str]:
    """Return the servers for hosts of other sites; their requests never reach this site."""
    if not facts.server_names:
        return []
    plain = [f"listen {quote_word(address)} default_server;" for address in facts.listen]
    lines = ["# Requests for other hosts end here.", *make_block("server", [*plain, "server_name _;", "return 444;"])]
    if facts.certificate:
        secure = [f"listen {quote_word(address)} ssl http2 default_server;" for address in facts.listen_tls]
        lines += make_block("server", [*secure, "server_name _;", "ssl_reject_handshake on;"])
    return [*lines, ""]
