"""Settings for secrets, HTTPS, security headers and CSRF protection."""

from __future__ import annotations

from twod.wsgi.config.django_settings.setting import Setting
from twod.wsgi.config.kinds.base import OptionalKind
from twod.wsgi.config.kinds.http_values import HeaderAndValue, OriginText
from twod.wsgi.config.kinds.lists import SECRET_KEYS, Lines, OneOrMore, Words
from twod.wsgi.config.kinds.maps import Map
from twod.wsgi.config.kinds.number_kinds import OPTIONAL_SECONDS, SECONDS
from twod.wsgi.config.kinds.regexes import Regex
from twod.wsgi.config.kinds.scalars import BOOLEAN, OPTIONAL_TEXT, SAME_SITE, TEXT, Choice
from twod.wsgi.config.kinds.untyped import UNTYPED

_POLICY = Map(OneOrMore(UNTYPED), expected="lines of directive = sources, or a JSON object")
_PATTERNS = Lines(Regex(compiled=False), "regular expressions, one per line")

SECURITY_SETTINGS = (
    Setting(
        "CSRF_COOKIE_AGE",
        OPTIONAL_SECONDS,
        "Lifetime of the CSRF cookie; with none, it ends when the browser closes.",
        "4w",
    ),
    Setting("CSRF_COOKIE_DOMAIN", OPTIONAL_TEXT, "Domain of the CSRF cookie.", ".example.com"),
    Setting("CSRF_COOKIE_HTTPONLY", BOOLEAN, "Hide the CSRF cookie from JavaScript.", "true"),
    Setting("CSRF_COOKIE_NAME", TEXT, "Name of the CSRF cookie.", "shop_csrf"),
    Setting("CSRF_COOKIE_PATH", TEXT, "Path below which the browser sends the CSRF cookie.", "/shop/"),
    Setting("CSRF_COOKIE_SAMESITE", SAME_SITE, "SameSite attribute of the CSRF cookie.", "Strict"),
    Setting("CSRF_COOKIE_SECURE", BOOLEAN, "Send the CSRF cookie over HTTPS only.", "true"),
    Setting(
        "CSRF_FAILURE_VIEW",
        TEXT,
        "View for requests that the CSRF protection rejects.",
        "mysite.views.csrf_failure",
    ),
    Setting(
        "CSRF_HEADER_NAME",
        TEXT,
        "Key in request.META of the header that may carry the CSRF token.",
        "HTTP_X_XSRF_TOKEN",
    ),
    Setting(
        "CSRF_TRUSTED_ORIGINS",
        Words(OriginText(), "origins such as https://example.com"),
        "Other origins from which the CSRF protection accepts unsafe requests.",
        "https://example.com https://*.example.com",
    ),
    Setting("CSRF_USE_SESSIONS", BOOLEAN, "Keep the CSRF token in the session instead of a cookie.", "true"),
    Setting("SECRET_KEY", TEXT, "Key with which Django signs cookies, tokens and links.", "${file:secret-key}"),
    Setting(
        "SECRET_KEY_FALLBACKS",
        SECRET_KEYS,
        "Former secret keys; Django still accepts their signatures.",
        "${file:secret-key.fallbacks:-}",
    ),
    Setting(
        "SECURE_CONTENT_TYPE_NOSNIFF",
        BOOLEAN,
        "Send the X-Content-Type-Options header, which stops browsers from guessing content types.",
        "true",
    ),
    Setting(
        "SECURE_CROSS_ORIGIN_OPENER_POLICY",
        OptionalKind(Choice("same-origin", "same-origin-allow-popups", "unsafe-none")),
        "Value of the Cross-Origin-Opener-Policy header; with none, Django does not send it.",
        "same-origin-allow-popups",
    ),
    Setting(
        "SECURE_CSP",
        _POLICY,
        "Content Security Policy that browsers enforce.",
        "default-src = 'self'\nimg-src = 'self' https://images.example.com",
        since=(6, 0),
    ),
    Setting(
        "SECURE_CSP_REPORT_ONLY",
        _POLICY,
        "Content Security Policy whose violations browsers only report.",
        "default-src = 'self'\nreport-uri = /csp-reports/",
        since=(6, 0),
    ),
    Setting("SECURE_HSTS_INCLUDE_SUBDOMAINS", BOOLEAN, "Extend HTTP Strict Transport Security to subdomains.", "true"),
    Setting(
        "SECURE_HSTS_PRELOAD",
        BOOLEAN,
        "Allow browsers to add the site to their preload list of HTTPS-only sites.",
        "true",
    ),
    Setting(
        "SECURE_HSTS_SECONDS",
        SECONDS,
        "How long browsers use only HTTPS for the site; with 0, Django does not send the header.",
        "52w",
    ),
    Setting(
        "SECURE_PROXY_SSL_HEADER",
        OptionalKind(HeaderAndValue()),
        "Key in request.META, and its value, by which a trusted proxy marks HTTPS requests.",
        "HTTP_X_FORWARDED_PROTO ; https",
    ),
    Setting(
        "SECURE_REDIRECT_EXEMPT",
        _PATTERNS,
        "Patterns of paths that SECURE_SSL_REDIRECT does not redirect.",
        "^health/$",
    ),
    Setting(
        "SECURE_REFERRER_POLICY",
        OptionalKind(OneOrMore(TEXT)),
        "Value of the Referrer-Policy header; with none, Django does not send it.",
        "strict-origin-when-cross-origin",
    ),
    Setting("SECURE_SSL_HOST", OPTIONAL_TEXT, "Host that SECURE_SSL_REDIRECT redirects to.", "secure.example.com"),
    Setting("SECURE_SSL_REDIRECT", BOOLEAN, "Redirect plain HTTP requests to HTTPS.", "true"),
    Setting(
        "SIGNED_COOKIE_LEGACY_SALT_FALLBACK",
        BOOLEAN,
        "Accept signed cookies in the format of older Django releases.",
        "false",
        deprecated=((6, 1), "delete it once all old cookies have expired"),
    ),
    Setting("SIGNING_BACKEND", TEXT, "Class that signs cookies and other data.", "mysite.signing.Signer"),
    Setting(
        "X_FRAME_OPTIONS",
        Choice("DENY", "SAMEORIGIN"),
        "Value of the X-Frame-Options header, which stops other sites from framing the pages.",
        "SAMEORIGIN",
    ),
)
