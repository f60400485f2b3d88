"""Hosts that are provisioned one by one and have one secret key: visitors stay signed in, also while it is rotated."""

from __future__ import annotations

import contextlib
import grp
import json
import os
import shutil
import signal
import urllib.request
from dataclasses import dataclass
from http.cookiejar import CookieJar
from typing import TYPE_CHECKING

import pytest

from kit.conditions import wait_until
from kit.environs import make_environ
from kit.processes import RunningProcess, running
from kit.sites import write_file

from .conftest import make_project
from .serving import find_free_port, get, wait_for_server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from conftest import Block

    from kit.buildouts import Buildout

    from .conftest import Project

pytestmark = pytest.mark.slow

SETTINGS = """
ROOT_URLCONF = "pages.urls"
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
"""

URLS = """
from hashlib import sha256

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator as tokens
from django.http import HttpResponse, JsonResponse
from django.urls import path

def sign_in(request, name):
    login(request, User.objects.get_or_create(username=name)[0])
    response = HttpResponse(tokens.make_token(request.user))
    response.set_signed_cookie("basket", "tea")
    return response

def tell(request):
    user, token = request.user, request.GET["token"]
    basket = request.get_signed_cookie("basket", "nothing")
    may_reset = user.is_authenticated and tokens.check_token(user, token)
    return JsonResponse([user.get_username(), basket, may_reset], safe=False)

def tell_keys(request):
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return HttpResponse(" ".join(sha256(key.encode()).hexdigest() for key in keys))

urlpatterns = [path("in/<name>", sign_in), path("", tell), path("keys", tell_keys)]
"""


@dataclass
class Host:
    """A tree with a key of its own place, and the server that it runs."""

    project: Project
    port: int
    server: RunningProcess

    @property
    def key(self) -> Path:
        return self.project.directory.parent / "etc" / "secret-key"

    def rotate(self, option: str) -> str:
        ini = self.project.directory / "parts" / "twod" / "prod.ini"
        return self.project.call("twod", "secret-key", str(ini), option)

    def follow(self, first: Host) -> None:
        """Take the keys of the first host, and reload."""
        before = get(self.port, "/keys")
        if self is not first:
            for name in ("secret-key.fallbacks", "secret-key"):
                shutil.copy(first.key.with_name(name), self.key.with_name(name))
        self.server.send(signal.SIGHUP)
        wait_until(lambda: get(self.port, "/keys") != before, "the server has not taken the new keys at SIGHUP")


class Visitor:
    """A browser, and a link to reset the password of who is signed in with it."""

    def __init__(self, name: str, host: Host) -> None:
        self.name = name
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self.token = self.fetch(host, f"in/{name}")

    def fetch(self, host: Host, path: str) -> str:
        with self.opener.open(f"http://127.0.0.1:{host.port}/{path}", timeout=60) as answer:
            return str(answer.read().decode())

    def visit(self, hosts: list[Host]) -> None:
        for host in hosts:
            told = json.loads(self.fetch(host, f"?token={self.token}"))
            assert told == [self.name, "tea", True], host.project.directory


@pytest.fixture
def hosts(tmp_path: Path, buildout: Buildout, manual: Callable[..., list[Block]]) -> Iterator[list[Host]]:
    """Three trees, each with a copy of one key as the page shows it, and a database for all."""
    _, shown, _ = manual("docs/how-to/secrets.rst", "ini")
    with contextlib.ExitStack() as stack:
        found = []
        for name in ("web1", "web2", "web3"):
            project, port = make_project(tmp_path / name / "site", buildout), find_free_port()
            project.write("pages/settings.py", SETTINGS)
            project.write("pages/urls.py", URLS)
            key = write_file(tmp_path / name / "etc" / "secret-key", "k" * 64)
            key.chmod(0o600)
            group = grp.getgrgid(os.getegid()).gr_name
            section = shown.text.replace("/etc/shop/secret-key", str(key)).replace("group = shop", f"group = {group}")
            project.configure(
                f"environments = prod\n{section}ALLOWED_HOSTS = 127.0.0.1\nhttp-address = 127.0.0.1:{port}\n"
                f"DATABASES.default = sqlite:///{tmp_path}/shop.sqlite3\n"
            )
            project.provision()
            if not found:
                project.call("manage-prod", "migrate", "--verbosity=0")
            command = [project.directory / "bin" / "serve-prod"]
            server = stack.enter_context(running(command, cwd=tmp_path, environ=make_environ(), end_by=signal.SIGTERM))
            wait_for_server(server, port)
            found.append(Host(project, port, server))
        yield found


def test_nobody_is_signed_out_at_any_step_of_a_rotation_from_host_to_host(hosts: list[Host]) -> None:
    first = hosts[0]
    guest = Visitor("guest", first)
    guest.visit(hosts)
    # Who comes back in the middle of it, each at another step and for the first time since.
    returning = [Visitor(f"visitor{number}", hosts[number % 3]) for number in range(6)]
    for option in ("--prepare", "--rotate"):
        first.rotate(option)
        guest.visit(hosts)
        for host in hosts:
            host.follow(first)
            guest.visit(hosts)
            returning.pop().visit(hosts)
            Visitor("new", host).visit(hosts)
    assert not returning
    # What is signed again has the new key, as a session has after a visit; a basket and a link have to be made anew.
    renewed = [Visitor(f"renewed{number}", host) for number, host in enumerate(hosts)]
    first.rotate("--drop")
    for host in hosts:
        host.follow(first)
        for visitor in renewed:
            visitor.visit(hosts)
    assert {get(host.port, "/keys") for host in hosts} == {get(first.port, "/keys")}
    assert json.loads(guest.fetch(first, f"?token={guest.token}")) == ["guest", "nothing", False]
