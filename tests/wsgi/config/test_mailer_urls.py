"""URLs of mail servers."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twod.wsgi.config.django_settings.mailer_urls import read_mailer_url
from twod.wsgi.config.django_settings.schemas import MAILERS
from twod.wsgi.exc import BadValueError

MAILER = MAILERS.find_child("default")
SMTP = "django.core.mail.backends.smtp.EmailBackend"
words = st.text(min_size=1)


@pytest.mark.filterwarnings("ignore:.*MAILERS.default. Django 5.2 does not read it:twod.wsgi.exc.ConfigurationWarning")
def test_url_stands_for_a_mail_server(load):
    assert load("MAILERS.default = smtp+tls://u:p@mail.example.com:587").values["MAILERS"] == {
        "default": {
            "BACKEND": SMTP,
            "OPTIONS": {"host": "mail.example.com", "port": 587, "username": "u", "password": "p", "use_tls": True},
        }
    }


@given(user=words, password=words)
def test_each_part_is_what_was_encoded(user, password):
    found = MAILER.read(f"smtp+ssl://{quote(user, safe='')}:{quote(password, safe='')}@mx:465")
    assert found["OPTIONS"] == {"host": "mx", "port": 465, "username": user, "password": password, "use_ssl": True}


@pytest.mark.parametrize(
    ("url", "mailer"),
    [
        ("consolemail://", {"BACKEND": "django.core.mail.backends.console.EmailBackend"}),
        (
            "filemail:////srv/mails%3F",
            {"BACKEND": "django.core.mail.backends.filebased.EmailBackend", "OPTIONS": {"file_path": "/srv/mails?"}},
        ),
        (
            "smtp://mx?timeout=10s&use_tls=no&ssl_certfile=none",
            {
                "BACKEND": SMTP,
                "OPTIONS": {"host": "mx", "timeout": 10, "use_tls": False, "ssl_certfile": None},
            },
        ),
        ("smtps://mx", {"BACKEND": SMTP, "OPTIONS": {"host": "mx", "use_tls": True}}),
    ],
)
def test_each_scheme_leads_to_its_backend(url, mailer):
    assert MAILER.read(url) == mailer


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("postgres://h/db", "expected the URL of a mail server, beginning with one of "),
        (
            "smtp://mx?tls=1",
            "the option 'tls' does not exist for this mail server, which has ssl_certfile, ssl_keyfile, timeout, ",
        ),
        ("consolemail://?a=1", r"the option 'a' does not exist for this mail server, which has no options\)"),
        ("smtp://mx?use_tls=x", "at OPTIONS.use_tls: expected true or false"),
        ("smtp://a,b", "it has more than one host"),
    ],
)
def test_url_of_no_mail_server_is_refused(url, message):
    with pytest.raises(BadValueError, match=message):
        MAILER.read(url)


def test_without_options_only_the_backend_is_set():
    assert read_mailer_url("memorymail://").values == {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}
