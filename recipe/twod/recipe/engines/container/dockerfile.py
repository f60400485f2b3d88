"""The Dockerfile of a site, and the list of files that docker must not read."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from twod.recipe.engines.container.container_options import (
    BASE_IMAGE,
    BUILD_PACKAGES,
    BUNDLE_PART,
    CONFIGURATION,
    FROM_BUNDLE,
    IMAGE,
    NGINX_IMAGE,
    PACKAGES,
    USER_ID,
)
from twod.recipe.engines.container.container_site import ContainerSite

#: The folder in which the first stage builds the site.
_BUILD = "/build"

#: The stage of nginx's image.
FRONT_STAGE = "nginx"

#: Name of the user and the group; Debian's images have no such name.
_USER = "site"

#: Files that no image contains: data, secrets, results of a build, and the history of the sources.
_IGNORED = (
    "**/.git",
    "**/.hg",
    "**/.tox",
    "**/.venv",
    "**/__pycache__",
    "**/*.egg-info",
    "**/*.sqlite3",
    "**/.env",
    "**/.env.*",
    "**/*.pem",
    "**/*.key",
    "**/secrets",
    "**/secret-key*",
    ".installed*.cfg",
    "bin",
    "develop-eggs",
    "dist",
    "eggs",
    "node_modules",
    "parts",
    "var",
)


def make_dockerfile(site: ContainerSite, dockerfile: PurePosixPath) -> str:
    """Return the Dockerfile.

    :param dockerfile: its path, relative to the buildout's directory.
    """
    image = site.part.values[IMAGE]
    head = f"# Build it in the buildout's directory: docker build --file {dockerfile} --tag {image} .\n"
    return "\n".join([head, *_list_builder(site), "", *_list_front(site), *_list_runtime(site), ""])


def make_dockerignore(site: ContainerSite) -> str:
    """Return the ``.dockerignore`` of the Dockerfile, which keeps files out of docker's build context."""
    taken_back = f"!{site.front.configuration}\n" if site.front else ""
    if site.part.values[FROM_BUNDLE]:
        return f"*\n!{site.archive}\n{taken_back}"
    here = site.site.part.layout.directory
    var = site.site.part.layout.var
    data = [str(var.relative_to(here))] if var.is_relative_to(here) else []
    return "".join(f"{line}\n" for line in sorted({*_IGNORED, *data})) + taken_back


def _list_builder(site: ContainerSite) -> Iterator[str]:
    """Yield the lines of the first stage, from which the others copy the built site."""
    values = site.part.values
    target, archive, bundle = site.site.directory, str(site.archive), values[BUNDLE_PART]
    yield f"FROM {values[BASE_IMAGE]} AS builder"
    # Debian's tar unpacks such an archive with this program.
    yield from _list_packages([*values[BUILD_PACKAGES], *(["zstd"] if archive.endswith(".zst") else [])])
    yield f"WORKDIR {_BUILD}"
    if values[FROM_BUNDLE]:
        yield f"COPY {_write_words([archive, f'{_BUILD}/{archive}'])}"
    else:
        yield "COPY . ."
        yield "# A pip.conf for an index of your own: docker build --secret id=pip-conf,src=pip.conf …"
        yield "RUN --mount=type=cache,target=/root/.cache --mount=type=secret,id=pip-conf,target=/etc/pip.conf \\"
        yield "    python bootstrap.py \\"
        yield f"    && bin/buildout -c {shlex.quote(values[CONFIGURATION])} install {bundle} \\"
        yield f"    && bin/{bundle}"
    yield f"RUN mkdir -p {target} && tar -xf {shlex.quote(archive)} -C {target}"


def _list_front(site: ContainerSite) -> Iterator[str]:
    """Yield the lines of nginx's stage, with the static files of the same release."""
    if site.front:
        static = str(site.front.static)
        yield f"FROM {site.part.values[NGINX_IMAGE]} AS {FRONT_STAGE}"
        yield f"COPY --from=builder {_write_words([static, static])}"
        yield f"COPY {_write_words([str(site.front.configuration), '/etc/nginx/conf.d/default.conf'])}"
        yield ""


def _list_runtime(site: ContainerSite) -> Iterator[str]:
    """Yield the lines of the second stage, which contains only the programs and files that the site needs."""
    values = site.part.values
    target, user = site.site.directory, values[USER_ID]
    yield f"FROM {values[BASE_IMAGE]}"
    yield from _list_packages(values[PACKAGES])
    yield "# The site needs no pip. Kubernetes checks by the user's number that it is not root."
    yield "RUN python -m pip --no-cache-dir uninstall --yes --quiet --root-user-action ignore pip setuptools wheel \\"
    yield "    && rm -rf /usr/local/lib/python3.*/ensurepip \\"
    yield f"    && groupadd --gid {user} {_USER} \\"
    yield f"    && useradd --uid {user} --gid {user} --no-create-home --home-dir /tmp --shell /usr/sbin/nologin {_USER}"
    yield f"COPY --from=builder {target} {target}"
    yield f"RUN install -d -o {user} -g {user} {shlex.quote(str(site.var))}"
    yield "ENV HOME=/tmp PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1"
    yield f"WORKDIR {target}"
    yield f"USER {user}:{user}"
    yield f"EXPOSE {site.port}"
    yield "STOPSIGNAL SIGTERM"
    yield "HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \\"
    yield f"    CMD {_write_words(site.make_probe('live'))}"
    yield f"ENTRYPOINT {_write_words(site.server.command)}"


def _list_packages(names: Sequence[str]) -> Iterator[str]:
    if names:
        yield "RUN apt-get update \\"
        yield f"    && apt-get install --yes --no-install-recommends {' '.join(sorted(names))} \\"
        yield "    && rm -rf /var/lib/apt/lists/*"


def _write_words(words: Sequence[str]) -> str:
    """Return words in Docker's exec form, which needs no shell."""
    return json.dumps(list(words), ensure_ascii=False)
