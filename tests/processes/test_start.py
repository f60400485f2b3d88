"""A process imports what it uses, and no more."""

from __future__ import annotations

import sys

import pytest

from kit.environs import make_python_environ
from kit.processes import run as run_process

SITE = """
    [DEFAULT]
    debug = false
    [app:main]
    use = egg:twod.wsgi
    SECRET_KEY = k
    ROOT_URLCONF = urls
    ALLOWED_HOSTS = *
    ADMINS = "A Person" <a@example.com>
    INSTALLED_APPS = django.contrib.contenttypes django.contrib.auth django.contrib.sessions
    MIDDLEWARE = django.contrib.sessions.middleware.SessionMiddleware django.middleware.common.CommonMiddleware
    DATABASES.default = sqlite:///:memory:
    SECURE_HSTS_SECONDS = 1d
    SHOP_LIMIT = 5
"""
URLS = """
    from django.http import HttpResponse
    from django.urls import path

    def greet(request):
        return HttpResponse(request.accept_language.header_value if "language" in request.GET else "hello")

    urlpatterns = [path("", greet)]
"""
LOAD = """
    import sys
    from wsgiref.util import setup_testing_defaults
    from twod.wsgi.loading import load_application

    application = load_application("site.ini")

    def get(query=""):
        environ = {"HTTP_HOST": "example.com", "QUERY_STRING": query, "HTTP_ACCEPT_LANGUAGE": "es"}
        setup_testing_defaults(environ)
        return b"".join(application(environ, lambda status, headers: None)).decode()

    def show_modules():
        print(*sys.modules)
"""

#: What few processes use, or only those that have something to report.
HEAVY = (
    "cgi",  # WebOb's parser of forms
    "environ",  # another package's URLs of databases
    "paste.script",
    "pkg_resources",
    "rich",
    "setuptools",
    "twod.inifile.logging_grammar",
    "twod.wsgi.commands",
    "twod.wsgi.console",
    "twod.wsgi.embedding",
    "twod.wsgi.migration",
    "twod.wsgi.provisioning",
    "twod.wsgi.static",
    "twod.wsgi.testing",
    "webob",
    "whitenoise",
)


@pytest.fixture
def run(tmp_path, write):
    """Run Python code beside an ini in a process of its own, and return the lines that it prints."""
    write("site.ini", SITE)
    write("urls.py", URLS)

    def run(code):
        script = write("script.py", code)
        done = run_process([sys.executable, script.name], cwd=tmp_path, environ=make_python_environ())
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    return run


def find_heavy(modules):
    return {name for name in modules.split() if f"{name}.".startswith(tuple(f"{heavy}." for heavy in HEAVY))}


def test_an_application_imports_nothing_heavy_to_be_loaded_and_to_answer(run):
    loaded, answer, answered = run(f"{LOAD}    show_modules()\n    print(get())\n    show_modules()\n")
    assert "django.core.handlers.wsgi" in loaded
    assert find_heavy(loaded) == set()
    assert answer == "hello"
    assert find_heavy(answered) == set()


def test_webob_is_imported_when_a_view_asks_for_it(run):
    answer, modules = run(f"{LOAD}    print(get('language=1'))\n    show_modules()\n")
    assert answer == "es"
    assert "webob.request" in modules
