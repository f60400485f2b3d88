"""The filters of twod.wsgi in an ini that an ASGI server serves."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest

from twod.wsgi import load_asgi_application
from twod.wsgi.exc import ConfigurationError

pytestmark = pytest.mark.usefixtures("_unconfigured")

INI = """\
[pipeline:main]
pipeline = access-log request-id django

[filter:access-log]
use = egg:twod.wsgi#access_log
query = {query}

[filter:request-id]
use = egg:twod.wsgi#request_id

[app:django]
use = egg:twod.wsgi
SECRET_KEY = for tests alone
ALLOWED_HOSTS = example.com
ROOT_URLCONF = {module}
MIDDLEWARE = {middleware}
"""

urlpatterns: list[Any] = []


def sign_in(get_response: Any) -> Any:
    """Middleware that lets everybody be the same visitor."""

    def middleware(request: Any) -> Any:
        request.user = Visitor()
        return get_response(request)

    return middleware


class Visitor:
    is_authenticated = True

    def get_username(self) -> str:
        return "zoe"


def test_a_request_is_logged_with_its_user_and_has_an_id(
    tmp_path: Path, ask: Any, caplog: pytest.LogCaptureFixture
) -> None:
    ini = tmp_path / "site.ini"
    ini.write_text(INI.format(query="true", middleware=f"{__name__}.sign_in", module=__name__))
    application = load_asgi_application(ini)
    with caplog.at_level(logging.INFO, "wsgi"):
        connection = ask(application, "/nowhere", headers=[(b"x-request-id", b"an-id-of-a-proxy")])
    assert connection.get(b"x-request-id") == [b"an-id-of-a-proxy"]
    (record,) = [record for record in caplog.records if record.name == "wsgi"]
    found: dict[str, Any] = vars(record)
    assert (found["status"], found["user"], found["path"]) == (404, "zoe", "/nowhere?q=%C3%A9")


def test_the_options_are_judged_as_for_wsgi(tmp_path: Path) -> None:
    ini = tmp_path / "site.ini"
    ini.write_text(INI.format(query="maybe", middleware="", module=__name__))
    with pytest.raises(ConfigurationError, match="query: expected true or false, got 'maybe'"):
        load_asgi_application(ini)


#: All filters that twod.recipe writes, with a reference, and one that looks references up by itself.
ALL = """\
[pipeline:main]
pipeline = health request-id access-log url-prefix site

[filter:health]
use = egg:twod.wsgi#health
path = /-/

[filter:request-id]
use = egg:twod.wsgi#references
twod.use = egg:twod.wsgi#request_id

[filter:access-log]
use = egg:twod.wsgi#access_log

[filter:url-prefix]
use = egg:PasteDeploy#prefix
prefix = ${env:TWOD_PREFIX_OF_TEST}
translate_forwarded_server = false

[composite:site]
use = egg:twod.wsgi#full_django
django_app = django

[app:django]
use = egg:twod.wsgi
SECRET_KEY = for tests alone
ALLOWED_HOSTS = nobody.example
MIDDLEWARE = django.middleware.common.CommonMiddleware
ROOT_URLCONF = {module}
MEDIA_ROOT = %(here)s
MEDIA_URL = media/
"""


def test_all_filters_that_the_recipe_writes_are_there(
    tmp_path: Path, ask: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TWOD_PREFIX_OF_TEST", "/shop")
    ini = tmp_path / "site.ini"
    ini.write_text(ALL.replace("{module}", __name__))
    application = load_asgi_application(ini)
    # Health comes before the prefix, the hosts and the rest.
    assert ask(application, "/-/live").sent[0]["status"] == 200
    file = ask(application, "/shop/media/site.ini")
    assert (file.sent[0]["status"], len(file.get(b"x-request-id"))) == (200, 1)
    assert ask(application, "/shop/").sent[0]["status"] == 400
