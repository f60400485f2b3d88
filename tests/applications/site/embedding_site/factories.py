"""Applications that bring no factory of PasteDeploy's kind."""

from __future__ import annotations

from typing import Any


def make_hgweb(global_conf: dict[str, str], *, repository: str) -> Any:
    from mercurial.hgweb import hgweb

    return hgweb(repository.encode(), name=b"repository")


def make_dav(global_conf: dict[str, str], *, folder: str, mount_path: str) -> Any:
    from wsgidav.wsgidav_app import WsgiDAVApp

    return WsgiDAVApp(
        {
            "provider_mapping": {"/": folder},
            "mount_path": mount_path,
            "http_authenticator": {"trusted_auth_header": "REMOTE_USER"},
            # Nobody signs in here, and nobody is let through without a name.
            "simple_dc": {"user_mapping": {"*": {"nobody": {"password": global_conf["here"]}}}},
            "property_manager": True,
            "logging": {"enable": False},
            "verbose": 0,
        }
    )


def make_radicale(global_conf: dict[str, str], *, folder: str) -> Any:
    from radicale import config
    from radicale.app import Application

    configuration = config.load()
    configuration.update(
        {
            "auth": {"type": "remote_user"},
            "rights": {"type": "owner_only"},
            "storage": {"filesystem_folder": folder},
        },
        "embedding_site",
        privileged=True,
    )
    return Application(configuration)
