"""A Django site with an embedded application, called as a WSGI server calls it, and watched from both sides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from wsgiref.validate import validator

import pytest
from django.conf import settings

from fidelity_kit.applications import Recorder
from fidelity_kit.server import Answer, make_environ

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.conf import UserSettingsHolder

#: What ``startproject`` writes, but for the sign-in: a user comes from ``test.user`` in the environ.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    f"{__name__}.sign_in",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]


class User:
    """As much of a Django user as an application is told of."""

    def __init__(self, name: str, permissions: tuple[str, ...] = ()) -> None:
        self._name = name
        self._permissions = permissions

    is_authenticated = property(lambda self: bool(self._name))

    def get_username(self) -> str:
        return self._name

    def has_perm(self, permission: str) -> bool:
        return permission in self._permissions


def sign_in(get_response: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def middleware(request: Any) -> Any:
        request.user = request.META.get("test.user") or User("")
        return get_response(request)

    return middleware


class Site:
    """A Django site as a WSGI application, validated from outside."""

    def __init__(self, patterns: list[Any], **options: Any) -> None:
        from twod.wsgi import DjangoApplication

        # On the settings, not on what they wrap: they keep each value that was asked for until they are set.
        for name, value in ({"MIDDLEWARE": MIDDLEWARE, "ROOT_URLCONF": tuple(patterns)} | options).items():
            setattr(settings, name, value)
        self.django = DjangoApplication()

    def open(self, method: str = "GET", url: str = "/mnt/", *, body: bytes = b"", **environ: Any) -> tuple[Answer, Any]:
        """Call the site and return what it said, and the body, of which nothing was taken yet."""
        said: list[Any] = []

        def start_response(status: str, headers: Any, exc_info: Any = None) -> Callable[[bytes], object]:
            assert exc_info is None
            said[:] = [status, headers]
            return lambda data: None

        result = validator(self.django)(make_environ(method, url, body, **environ), start_response)
        return Answer(*said), result

    def __call__(self, method: str = "GET", url: str = "/mnt/", *, body: bytes = b"", **environ: Any) -> Answer:
        answer, result = self.open(method, url, body=body, **environ)
        try:
            for block in result:
                answer.blocks.append(block)
        except Exception as error:  # noqa: BLE001 - a test says which
            answer.error = error
        finally:
            result.close()
        return answer


@pytest.fixture
def make_site(django_settings: UserSettingsHolder) -> Callable[..., Site]:
    """A function that makes a site of URL patterns, or of an application for ``/mnt/``; and of settings."""
    from twod.wsgi.embedding import mount

    django_settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    django_settings.USE_I18N = False
    options = {"permission", "csrf", "environ", "user", "trusted"}

    def make(app: Any, *, is_validated: bool = True, **more: Any) -> Site:
        if isinstance(app, list):
            return Site(app, **more)
        given = {name: more.pop(name) for name in options & more.keys()}
        return Site([mount("mnt/", validator(app) if is_validated else app, **given)], **more)

    return make


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
def user() -> type[User]:
    return User
