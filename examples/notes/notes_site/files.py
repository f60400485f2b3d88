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
    """Tells WsgiDAV who may come in: who signed in on the site, and who gives the password of an account there."""

    def get_domain_realm(self, path_info: str, environ: dict[str, Any]) -> str:  # noqa: ARG002
        """Return the name that a client shows when it asks for the password."""
        return "Notes"

    def require_authentication(self, realm: str, environ: dict[str, Any]) -> bool:  # noqa: ARG002
        """Return that nobody comes in without an account."""
        return True

    def basic_auth_user(self, realm: str, user_name: str, password: str, environ: dict[str, Any]) -> bool:  # noqa: ARG002
        """Return whether there is such an account."""
        return authenticate(username=user_name, password=password) is not None

    def supports_http_digest_auth(self) -> bool:
        """Return that Digest authentication cannot work: Django keeps no password in clear."""
        return False


def application(environ: "WSGIEnvironment", start_response: "StartResponse") -> "Iterable[bytes]":
    """Show and change the files."""

    def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
        # Anybody's page among the files must not act in the name of who opens it.
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
                # The user whom the site has signed in. No client can set it: it is no header.
                "trusted_auth_header": "REMOTE_USER",
                "accept_basic": True,
                "accept_digest": False,
                "default_to_digest": False,
            },
            "dir_browser": {
                # The page that shows a folder, in the place of WsgiDAV's own: for phones, in light and dark.
                "htdocs_path": str(Path(__file__).with_name("dav")),
                "response_trailer": f'<a href="{home}">← Notes</a>',
                # It would end a sign-in of the browser's own. Visitors have signed in on the site.
                "show_logout": False,
            },
            "logging": {"enable": False},
            "verbose": 0,
        }
    )
