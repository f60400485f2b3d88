"""The facts of a site in a configuration of nginx."""

from __future__ import annotations

from typing import NamedTuple


class StaticFolder(NamedTuple):
    """The static files of a site."""

    #: Path of their URL, with a slash at both ends.
    path: str
    #: Their folder.
    root: str
    #: Seconds that a file may be kept whose name stays when its content changes; None for no word on it.
    max_age: int | None = 60
    #: Whether a hash in the name stands for the content.
    has_hashed_names: bool = False
    #: Whether there are variants beside the files that are compressed by gzip.
    has_compressed_files: bool = False


class MediaFolder(NamedTuple):
    """The media files of a site, which everybody may see."""

    path: str
    root: str
    max_age: int = 60
    #: Whether browsers are told to run no scripts in a file.
    has_sandbox: bool = True


class InternalFolder(NamedTuple):
    """Files that nginx sends when the site names them in X-Accel-Redirect, and never else."""

    path: str
    root: str


class NginxFacts(NamedTuple):
    """The facts of a site in a configuration of nginx; nginx accepts each of the texts."""

    #: Of letters, digits and underscores: the beginning of the names of its upstream and variables.
    name: str
    #: Addresses of the nodes that serve the site, ``10.0.0.11:8080`` or ``unix:/run/shop.sock``.
    nodes: tuple[str, ...]
    #: As nginx spells them; none for a server that answers for any.
    server_names: tuple[str, ...] = ()
    #: Addresses for http, ``80`` or ``[::]:80``.
    listen: tuple[str, ...] = ("80",)
    #: Addresses for https, with a certificate.
    listen_tls: tuple[str, ...] = ("443",)
    #: Path of the certificate with its chain; empty for a site by http.
    certificate: str = ""
    certificate_key: str = ""
    static: StaticFolder | None = None
    media: MediaFolder | None = None
    internals: tuple[InternalFolder, ...] = ()
    #: Headers of the site's answer that nginx would lose when it sends one of those files for it.
    passed_headers: tuple[str, ...] = ()
    #: Paths whose requests and answers pass as they come.
    streaming: tuple[str, ...] = ()
    #: The path that the site lives under, without a slash at its end.
    prefix: str = ""
    #: Path of the health probes, with a slash at both ends; empty without probes.
    health_path: str = ""
    #: Addresses and networks that may ask them.
    health_from: tuple[str, ...] = ()
    #: Name and value of the header that Django takes for the mark of https.
    secure_header: tuple[str, str] = ("X-Forwarded-Proto", "https")
    has_request_id: bool = False
    has_websocket: bool = False
    #: Largest body of a request, as nginx writes sizes.
    max_body_size: str = "100m"
    #: Seconds that a node may be silent.
    timeout: float = 60.0
    #: Idle connections to nodes that each process of nginx keeps.
    keepalive: int = 16
    #: Addresses and networks of proxies in front of nginx whose word on the client counts.
    trusted_proxies: tuple[str, ...] = ()
    #: An HTML file that is sent while no node answers; empty for a line of text.
    maintenance_page: str = ""
    #: Folder of the files that a certificate authority asks for by http.
    acme_root: str = ""
    #: Files of the logs; empty for those of nginx.conf.
    access_log: str = ""
    error_log: str = ""
