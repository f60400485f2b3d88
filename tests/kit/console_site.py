"""A site with twod's console, on an ini, in this process; visitors are whom a test says they are."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from django.test import RequestFactory
from django.urls import include, path

from twod.wsgi import DjangoApplication, mount
from twod.wsgi.request import TwodWSGIRequest

INI = f"""\
[DEFAULT]
debug = false

[app:main]
use = egg:twod.wsgi
SECRET_KEY = k3y-of-the-site
ROOT_URLCONF = {__name__}
ALLOWED_HOSTS = example.com
MIDDLEWARE = {__name__}.sign_in
LOGIN_URL = /sign-in/
USE_I18N = no
"""


class Person:
    """As much of a Django user as the console asks for."""

    is_active = True

    def __init__(self, *permissions: str, superuser: bool = False, signed_in: bool = True) -> None:
        self._permissions = permissions
        self.is_superuser = superuser
        self.is_authenticated = signed_in

    def has_perm(self, permission: str) -> bool:
        return self.is_superuser or permission in self._permissions

    def get_username(self) -> str:
        return "ada"


ROOT = Person(superuser=True)
STRANGER = Person(signed_in=False)


def sign_in(get_response: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def middleware(request: Any) -> Any:
        request.user = request.META.get("test.user")
        return get_response(request)

    return middleware


urlpatterns = [
    path("console/", include("twod.wsgi.console.urls")),
    mount("wiki/", "mywiki.wsgi:application", name="wiki", permission="wiki.view_page"),
]


class Answer(NamedTuple):
    """What the site answers."""

    code: int
    headers: Mapping[str, str]
    body: bytes


class ConsoleSite:
    """The running site."""

    def __init__(self, ini: Path) -> None:
        self.ini = ini
        self._application = DjangoApplication()

    def get(self, url: str = "/console/", person: Any = ROOT, method: str = "GET", **environ: Any) -> Answer:
        more = {"HTTP_HOST": "example.com", "test.user": person} | environ
        asked = RequestFactory().generic(method, url, secure=True, **more)
        response: Any = self._application.get_response(TwodWSGIRequest(asked.environ))
        return Answer(response.status_code, response.headers, response.content)

    def read(self, url: str) -> Any:
        """Return the content of a page that has to be there."""
        answer = self.get(url, HTTP_ACCEPT="application/json")
        assert (answer.code, answer.headers["Content-Type"]) == (200, "application/json"), answer.body
        return json.loads(answer.body)

    def show(self, url: str, person: Any = ROOT) -> str:
        """Return a page that has to be there as HTML."""
        answer = self.get(url, person)
        assert answer.code == 200, answer.body
        return answer.body.decode()

    def edit(self, old: str, new: str) -> None:
        """Change a text in the ini."""
        text = self.ini.read_text()
        assert old in text
        self.ini.write_text(text.replace(old, new))
