"""Configuration URIs: ``PATH``, ``config:PATH``, each with ``#NAME`` or without."""

from __future__ import annotations

import os


def split_config_uri(config_uri: str | os.PathLike[str]) -> tuple[str, str | None]:
    """Return the absolute path and the application's name in a configuration URI.

    The name is None if the URI has no ``#NAME``; PasteDeploy then loads ``main``. Example::

        >>> split_config_uri("config:/srv/site/prod.ini#shop")
        ('/srv/site/prod.ini', 'shop')

    :param config_uri: a path or URI for PasteDeploy's ``loadapp``, with or without ``config:``.
    """
    path, _, name = os.fspath(config_uri).removeprefix("config:").partition("#")
    return os.path.abspath(path), name or None  # noqa: PTH100 - as PasteDeploy does it: ".." is resolved, links are not
