"""The error page of a site, and the mail to its ADMINS, show no secret of its settings."""

from __future__ import annotations

import sys

import pytest

from kit.processes import run as run_process

INI = """
    [DEFAULT]
    debug = {debug}
    django_settings_module = settings_of_shop
    [app:main]
    use = egg:twod.wsgi
    ALLOWED_HOSTS = *
    ROOT_URLCONF = urls
    SECRET_KEY = k3y-of-the-site
    EMAIL_BACKEND = django.core.mail.backends.locmem.EmailBackend
    ADMINS = boss@example.com
    LOGGING.version = 1
    LOGGING.handlers.admins = {{"class": "django.utils.log.AdminEmailHandler", "include_html": true}}
    LOGGING.loggers.django.handlers = ["admins"]
    SHOP.token = ${{env:SHOP_TOKEN}}
    SHOP.greeting = ${{env:SHOP_GREETING}}
    DATABASES.default = postgres://shop:p4ss-of-db@db.example.com/shop
"""
URLS = """
    from django.conf import settings
    from django.urls import path
    from twod.wsgi import mount

    def fail(request):
        url = f"postgres://shop:{settings.DATABASES['default']['PASSWORD']}@db"
        shop = [settings.SHOP, settings.BROKER]
        raise RuntimeError("it failed")

    def application(environ, start_response):
        token = "Bearer " + settings.SHOP["token"]
        raise RuntimeError("it failed")

    urlpatterns = [path("fail", fail), mount("wiki/", application)]
"""
FETCH = """
    import logging, sys

    from twod.wsgi.loading import load_application

    application = load_application("site.ini")
    from django.core import mail
    from django.test import RequestFactory

    logging.disable(logging.NOTSET)
    for path in ("/fail", "/wiki/"):
        environ = RequestFactory().get(path, HTTP_X_SHOP="a d33p-t0ken").environ
        environ["SHOP_GREETING"] = "h3llo"
        print(b"".join(application(environ, lambda *_: None)).decode())
    for message in mail.outbox:
        print("A MESSAGE TO THE BOSS", message.body, *(content for content, _ in message.alternatives))
"""
SECRETS = ["k3y-of", "d33p-t0ken", "h3llo", "p4ss-of-db", "br0ker"]


@pytest.mark.parametrize("debug", ["true", "false"])
def test_no_page_and_no_mail_of_an_error_shows_a_secret(write, environ, tmp_path, debug):
    write("site.ini", INI.format(debug=debug))
    write("settings_of_shop.py", "import os\nBROKER = os.environ['BROKER']")
    write("urls.py", URLS)
    variables = {"SHOP_TOKEN": "d33p-t0ken", "SHOP_GREETING": "h3llo", "BROKER": "amqp://shop:br0ker@mq/"}
    answer = run_process([sys.executable, write("fetch.py", FETCH)], cwd=tmp_path, environ=environ | variables)
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.count("A MESSAGE TO THE BOSS") == 2
    assert answer.stdout.count("RuntimeError") > 4
    assert "db.example.com" in answer.stdout
    assert "amqp://shop:&lt;hidden&gt;@mq/" in answer.stdout
    assert [secret for secret in SECRETS if secret in answer.stdout] == []
