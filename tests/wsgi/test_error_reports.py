"""Error reports hide what the report of the settings hides. Whole pages and mails are in tests/processes."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import empty, settings
from django.test import RequestFactory
from django.views import debug
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from twod.inifile.environment_files import MARK_VARIABLE
from twod.wsgi.config import activation, configure, settings_report
from twod.wsgi.error_reports import TwodReporterFilter

pytestmark = pytest.mark.usefixtures("_unconfigured")

INI = """
[DEFAULT]
debug = {debug}
[app:main]
use = egg:twod.wsgi
ROOT_URLCONF = urls_of_error_reports
USE_I18N = no
SECRET_KEY = k3y-of-the-site
SHOP_DSN = https://t0k3n-of-shop@sentry.example.com/1
SHOP_GREETING = ${{env:SHOP_GREETING}}
SHOP = {{"nested": [{{"password": "p4ss-in-list"}}, "amqp://shop:p4ss-in-url@mq/"]}}
SHOP.deep.er = ${{env:SHOP_DEEP}}
INTERNAL_IPS.append = ${{env:SHOP_IP}}
DATABASES.default = postgres://shop:p4ss-of-db@db.example.com/shop
{more}
"""
ENVIRON = {"SHOP_GREETING": "h3llo-by-reference", "SHOP_DEEP": "d33p-by-reference", "SHOP_IP": "10.11.12.13"}
SECRETS = ["k3y-of", "t0k3n-of", "h3llo-by", "p4ss-in-list", "p4ss-in-url", "d33p-by", "10.11.12.13", "p4ss-of-db"]


@pytest.fixture(autouse=True)
def _fresh_reporter(
    write: Callable[[str, str], Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[None]:
    write("urls_of_error_reports.py", "urlpatterns = []")
    monkeypatch.syspath_prepend(str(tmp_path))
    debug.get_default_exception_reporter_filter.cache_clear()
    yield
    debug.get_default_exception_reporter_filter.cache_clear()


@pytest.fixture
def load(write: Callable[[str, str], Path], monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    def load(*, debug: bool = False, more: str = "") -> None:
        for name, text in ENVIRON.items():
            monkeypatch.setenv(name, text)
        configure(write("site.ini", INI.format(debug=str(debug).lower(), more=more)))

    return load


def make_report(*values: object) -> str:
    """Return text and HTML of the report of an error, in a frame that has some values."""
    request = RequestFactory().get("/", SHOP_GREETING=ENVIRON["SHOP_GREETING"], HTTP_X_SHOP=f"a {values[-1]}")
    try:
        local, nested = values, {"a": [values]}
        raise ValueError(len(local), len(nested))
    except ValueError:
        reporter = debug.get_exception_reporter_class(request)(request, *sys.exc_info())
    return reporter.get_traceback_text() + reporter.get_traceback_html()


@pytest.mark.parametrize("debug", [False, True])
def test_no_secret_of_the_settings_is_in_a_report(load: Callable[..., None], debug: bool) -> None:
    load(debug=debug)
    report = make_report(settings.DATABASES, f"x {settings.SECRET_KEY}", settings.SHOP, settings.SHOP_DSN)
    assert [secret for secret in SECRETS if secret in report] == []
    assert "db.example.com" in report
    assert "sentry.example.com" in report


def test_settings_are_hidden_as_they_are_now_and_not_only_as_they_were_loaded(load: Callable[..., None]) -> None:
    load()
    settings.DATABASES["default"]["TEST"] = {"NAME": "test_of_shop"}
    shown = TwodReporterFilter().get_safe_settings()["DATABASES"]["default"]
    assert shown["TEST"] == {"NAME": "test_of_shop"}
    assert shown["PASSWORD"] == "<hidden>"


@pytest.mark.parametrize("name", ["django.views.debug.SafeExceptionReporterFilter", "shop.Filter"])
def test_a_site_may_name_its_own_filter(load: Callable[..., None], name: str) -> None:
    load(more=f"DEFAULT_EXCEPTION_REPORTER_FILTER = {name}")
    assert name == settings.DEFAULT_EXCEPTION_REPORTER_FILTER
    assert settings_report()["DEFAULT_EXCEPTION_REPORTER_FILTER"].origins[0].source == "ini"


def test_the_report_of_the_settings_says_where_the_filter_comes_from(load: Callable[..., None]) -> None:
    load()
    report = settings_report()["DEFAULT_EXCEPTION_REPORTER_FILTER"]
    assert settings.DEFAULT_EXCEPTION_REPORTER_FILTER == report.value == "twod.wsgi.error_reports.TwodReporterFilter"
    assert list(map(str, report.origins)) == ["twod.wsgi's default"]


def test_without_an_ini_the_filter_is_django_s(django_settings: object) -> None:
    assert activation.find_active() is None
    report = TwodReporterFilter()
    assert report.cleanse_setting("A", {"PASSWORD": "x", "B": "postgres://a:b@c"}) == {
        "PASSWORD": "<hidden>",
        "B": "postgres://a:b@c",
    }
    assert report.get_safe_request_meta(RequestFactory().get("/"))["PATH_INFO"] == "/"
    assert dict(report.get_traceback_frame_variables(None, sys._getframe()))["report"] is report


def test_variables_of_a_file_are_hidden_in_the_request_s_environ(write: Callable[[str, str], Path]) -> None:
    write(".env", "MAIL_HOST=hunter2\n")
    head = "[DEFAULT]\ndebug = no\ntwod.environment_file = .env\n"
    configure(write("x.ini", f"{head}[app:main]\nuse = egg:twod.wsgi\nSECRET_KEY = x\n"))
    request = RequestFactory().get("/", **os.environ)
    shown = TwodReporterFilter().get_safe_request_meta(request)
    assert [shown[name] for name in ("MAIL_HOST", MARK_VARIABLE)] == ["<hidden>"] * 2


NAMES = st.sampled_from(["HOST", "PASSWORD", "auth", "dsn", "STRIPE_KEY", "labels", "token"])
TEXT = "s3cret-{}-text"
LEAVES = st.sampled_from([TEXT, f"amqp://shop:{TEXT}@mq/", f"password={TEXT}", f"https://{TEXT}@example.com/1"])
VALUES = st.recursive(
    LEAVES, lambda items: st.lists(items, max_size=3) | st.dictionaries(NAMES, items, max_size=3), max_leaves=8
)


@hypothesis_settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(VALUES, st.sets(st.integers(0, 30), max_size=3))
def test_whatever_the_settings_report_hides_is_in_no_error_report(
    write: Callable[[str, str], Path], monkeypatch: pytest.MonkeyPatch, value: object, by_reference: set[int]
) -> None:
    count = -1

    def number(value: object) -> object:
        nonlocal count
        if isinstance(value, dict):
            return {key: number(item) for key, item in value.items()}
        if isinstance(value, list):
            return [number(item) for item in value]
        count += 1
        text = str(value).format(f"{count:03}")
        return "${env:SHOP_SECRET}" if count in by_reference else text

    needed = "SECRET_KEY = k\nUSE_I18N = no\nROOT_URLCONF = urls_of_error_reports"
    ini = f"[app:main]\nuse = egg:twod.wsgi\n{needed}\nSHOP_OF_TEST = {json.dumps({'a': number(value)})}\n"
    monkeypatch.setenv("SHOP_SECRET", "s3cret-env-text")
    monkeypatch.setattr(activation, "_active", None)
    settings._wrapped = empty
    sys.modules.pop(activation.SETTINGS_MODULE, None)
    configure(write("site.ini", ini))
    in_force = json.dumps(settings.SHOP_OF_TEST)
    shown = repr(settings_report()["SHOP_OF_TEST"].value)
    report = make_report(settings.SHOP_OF_TEST)
    for text in set(re.findall("s3cret-[a-z0-9]+-text", in_force)):
        assert text in shown or text not in report
