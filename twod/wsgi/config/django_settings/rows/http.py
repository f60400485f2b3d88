"""Settings for requests, responses and URLs."""

from __future__ import annotations

from twod.wsgi.config.django_settings.setting import Setting
from twod.wsgi.config.kinds.base import OptionalKind
from twod.wsgi.config.kinds.callables import CallableName
from twod.wsgi.config.kinds.lists import WORDS, Lines
from twod.wsgi.config.kinds.maps import Map
from twod.wsgi.config.kinds.number_kinds import BYTES, INTEGER
from twod.wsgi.config.kinds.regexes import Regex
from twod.wsgi.config.kinds.scalars import BOOLEAN, OPTIONAL_TEXT, TEXT

_COMPILED = Lines(Regex(compiled=True), "regular expressions, one per line")
_LIMIT = OptionalKind(INTEGER)
_OVERRIDES = Map(CallableName(), expected="lines of app.model = dotted name of a callable")

HTTP_SETTINGS = (
    Setting(
        "ABSOLUTE_URL_OVERRIDES",
        _OVERRIDES,
        "Functions that replace the get_absolute_url method of models.",
        "blog.post = mysite.urls.get_post_url",
    ),
    Setting("ALLOWED_HOSTS", WORDS, "Host names under which Django serves the site.", "example.com www.example.com"),
    Setting(
        "APPEND_SLASH",
        BOOLEAN,
        "Redirect to the URL with a slash at its end if the URL without it does not exist.",
        "false",
    ),
    Setting(
        "DATA_UPLOAD_MAX_MEMORY_SIZE",
        OptionalKind(BYTES),
        "Largest request body that Django accepts, without uploaded files.",
        "10MiB",
    ),
    Setting(
        "DATA_UPLOAD_MAX_NUMBER_FIELDS",
        _LIMIT,
        "Largest number of GET and POST parameters that Django accepts in a request.",
        "5_000",
    ),
    Setting(
        "DATA_UPLOAD_MAX_NUMBER_FILES",
        _LIMIT,
        "Largest number of files that Django accepts in a request.",
        "200",
    ),
    Setting("DEFAULT_CHARSET", TEXT, "Encoding of responses that do not set their own.", "utf-8"),
    Setting("DISALLOWED_USER_AGENTS", _COMPILED, "Patterns of user agents that get a 403 response.", "^BadBot/"),
    Setting(
        "FORCE_SCRIPT_NAME",
        OPTIONAL_TEXT,
        "URL prefix of the site, which replaces the server's SCRIPT_NAME.",
        "/shop",
    ),
    Setting(
        "IGNORABLE_404_URLS",
        _COMPILED,
        "Patterns of URLs whose 404 responses BrokenLinkEmailsMiddleware does not report.",
        r"\.php$",
    ),
    Setting(
        "INTERNAL_IPS",
        WORDS,
        "IP addresses of clients that get debugging aids, such as the debug context processor.",
        "127.0.0.1 ::1",
    ),
    Setting(
        "MIDDLEWARE",
        WORDS,
        "Middleware classes, outermost first.",
        "django.middleware.security.SecurityMiddleware\ndjango.middleware.common.CommonMiddleware",
    ),
    Setting("PREPEND_WWW", BOOLEAN, 'Redirect to the host name with "www." before it.', "true"),
    Setting("ROOT_URLCONF", TEXT, "Module with the URL patterns of the site.", "mysite.urls"),
    Setting(
        "USE_X_FORWARDED_HOST",
        BOOLEAN,
        "Take the host name from the X-Forwarded-Host header of a trusted proxy.",
        "true",
    ),
    Setting(
        "USE_X_FORWARDED_PORT",
        BOOLEAN,
        "Take the port from the X-Forwarded-Port header of a trusted proxy.",
        "true",
    ),
    Setting("WSGI_APPLICATION", OPTIONAL_TEXT, "WSGI application that runserver serves.", "mysite.wsgi.application"),
)
