"""The settings that Django 5.2, 6.0 and 6.1 read, contrib applications included, and the kind of each."""

from __future__ import annotations

from typing import NamedTuple

from twod.wsgi.config.django_settings.schemas import (
    CACHES,
    DATABASES,
    LOGGING,
    MAILERS,
    OPTIONAL_TEXT,
    PATHS,
    STORAGES,
    TASKS,
    TEMPLATES,
    VALIDATORS,
)
from twod.wsgi.config.django_settings.version import find_django_version
from twod.wsgi.config.kinds.base import Kind, OptionalKind
from twod.wsgi.config.kinds.callables import CallableName
from twod.wsgi.config.kinds.lists import (
    INTEGERS,
    LINES,
    WORDS,
    Lines,
    MailAddress,
    OneOrMore,
    Pair,
    Pairs,
    PathsOrPairs,
    Regex,
)
from twod.wsgi.config.kinds.maps import TEXTS, Map, Tags
from twod.wsgi.config.kinds.scalars import (
    BOOLEAN,
    BYTES,
    INTEGER,
    SECONDS,
    TEXT,
    Choice,
    FileMode,
    MessageLevel,
    NumberOfSeconds,
)
from twod.wsgi.config.kinds.untyped import UNTYPED

Version = tuple[int, int]

_SAME_SITE = Choice(
    "Strict", "Lax", "None", others={"false": False, "null": None, "": None}
)  # The text "None" is a legal value and another one than None.
_REGEXES = Lines(Regex(compiled=False), "regular expressions, one a line")
_COMPILED = Lines(Regex(compiled=True), "regular expressions, one a line")
_POLICY = Map(OneOrMore(UNTYPED), expected="directive = sources a line, or a JSON object")


def _make_addresses() -> Kind:
    return Lines(MailAddress(pairs=find_django_version() < (6, 0)), "addresses, one a line")


_ADDRESSES = _make_addresses()

#: The kind of each setting, in groups of one kind; in the order of the groups, then of the alphabet.
KINDS: dict[str, Kind] = {
    **dict.fromkeys(
        (
            "APPEND_SLASH",
            "CSRF_COOKIE_HTTPONLY",
            "CSRF_COOKIE_SECURE",
            "CSRF_USE_SESSIONS",
            "DEBUG",
            "DEBUG_PROPAGATE_EXCEPTIONS",
            "EMAIL_USE_LOCALTIME",
            "EMAIL_USE_SSL",
            "EMAIL_USE_TLS",
            "FORMS_URLFIELD_ASSUME_HTTPS",
            "LANGUAGE_COOKIE_HTTPONLY",
            "LANGUAGE_COOKIE_SECURE",
            "PREPEND_WWW",
            "SECURE_CONTENT_TYPE_NOSNIFF",
            "SECURE_HSTS_INCLUDE_SUBDOMAINS",
            "SECURE_HSTS_PRELOAD",
            "SECURE_SSL_REDIRECT",
            "SESSION_COOKIE_HTTPONLY",
            "SESSION_COOKIE_SECURE",
            "SESSION_EXPIRE_AT_BROWSER_CLOSE",
            "SESSION_SAVE_EVERY_REQUEST",
            "SIGNED_COOKIE_LEGACY_SALT_FALLBACK",
            "URLIZE_ASSUME_HTTPS",
            "USE_BLANK_CHOICE_DASH",
            "USE_I18N",
            "USE_THOUSAND_SEPARATOR",
            "USE_TZ",
            "USE_X_FORWARDED_HOST",
            "USE_X_FORWARDED_PORT",
        ),
        BOOLEAN,
    ),
    **dict.fromkeys(("EMAIL_PORT", "FIRST_DAY_OF_WEEK", "SITE_ID"), INTEGER),
    **dict.fromkeys(("DATA_UPLOAD_MAX_NUMBER_FIELDS", "DATA_UPLOAD_MAX_NUMBER_FILES"), OptionalKind(INTEGER)),
    **dict.fromkeys(
        ("CACHE_MIDDLEWARE_SECONDS", "PASSWORD_RESET_TIMEOUT", "SECURE_HSTS_SECONDS", "SESSION_COOKIE_AGE"), SECONDS
    ),
    **dict.fromkeys(("CSRF_COOKIE_AGE", "LANGUAGE_COOKIE_AGE"), OptionalKind(SECONDS)),
    "EMAIL_TIMEOUT": OptionalKind(NumberOfSeconds()),
    "FILE_UPLOAD_MAX_MEMORY_SIZE": BYTES,
    "DATA_UPLOAD_MAX_MEMORY_SIZE": OptionalKind(BYTES),
    **dict.fromkeys(("FILE_UPLOAD_DIRECTORY_PERMISSIONS", "FILE_UPLOAD_PERMISSIONS"), OptionalKind(FileMode())),
    "MESSAGE_LEVEL": MessageLevel(),
    "NUMBER_GROUPING": OneOrMore(INTEGER),
    "POSTGIS_VERSION": INTEGERS,
    **dict.fromkeys(
        (
            "AUTH_USER_MODEL",
            "CACHE_MIDDLEWARE_ALIAS",
            "CACHE_MIDDLEWARE_KEY_PREFIX",
            "CSRF_COOKIE_NAME",
            "CSRF_COOKIE_PATH",
            "CSRF_FAILURE_VIEW",
            "CSRF_HEADER_NAME",
            "DATETIME_FORMAT",
            "DATE_FORMAT",
            "DECIMAL_SEPARATOR",
            "DEFAULT_AUTO_FIELD",
            "DEFAULT_CHARSET",
            "DEFAULT_EXCEPTION_REPORTER",
            "DEFAULT_EXCEPTION_REPORTER_FILTER",
            "DEFAULT_FROM_EMAIL",
            "DEFAULT_INDEX_TABLESPACE",
            "DEFAULT_TABLESPACE",
            "EMAIL_BACKEND",
            "EMAIL_HOST",
            "EMAIL_HOST_PASSWORD",
            "EMAIL_HOST_USER",
            "EMAIL_SUBJECT_PREFIX",
            "FORM_RENDERER",
            "GEOIP_CITY",
            "GEOIP_COUNTRY",
            "LANGUAGE_CODE",
            "LANGUAGE_COOKIE_NAME",
            "LANGUAGE_COOKIE_PATH",
            "LOGIN_REDIRECT_URL",
            "LOGIN_URL",
            "MEDIA_ROOT",
            "MEDIA_URL",
            "MESSAGE_STORAGE",
            "MONTH_DAY_FORMAT",
            "ROOT_URLCONF",
            "SECRET_KEY",
            "SERVER_EMAIL",
            "SESSION_CACHE_ALIAS",
            "SESSION_COOKIE_NAME",
            "SESSION_COOKIE_PATH",
            "SESSION_ENGINE",
            "SESSION_SERIALIZER",
            "SHORT_DATETIME_FORMAT",
            "SHORT_DATE_FORMAT",
            "SIGNING_BACKEND",
            "TEST_RUNNER",
            "THOUSAND_SEPARATOR",
            "TIME_FORMAT",
            "TIME_ZONE",
            "YEAR_MONTH_FORMAT",
        ),
        TEXT,
    ),
    **dict.fromkeys(
        (
            "CSRF_COOKIE_DOMAIN",
            "EMAIL_FILE_PATH",
            "EMAIL_SSL_CERTFILE",
            "EMAIL_SSL_KEYFILE",
            "FILE_UPLOAD_TEMP_DIR",
            "FORCE_SCRIPT_NAME",
            "GDAL_LIBRARY_PATH",
            "GEOIP_PATH",
            "GEOS_LIBRARY_PATH",
            "LANGUAGE_COOKIE_DOMAIN",
            "LOGGING_CONFIG",
            "LOGOUT_REDIRECT_URL",
            "SECURE_SSL_HOST",
            "SESSION_COOKIE_DOMAIN",
            "SESSION_FILE_PATH",
            "SPATIALITE_LIBRARY_PATH",
            "STATIC_ROOT",
            "STATIC_URL",
            "WSGI_APPLICATION",
        ),
        OPTIONAL_TEXT,
    ),
    **dict.fromkeys(("CSRF_COOKIE_SAMESITE", "LANGUAGE_COOKIE_SAMESITE", "SESSION_COOKIE_SAMESITE"), _SAME_SITE),
    "X_FRAME_OPTIONS": Choice("DENY", "SAMEORIGIN"),
    "SECURE_CROSS_ORIGIN_OPENER_POLICY": OptionalKind(Choice("same-origin", "same-origin-allow-popups", "unsafe-none")),
    **dict.fromkeys(("FORMAT_MODULE_PATH", "SECURE_REFERRER_POLICY"), OptionalKind(OneOrMore(TEXT))),
    **dict.fromkeys(
        (
            "ALLOWED_HOSTS",
            "AUTHENTICATION_BACKENDS",
            "CSRF_TRUSTED_ORIGINS",
            "DATABASE_ROUTERS",
            "FILE_UPLOAD_HANDLERS",
            "INSTALLED_APPS",
            "INTERNAL_IPS",
            "LANGUAGES_BIDI",
            "MIDDLEWARE",
            "PASSWORD_HASHERS",
            "SECRET_KEY_FALLBACKS",
            "SILENCED_SYSTEM_CHECKS",
            "STATICFILES_FINDERS",
            "TEST_NON_SERIALIZED_APPS",
        ),
        WORDS,
    ),
    **dict.fromkeys(("DATETIME_INPUT_FORMATS", "DATE_INPUT_FORMATS", "TIME_INPUT_FORMATS"), LINES),
    **dict.fromkeys(("FIXTURE_DIRS", "LOCALE_PATHS"), PATHS),
    "STATICFILES_DIRS": PathsOrPairs(),
    **dict.fromkeys(("DISALLOWED_USER_AGENTS", "IGNORABLE_404_URLS"), _COMPILED),
    "SECURE_REDIRECT_EXEMPT": _REGEXES,
    **dict.fromkeys(("ADMINS", "MANAGERS"), _ADDRESSES),
    "LANGUAGES": Pairs(),
    "SECURE_PROXY_SSL_HEADER": OptionalKind(Pair()),
    "ABSOLUTE_URL_OVERRIDES": Map(CallableName(), expected="app.model = dotted name of a callable, one a line"),
    "MESSAGE_TAGS": Tags(),
    "MIGRATION_MODULES": Map(OPTIONAL_TEXT, expected="app = dotted name a line, or a JSON object"),
    "SERIALIZATION_MODULES": TEXTS,
    **dict.fromkeys(("SECURE_CSP", "SECURE_CSP_REPORT_ONLY"), _POLICY),
    "AUTH_PASSWORD_VALIDATORS": VALIDATORS,
    "CACHES": CACHES,
    "DATABASES": DATABASES,
    "LOGGING": LOGGING,
    "MAILERS": MAILERS,
    "STORAGES": STORAGES,
    "TASKS": TASKS,
    "TEMPLATES": TEMPLATES,
}

#: Settings that not every supported Django reads: the first that does.
ADDED: dict[str, Version] = {
    "MAILERS": (6, 1),
    "SECURE_CSP": (6, 0),
    "SECURE_CSP_REPORT_ONLY": (6, 0),
    "TASKS": (6, 0),
    "URLIZE_ASSUME_HTTPS": (6, 0),
    "USE_BLANK_CHOICE_DASH": (6, 1),
}

#: What MAILERS replaces in Django 6.1; both together are refused there.
MAIL_SETTINGS = frozenset(
    {
        "EMAIL_BACKEND",
        "EMAIL_FILE_PATH",
        "EMAIL_HOST",
        "EMAIL_HOST_PASSWORD",
        "EMAIL_HOST_USER",
        "EMAIL_PORT",
        "EMAIL_SSL_CERTFILE",
        "EMAIL_SSL_KEYFILE",
        "EMAIL_TIMEOUT",
        "EMAIL_USE_SSL",
        "EMAIL_USE_TLS",
    }
)


class _Deprecation(NamedTuple):
    """Since when a setting is on its way out, and what takes its place."""

    since: Version
    advice: str


DEPRECATED: dict[str, _Deprecation] = {
    **dict.fromkeys(MAIL_SETTINGS, _Deprecation((6, 1), "use MAILERS")),
    "FORMS_URLFIELD_ASSUME_HTTPS": _Deprecation((5, 0), "Django 6.0 assumes https"),
    "SIGNED_COOKIE_LEGACY_SALT_FALLBACK": _Deprecation((6, 1), "drop it once no old cookie is left"),
    "URLIZE_ASSUME_HTTPS": _Deprecation((6, 0), "Django 7.0 assumes https"),
    "USE_BLANK_CHOICE_DASH": _Deprecation((6, 1), "leave it out"),
}
