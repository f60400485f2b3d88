"""``twod routes``: the way through the ini, and every URL."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

INI = """
    [DEFAULT]
    debug = true
    [composite:main]
    use = egg:Paste#urlmap
    / = site
    /wiki = wiki
    [pipeline:wiki]
    pipeline = gzip pages
    [filter:gzip]
    use = egg:Paste#gzip
    [app:pages]
    use = egg:Paste#static
    document_root = %(here)s
    [composite:site]
    use = egg:twod.wsgi#full_django
    django_app = django
    [app:django]
    use = egg:twod.wsgi
    SECRET_KEY = x
    ROOT_URLCONF = shop_urls
    INSTALLED_APPS = django.contrib.contenttypes django.contrib.auth
    STATIC_ROOT = static
    STATIC_URL = static/
    MEDIA_ROOT = media
    MEDIA_URL = media/
"""
URLS = """
from django.contrib.auth.mixins import LoginRequiredMixin, PermissionRequiredMixin, UserPassesTestMixin
from django.urls import path
from django.views.generic import View
from twod.wsgi import mount

class Invoice(PermissionRequiredMixin, View):
    permission_required = "shop.view_invoice"

class Mine(LoginRequiredMixin, View):
    pass

class Tested(UserPassesTestMixin, View):
    pass

urlpatterns = [
    path("invoice/<int:pk>/", Invoice.as_view(), name="invoice"),
    path("mine/", Mine.as_view(), name="mine"),
    path("tested/", Tested.as_view(), name="tested"),
    mount("files/", "app:pages", name="files"),
]
"""
SHOWN = """\
[composite:main] egg:Paste#urlmap
  [composite:site] egg:twod.wsgi#full_django
    [app:django] egg:twod.wsgi#main
  [pipeline:wiki]
    [filter:gzip] egg:Paste#gzip
    [app:pages] egg:Paste#static

/static/            the files of STATIC_ROOT
/media/             the files of MEDIA_ROOT
/invoice/<int:pk>/  invoice  shop_urls.Invoice
    users with the permission shop.view_invoice
/mine/              mine     shop_urls.Mine
    users
/tested/            tested   shop_urls.Tested
    users who pass the test of the view
/files/             files    app:pages
/wiki/                       [app:pages] egg:Paste#static
    behind [filter:gzip]
"""


@pytest.fixture
def routes(write, tmp_path):
    """Run the command; returns exit status, stdout and stderr."""
    write("site.ini", INI)
    write("shop_urls.py", URLS)
    code = "from twod.wsgi.commands.command_line import run_command_line; raise SystemExit(run_command_line())"

    def run(*arguments: str) -> tuple[int, str, str]:
        command = [sys.executable, "-c", code, "routes", "site.ini", *arguments]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout, done.stderr

    return run


def squeeze(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines()]


def test_way_and_urls_are_shown(routes):
    status, out, err = routes()
    assert (status, err) == (0, "")
    assert squeeze(out) == squeeze(SHOWN)


def test_json_has_the_same(routes):
    content = json.loads(routes("invoice", "pages", "--format=json")[1])
    assert [route["url"] for route in content["routes"]] == ["/invoice/<int:pk>/", "/files/", "/wiki/"]
    assert content["routes"][2]["differs"] == ["behind [filter:gzip]"]
    assert content["way"][5]["section"] == "app:pages"
    assert content["way"][5]["prefix"] == "/wiki"


def test_words_that_nothing_contains_are_told(routes):
    message = "twod routes: no URL, name, view or application contains 'xyzzy' or 'nope'\n"
    assert routes("xyzzy", "nope") == (1, "", message)
    assert json.loads(routes("xyzzy", "--format=json")[1])["routes"] == []


def test_urlconf_that_cannot_be_loaded_is_one_line(routes, write):
    write("shop_urls.py", "import no_such_module\n")
    status, out, err = routes()
    assert (status, out) == (1, "")
    assert err.startswith("twod routes: site.ini:20 [app:django] ROOT_URLCONF: ")
    assert len(err.splitlines()) == 1
