"""The site's folder of shared files by WebDAV: WsgiDAV, behind the accounts of this site."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import authenticate
from django.urls import reverse
from wsgidav.dc.base_dc import BaseDomainController
from wsgidav.wsgidav_app import WsgiDAVApp

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment


class DjangoAccounts(BaseDomainController):
    """Lets visitors in who are logged in on the site, or who send the password of an account of the site."""

    def get_domain_realm(self, path_info: str, environ: dict[str, Any]) -> str:  # noqa: ARG002
        """Return the name that a client shows when it asks for the password."""
        return "Notes"

    def require_authentication(self, realm: str, environ: dict[str, Any]) -> bool:  # noqa: ARG002
        """Return True: nobody comes in without an account."""
        return True

    def basic_auth_user(self, realm: str, user_name: str, password: str, environ: dict[str, Any]) -> bool:  # noqa: ARG002
        """Return whether Django accepts the password."""
        return authenticate(username=user_name, password=password) is not None

    def supports_http_digest_auth(self) -> bool:
        """Return False: Digest authentication needs the password in clear text, which Django does not keep."""
        return False


def application(environ: "WSGIEnvironment", start_response: "StartResponse") -> "Iterable[bytes]":
    """Show and change the files."""

    def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
        # No script in an uploaded page may act in the name of the user who opens it.
        policy = [] if environ["PATH_INFO"].endswith("/") else [("Content-Security-Policy", "sandbox")]
        return start_response(status, [*headers, *policy], exc_info)

    dav = make_dav(settings.SHARED_FOLDER, reverse("files").rstrip("/"), reverse("notes:start"))
    return dav(environ, start)


@cache
def make_dav(folder: Path, mount_path: str, home: str) -> "WSGIApplication":
    """Return WsgiDAV, set up to serve a folder.

    :param mount_path: the path that it is mounted at.
    :param home: the address for a link back.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return WsgiDAVApp(
        {
            "provider_mapping": {"/": str(folder)},
            "mount_path": mount_path,
            "http_authenticator": {
                "domain_controller": DjangoAccounts,
                # The user who is logged in on the site. No client can set it, since it is not a header.
                "trusted_auth_header": "REMOTE_USER",
                "accept_basic": True,
                "accept_digest": False,
                "default_to_digest": False,
            },
            "dir_browser": {
                # The template for folders, in place of WsgiDAV's own: for phones, in light and dark.
                "htdocs_path": str(Path(__file__).with_name("dav")),
                "response_trailer": f'<a href="{home}">← Notes</a>',
                # WsgiDAV would log the browser out of Basic authentication, but visitors log in on the site.
                "show_logout": False,
            },
            "logging": {"enable": False},
            "verbose": 0,
        }
    )
