"""The facts of a site in a configuration of nginx."""

from __future__ import annotations

from typing import NamedTuple


class StaticFolder(NamedTuple):
    """The static files of a site."""

    #: The URL path, with a slash at both ends.
    path: str
    #: The folder of the files.
    root: str
    #: Seconds that browsers may cache a file without a hash in its name. None: send no Cache-Control.
    max_age: int | None = 60
    #: Whether file names contain a hash of the content.
    has_hashed_names: bool = False
    #: Whether there are gzip-compressed variants beside the files.
    has_compressed_files: bool = False


class MediaFolder(NamedTuple):
    """The public media files of a site."""

    path: str
    root: str
    max_age: int = 60
    #: Whether nginx forbids browsers to run scripts in a file.
    has_sandbox: bool = True


class InternalFolder(NamedTuple):
    """Files that nginx sends only if the site names them in X-Accel-Redirect."""

    path: str
    root: str


class NginxFacts(NamedTuple):
    """The facts of a site in a configuration of nginx; nginx accepts each of the texts."""

    #: The beginning of the names of its upstream and variables, of letters, digits and underscores.
    name: str
    #: Addresses of the nodes that serve the site, ``10.0.0.11:8080`` or ``unix:/run/shop.sock``.
    nodes: tuple[str, ...]
    #: Host names in nginx's notation; empty for a server that accepts any host.
    server_names: tuple[str, ...] = ()
    #: Listen addresses for http: ``80`` or ``[::]:80``.
    listen: tuple[str, ...] = ("80",)
    #: Listen addresses for https, used with a certificate.
    listen_tls: tuple[str, ...] = ("443",)
    #: Path of the certificate with its chain; empty for a site without https.
    certificate: str = ""
    certificate_key: str = ""
    static: StaticFolder | None = None
    media: MediaFolder | None = None
    internals: tuple[InternalFolder, ...] = ()
    #: Headers of the site's response that nginx would drop when it sends such a file.
    passed_headers: tuple[str, ...] = ()
    #: URL paths that nginx does not buffer.
    streaming: tuple[str, ...] = ()
    #: The URL path of the site, without a slash at its end.
    prefix: str = ""
    #: Path of the health probes, with a slash at both ends; empty without probes.
    health_path: str = ""
    #: Addresses and networks that may request the probes.
    health_from: tuple[str, ...] = ()
    #: Name and value of the header by which Django recognises https.
    secure_header: tuple[str, str] = ("X-Forwarded-Proto", "https")
    has_request_id: bool = False
    has_websocket: bool = False
    #: Largest body of a request, in nginx's notation.
    max_body_size: str = "100m"
    #: Seconds that a node may be silent.
    timeout: float = 60.0
    #: Idle connections to nodes that each process of nginx keeps.
    keepalive: int = 16
    #: Addresses and networks of proxies in front of nginx whose headers it trusts.
    trusted_proxies: tuple[str, ...] = ()
    #: An HTML file that nginx sends while no node answers; empty for a line of text.
    maintenance_page: str = ""
    #: Folder of the files that a certificate authority requests by http.
    acme_root: str = ""
    #: Files of the logs; empty for the logs of nginx.conf.
    access_log: str = ""
    error_log: str = ""
