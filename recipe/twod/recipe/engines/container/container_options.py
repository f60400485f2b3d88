"""The options of a part that writes files for container engines."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from typing import Any

from twod.inifile.booleans import read_boolean
from twod.inifile.secrets import is_secret
from twod.recipe.cfg.option import Option, OptionGroup, list_grouped
from twod.recipe.cfg.part_options import RECIPE
from twod.recipe.cfg.readers import (
    make_optional,
    read_assignments,
    read_count,
    read_file_name,
    read_local_path,
    read_words,
)
from twod.recipe.engines.engine_part import CHECK_FILES, ENVIRONMENT, SITE_PART
from twod.recipe.engines.service_options import PROCESS_TIMEOUT

#: The longest name, in characters. The name of a CronJob is made of two and may have 52 in Kubernetes.
_LONGEST_NAME = 25

_LABEL = r"[a-z](?:[a-z0-9-]*[a-z0-9])?"
_TAG = r"(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})"
_DIGEST = r"(?:@sha256:[0-9a-f]{64})"
_REPOSITORY = r"(?:[a-zA-Z0-9.-]+(?::[0-9]+)?/)?[a-z0-9]+(?:[._/-]+[a-z0-9]+)*"


def _make_pattern_reader(pattern: str, expected: str) -> Callable[[str], str]:
    def read_matching(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(f"{text!r} is not {expected}")
        return text

    return read_matching


def read_label(text: str) -> str:
    """Return a name that every container engine accepts."""
    if not re.fullmatch(_LABEL, text) or len(text) > _LONGEST_NAME:
        expected = f"a name of at most {_LONGEST_NAME} lower-case letters, digits and dashes, such as shop"
        raise ValueError(f"{text!r} is not {expected}")
    return text


read_image = _make_pattern_reader(f"{_REPOSITORY}{_TAG}?{_DIGEST}?", "the name of an image, such as python:3.14-slim")
_read_quantity = _make_pattern_reader(
    r"[0-9]+(?:\.[0-9]+)?(?:m|[kMGT]i?)?", "a Kubernetes quantity, such as 250m or 512Mi"
)
_read_object_name = _make_pattern_reader(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?", "the name of an object, such as shop-tls")


def read_release_image(text: str) -> str:
    """Return the name of the image of one release."""
    if not re.fullmatch(f"{_REPOSITORY}(?:{_TAG}{_DIGEST}?|{_DIGEST})", text):
        expected = "the name of an image with the tag of a release, such as registry.example.com/shop:1.4"
        raise ValueError(f"{text!r} is not {expected}")
    return text


def read_debian_packages(text: str) -> tuple[str, ...]:
    """Return names of Debian's packages."""
    for word in text.split():
        if not re.fullmatch(r"[a-z0-9][a-z0-9+.-]+(?:=[A-Za-z0-9.+~:-]+)?", word):
            raise ValueError(f"{word!r} is not the name of a Debian package, such as libpq5")
    return read_words(text)


def read_ingress_hosts(text: str) -> tuple[str, ...]:
    """Return names of hosts; the first label may be ``*``."""
    for word in text.split():
        if not re.fullmatch(r"(?:\*\.)?[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?", word):
            raise ValueError(f"{word!r} is not the name of a host, such as www.example.com")
    return read_words(text)


def read_public_variables(text: str) -> tuple[tuple[str, str], ...]:
    """Return environment variables that may be public."""
    variables = read_assignments(text)
    for name, _ in variables:
        if is_secret((name,)):
            raise ValueError(f"{name} looks like a secret, but these variables are written in clear text; remove it")
    return variables


IMAGE = Option(
    "image",
    read_release_image,
    "",
    "Required. Name and tag of the image. Each release needs a different tag. Example: ``image = "
    "registry.example.com/shop:1.4``.",
)
NAME = Option(
    "name",
    make_optional(read_label, ""),
    "",
    "Name of the services and objects, and of the directory ``/srv/NAME`` in the image. Example: ``name = shop``."
    " **Default:** the last word of ``image``.",
)
BUNDLE_PART = Option(
    "bundle",
    read_file_name,
    "bundle",
    "The part that makes the bundle (``twod.recipe:bundle``). Example: ``bundle = shop-bundle``. **Default:** "
    "``bundle``.",
)
FROM_BUNDLE = Option(
    "from-bundle",
    read_boolean,
    False,
    "Whether the image is made of the archive that ``bin/bundle`` has written. If not, the image's first stage "
    "runs ``bootstrap.py``, ``bin/buildout`` and ``bin/bundle``. Example: ``from-bundle = true``. **Default:** "
    "``false``.",
)
CONFIGURATION = Option(
    "configuration",
    read_local_path,
    "buildout.cfg",
    "The configuration that the first stage runs ``bin/buildout`` with. Example: ``configuration = image.cfg``. "
    "**Default:** ``buildout.cfg``.",
)
BASE_IMAGE = Option(
    "base-image",
    read_image,
    f"python:{sys.version_info.major}.{sys.version_info.minor}-slim",
    "The image that both stages begin with: a Debian with a Python of the same minor version. Pin it to a digest. "
    "Example: ``base-image = python:3.14.2-slim@sha256:…``. **Default:** ``python:X.Y-slim`` for the "
    "Python that runs buildout.",
)
BUILD_PACKAGES = Option[tuple[str, ...]](
    "build-packages",
    read_debian_packages,
    (),
    "Debian packages that the first stage needs. Example: ``build-packages = gcc libpq-dev``. "
    "**Default:** no packages.",
)
PACKAGES = Option[tuple[str, ...]](
    "packages",
    read_debian_packages,
    (),
    "Debian packages that the site needs. Example: ``packages = libpq5``. **Default:** no packages.",
)
USER_ID = Option(
    "user-id",
    read_count,
    10001,
    "Number of the user and the group that run the site. Example: ``user-id = 1000``. **Default:** ``10001``.",
)
VARIABLES = Option[tuple[tuple[str, str], ...]](
    "variables",
    read_public_variables,
    (),
    "Environment variables that are no secrets, ``NAME = value`` a line, for ``compose.yaml`` and the ConfigMap. "
    "Example: ``variables = DATABASE_HOST = db.example.com``. **Default:** no variables.",
)
POSTGRES_IMAGE = Option(
    "postgres-image",
    make_optional(read_image, ""),
    "",
    "Adds PostgreSQL to ``compose.yaml``, as the host ``database``. Example: ``postgres-image = postgres:18``. "
    "**Default:** no PostgreSQL.",
)
REDIS_IMAGE = Option(
    "redis-image",
    make_optional(read_image, ""),
    "",
    "Adds Redis to ``compose.yaml``, as the host ``redis``. Example: ``redis-image = redis:8``. **Default:** no Redis.",
)
NGINX_PART = Option(
    "nginx",
    make_optional(read_file_name, ""),
    "",
    "The part with ``twod.recipe:nginx`` that configures nginx in ``compose.yaml``. That part needs ``nodes = "
    "site:PORT`` and ``site-directory = /srv/NAME``. Example: ``nginx = nginx``. **Default:** no nginx; Compose "
    "publishes the port of the site itself.",
)
NGINX_IMAGE = Option(
    "nginx-image",
    read_image,
    "nginx:stable",
    "The image that nginx's begins with. Example: ``nginx-image = nginx:1.30``. **Default:** ``nginx:stable``.",
)
SECRET = Option(
    "secret",
    make_optional(_read_object_name, ""),
    "",
    "Name of the Secret in Kubernetes. Example: ``secret = shop-secrets``. **Default:** the option ``name``.",
)
NAMESPACE = Option(
    "namespace",
    make_optional(read_label, ""),
    "",
    "Namespace of the objects. Example: ``namespace = shop``. **Default:** the namespace of ``kubectl``.",
)
REPLICAS = Option(
    "replicas", read_count, 2, "Least number of pods that serve. Example: ``replicas = 3``. **Default:** ``2``."
)
MAX_REPLICAS = Option(
    "max-replicas",
    read_count,
    4,
    "Largest number of pods that serve. If it equals ``replicas``, there is no autoscaler. Example: "
    "``max-replicas = 10``. **Default:** ``4``.",
)
CPU = Option(
    "cpu",
    _read_quantity,
    "250m",
    "The share of a processor that a pod requests. Example: ``cpu = 500m``. **Default:** ``250m``.",
)
MEMORY = Option(
    "memory",
    _read_quantity,
    "512Mi",
    "The memory that a pod gets at most. Example: ``memory = 1Gi``. **Default:** ``512Mi``.",
)
INGRESS_HOSTS = Option[tuple[str, ...] | None](
    "ingress-hosts",
    read_ingress_hosts,
    None,
    "Host names in the Ingress. An empty value leaves the Ingress out. Example: ``ingress-hosts = "
    "www.example.com``. **Default:** those of ``ALLOWED_HOSTS``.",
)
INGRESS_CLASS = Option(
    "ingress-class",
    make_optional(_read_object_name, ""),
    "",
    "The controller of the Ingress. Example: ``ingress-class = traefik``. **Default:** the controller of the cluster.",
)
TLS_SECRET = Option(
    "tls-secret",
    make_optional(_read_object_name, ""),
    "",
    "The Secret with the certificate of the Ingress. Example: ``tls-secret = shop-tls``. **Default:** no Secret; the "
    "Ingress has no TLS.",
)
VOLUME_CLAIM = Option(
    "volume-claim",
    make_optional(_read_object_name, ""),
    "",
    "The PersistentVolumeClaim for ``var``, such as for ``MEDIA_ROOT``. All pods share it. Example: "
    "``volume-claim = shop-data``. **Default:** no claim; files that a pod writes are lost with it.",
)

CONTAINER_GROUPS: tuple[OptionGroup, ...] = (
    OptionGroup("Site", (RECIPE, SITE_PART, ENVIRONMENT, NAME, VARIABLES, PROCESS_TIMEOUT, CHECK_FILES)),
    OptionGroup(
        "Image", (IMAGE, BUNDLE_PART, FROM_BUNDLE, CONFIGURATION, BASE_IMAGE, BUILD_PACKAGES, PACKAGES, USER_ID)
    ),
    OptionGroup("Compose", (POSTGRES_IMAGE, REDIS_IMAGE, NGINX_PART, NGINX_IMAGE)),
    OptionGroup("Kubernetes", (NAMESPACE, SECRET, REPLICAS, MAX_REPLICAS, CPU, MEMORY, VOLUME_CLAIM)),
    OptionGroup("Ingress", (INGRESS_HOSTS, INGRESS_CLASS, TLS_SECRET)),
)

CONTAINER_OPTIONS: tuple[Option[Any], ...] = list_grouped(CONTAINER_GROUPS)
