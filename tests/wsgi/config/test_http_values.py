"""Values of HTTP that would never match are refused with the right spelling."""

from __future__ import annotations

import pytest

from twod.wsgi.config.django_settings.catalogue import KINDS
from twod.wsgi.exc import BadValueError

ORIGINS, HEADER = KINDS["CSRF_TRUSTED_ORIGINS"], KINDS["SECURE_PROXY_SSL_HEADER"]


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (ORIGINS, "https://a.example http://*.b.example:8000", ["https://a.example", "http://*.b.example:8000"]),
        (ORIGINS, '["https://a.example"]', ["https://a.example"]),
        (HEADER, "HTTP_X_FORWARDED_PROTO ; https", ("HTTP_X_FORWARDED_PROTO", "https")),
        (HEADER, '["HTTP_X_SCHEME", "https"]', ("HTTP_X_SCHEME", "https")),
        (HEADER, "HTTPS ; on", ("HTTPS", "on")),
        (HEADER, "none", None),
    ],
)
def test_right_value_is_taken(kind, text, value):
    assert kind.read(text) == value


@pytest.mark.parametrize(
    ("kind", "text", "message"),
    [
        (ORIGINS, "a.example", "expected an origin such as https://example.com; write https://a.example, got 'a.exa"),
        (ORIGINS, "*.a.example:8000", "expected an origin such as https://example.com; write https://*.a.example:8000"),
        (ORIGINS, '["a.example"]', "at 0: expected an origin such as https://example.com; write https://a.example"),
        (ORIGINS, "https://a.example/", "; write https://a.example, got 'https://a.example/'"),
        (ORIGINS, "://", "expected an origin such as https://example.com, got '://'"),
        (HEADER, "X-Forwarded-Proto ; https", "; write HTTP_X_FORWARDED_PROTO, the key in request.META"),
        (HEADER, "X_FORWARDED_PROTO ; https", "; write HTTP_X_FORWARDED_PROTO, the key in request.META"),
        (HEADER, "http_x_scheme ; https", "; write HTTP_X_SCHEME, the key in request.META"),
        (HEADER, '["HTTP_X-Scheme", "https"]', "; write HTTP_X_SCHEME, the key in request.META"),
    ],
)
def test_value_that_never_matches_is_refused_with_the_right_spelling(kind, text, message):
    with pytest.raises(BadValueError) as raised:
        kind.read(text)
    assert message in str(raised.value)
