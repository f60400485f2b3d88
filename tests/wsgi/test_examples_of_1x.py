"""The examples in the manual of twod.wsgi 1.x on factories, files and other WSGI applications work."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest
from paste.deploy import loadapp
from paste.urlmap import URLMap
from webtest import TestApp

from kit.sites import write_files
from twod.wsgi import add_media_to_app

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FILES = {
    "old_shop/__init__.py": "",
    "old_shop/settings.py": "USE_TZ = True\n",
    "old_shop/urls.py": """
        from django.conf import settings
        from django.http import HttpResponse
        from django.urls import path

        def show(request):
            return HttpResponse(f"{request.get_full_path()} {settings.EMAIL_PORT}")

        urlpatterns = [path("page", show)]
    """,
    "old_shop/subset.py": "from old_shop import urls\n\nurlpatterns = []\n",
    "old_shop/factory.py": """
        from twod.wsgi import wsgify_django

        steps = []

        def make_application(global_config, **local_conf):
            steps.append(dict(local_conf))
            app = wsgify_django(global_config, **local_conf)
            steps.append(app)
            return app
    """,
    "media/a.txt": "a file",
    "css/site.css": "body {}",
}
INI = """
[DEFAULT]
debug = False
django_settings_module = old_shop.settings
twod.booleans = OPEN

[app:main]
USE
SECRET_KEY = sesame
ALLOWED_HOSTS = localhost
ROOT_URLCONF = old_shop.urls
EMAIL_PORT = 25
MEDIA_URL = /media/
MEDIA_ROOT = %(here)s/media

[app:subset]
use = main
ROOT_URLCONF = old_shop.subset

[composite:by_name]
use = egg:twod.wsgi#full_django
django_app = main

[composite:by_uri]
use = egg:twod.wsgi#full_django
django_app = config:site.ini#main

[composite:by_old_path]
paste.composite_factory = twod.wsgi.factories:make_full_django_app
django_app = main
"""

pytestmark = [
    pytest.mark.usefixtures("_unconfigured"),
    pytest.mark.filterwarnings("ignore::twod.wsgi.exc.ConfigurationWarning"),
    # Django 6.1 has deprecated EMAIL_PORT and the like.
    pytest.mark.filterwarnings("ignore:.*MAILERS"),
]


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Load an application of the ini, whose first one has this factory."""
    monkeypatch.syspath_prepend(str(tmp_path))
    for name in [name for name in sys.modules if name.partition(".")[0] == "old_shop"]:
        monkeypatch.delitem(sys.modules, name)

    def load(name: str = "main", use: str = "use = egg:twod.wsgi") -> Any:
        write_files(tmp_path, FILES | {"site.ini": INI.replace("USE", use)})
        return loadapp(f"config:{tmp_path}/site.ini", name=name)

    return load


def test_django_is_mounted_in_another_application(load: Any) -> None:
    django_app = load()

    def raw_wsgi_app(environ: Any, start_response: Any) -> Any:
        assert environ["PATH_INFO"].startswith("/django")
        environ["SCRIPT_NAME"] = environ["SCRIPT_NAME"] + "/django"
        environ["PATH_INFO"] = environ["PATH_INFO"][7:]
        return django_app(environ, start_response)

    assert TestApp(raw_wsgi_app, {"HTTP_HOST": "localhost"}).get("/django/page").text == "/django/page 25"


@pytest.mark.parametrize("name", ["by_name", "by_uri"])
def test_one_section_puts_the_files_before_django(load: Any, name: str) -> None:
    app = TestApp(load(name), {"HTTP_HOST": "localhost"})
    assert (app.get("/media/a.txt").text, app.get("/page").text) == ("a file", "/page 25")


def test_a_section_may_name_the_factory_by_its_path_in_1x(load: Any) -> None:
    with pytest.warns(DeprecationWarning, match="use twod.wsgi.factories.make_full_django"):
        app = TestApp(load("by_old_path"), {"HTTP_HOST": "localhost"})
    assert app.get("/media/a.txt").text == "a file"


def test_files_are_put_before_django_by_code(load: Any, tmp_path: Path) -> None:
    full_app = URLMap()
    full_app["/"] = add_media_to_app(load())
    full_app["/css"] = add_media_to_app(lambda environ, start_response: [])
    app = TestApp(full_app, {"HTTP_HOST": "localhost"})
    assert (app.get("/media/a.txt").text, app.get("/page").text) == ("a file", "/page 25")


@pytest.mark.parametrize(
    "use",
    ["paste.app_factory = old_shop.factory:make_application", "use = call:old_shop.factory:make_application"],
)
def test_a_factory_of_ones_own_runs_code_before_and_after(load: Any, use: str) -> None:
    app = load(use=use)
    before, after = sys.modules["old_shop.factory"].steps
    assert before["EMAIL_PORT"] == "25"
    assert after is app
    assert TestApp(app, {"HTTP_HOST": "localhost"}).get("/page").text == "/page 25"


def test_the_factory_of_1x_may_be_named_by_its_path(load: Any) -> None:
    with pytest.warns(DeprecationWarning, match="use twod.wsgi.wsgify_django"):
        app = load(use="paste.app_factory = twod.wsgi.appsetup:wsgify_django")
    assert TestApp(app, {"HTTP_HOST": "localhost"}).get("/page").text == "/page 25"


def test_a_section_that_uses_another_serves_fewer_pages(load: Any) -> None:
    TestApp(load("subset"), {"HTTP_HOST": "localhost"}).get("/page", status=404)
