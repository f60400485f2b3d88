"""The server and Django believe the same proxy, and nobody else."""

from __future__ import annotations

import pytest

from twod.wsgi.commands.doctor.proxy_trust import examine_proxy
from twod.wsgi.config.survey import load_uri

HEADER = "SECURE_PROXY_SSL_HEADER = HTTP_X_FORWARDED_PROTO ; https"
WAITRESS = "use = egg:waitress\nlisten = {address}\n{more}"
LOCAL, OPEN = "127.0.0.1:8080", "0.0.0.0:8080"
TRUSTING = "trusted_proxy = {}\ntrusted_proxy_headers = {}"


def examine(write, options: str, server: str):
    text = f"[app:main]\nuse = egg:twod.wsgi\n{options}\n{f'[server:main]{chr(10)}{server}{chr(10)}' if server else ''}"
    ini = write("x.ini", text)
    return examine_proxy(load_uri(ini), str(ini)).ailments


@pytest.mark.parametrize(
    ("options", "more", "address", "wrong"),
    [
        ("", "", OPEN, ""),
        (HEADER, "", LOCAL, "waitress removes x-forwarded-proto before Django reads it, because it trusts no proxy"),
        (HEADER, TRUSTING.format("127.0.0.1", "x-forwarded-proto"), OPEN, ""),
        (HEADER, "trusted_proxy = 127.0.0.1", OPEN, ""),
        (HEADER, TRUSTING.format("127.0.0.1", "x-forwarded-for"), LOCAL, "trusted_proxy_headers lacks it"),
        (HEADER, TRUSTING.format("*", "x-forwarded-proto"), LOCAL, ""),
        (
            HEADER,
            TRUSTING.format("*", "x-forwarded-proto"),
            OPEN,
            "any client that reaches 0.0.0.0:8080 can pretend to use https",
        ),
        ("SECURE_PROXY_SSL_HEADER = HTTP_X_SCHEME ; https", "", LOCAL, ""),
        (
            "SECURE_PROXY_SSL_HEADER = HTTP_X_SCHEME ; https",
            "",
            OPEN,
            "any client that reaches 0.0.0.0:8080 can pretend to use https",
        ),
        ("SECURE_SSL_REDIRECT = true", "", LOCAL, "redirects it forever"),
        ("SECURE_SSL_REDIRECT = true", "trusted_proxy = 127.0.0.1", LOCAL, ""),
    ],
)
def test_waitress_believes_whom_django_believes(write, options, more, address, wrong):
    found = examine(write, options, WAITRESS.format(address=address, more=more))
    assert len(found) == bool(wrong)
    assert all(wrong in ailment.wrong and ailment.cure for ailment in found)


@pytest.mark.parametrize(
    ("bind", "is_wrong"), [(LOCAL, False), ("[::1]:8080", False), ("unix:/run/x.sock", False), (OPEN, True)]
)
def test_gunicorn_passes_the_header_of_everybody_on(write, bind, is_wrong):
    found = examine(write, HEADER, f"use = egg:gunicorn\nbind = {bind}")
    assert bool(found) is is_wrong


def test_site_with_another_server_is_not_judged(write):
    assert examine(write, HEADER, "") == ()
