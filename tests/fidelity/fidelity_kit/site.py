"""A Django site as ``startproject`` makes it, with a user who has signed in."""

from __future__ import annotations

from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MIDDLEWARE = (
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
)

USER = "zoë-日本"
"""The user's name, of which no character is right by luck."""

TOKEN = "a" * 32
"""A CSRF token, by itself and in its cookie."""


@cache
def set_up() -> str:
    """Configure Django, make its database with the user in it, and return the session's cookie of that user."""
    import django
    from django.conf import settings

    settings.configure(
        ALLOWED_HOSTS=["*"],
        SECRET_KEY="for the rules alone",
        # In memory, and shared by the threads in which ASGI calls a view.
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "file:db?mode=memory&cache=shared"}},
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.messages"],
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
        USE_I18N=False,
    )
    django.setup()
    from django.contrib.auth import login
    from django.contrib.auth.models import User
    from django.contrib.sessions.backends.signed_cookies import SessionStore
    from django.core.management import call_command
    from django.test import RequestFactory

    call_command("migrate", verbosity=0)
    request = RequestFactory().get("/")
    request.session = SessionStore()
    login(request, User.objects.create_user(USER))
    request.session.save()
    return f"sessionid={request.session.session_key}"


@contextmanager
def having(patterns: list[Any], middleware: Sequence[str], settings: dict[str, Any]) -> Iterator[None]:
    """Have those URL patterns and settings for a while."""
    set_up()
    from django.test import override_settings

    with override_settings(ROOT_URLCONF=tuple(patterns), MIDDLEWARE=list(middleware), **settings):
        yield


def make_stock_handler() -> Any:
    """Return Django's own WSGI application."""
    from django.core.handlers.wsgi import WSGIHandler

    return WSGIHandler()


def make_asgi_handler() -> Any:
    """Return Django's own ASGI application."""
    from django.core.handlers.asgi import ASGIHandler

    return ASGIHandler()
