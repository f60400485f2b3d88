"""Settings for mail and its recipients."""

from __future__ import annotations

from twod.wsgi.config.django_settings.schemas import MAILERS
from twod.wsgi.config.django_settings.setting import Notice, Setting
from twod.wsgi.config.django_settings.version import find_django_version
from twod.wsgi.config.kinds.base import OptionalKind
from twod.wsgi.config.kinds.lists import Lines
from twod.wsgi.config.kinds.mail_addresses import MailAddress
from twod.wsgi.config.kinds.number_kinds import INTEGER, NumberOfSeconds
from twod.wsgi.config.kinds.scalars import BOOLEAN, OPTIONAL_TEXT, TEXT

_ADDRESSES = Lines(MailAddress(lambda: find_django_version() < (6, 0)), "addresses, one per line")
_USE_MAILERS: Notice = ((6, 1), "use MAILERS")

MAIL_SETTINGS = (
    Setting(
        "ADMINS",
        _ADDRESSES,
        "Addresses that get a mail about each error of the site.",
        '"Ada Lovelace" <ada@example.com>\ngrace@example.com',
    ),
    Setting("DEFAULT_FROM_EMAIL", TEXT, "Sender of the site's mails to its users.", "Shop <shop@example.com>"),
    Setting(
        "EMAIL_BACKEND",
        TEXT,
        "Class that sends mail.",
        "django.core.mail.backends.console.EmailBackend",
        deprecated=_USE_MAILERS,
    ),
    Setting(
        "EMAIL_FILE_PATH",
        OPTIONAL_TEXT,
        "Directory to which the file backend writes mails.",
        "/srv/mysite/mails",
        deprecated=_USE_MAILERS,
    ),
    Setting("EMAIL_HOST", TEXT, "Host of the SMTP server.", "mail.example.com", deprecated=_USE_MAILERS),
    Setting(
        "EMAIL_HOST_PASSWORD",
        TEXT,
        "Password for the SMTP server.",
        "${env:EMAIL_HOST_PASSWORD}",
        deprecated=_USE_MAILERS,
    ),
    Setting("EMAIL_HOST_USER", TEXT, "User name for the SMTP server.", "shop", deprecated=_USE_MAILERS),
    Setting("EMAIL_PORT", INTEGER, "Port of the SMTP server.", "587", deprecated=_USE_MAILERS),
    Setting(
        "EMAIL_SSL_CERTFILE",
        OPTIONAL_TEXT,
        "File with the client certificate for the SMTP server.",
        "/etc/ssl/certs/shop.pem",
        deprecated=_USE_MAILERS,
    ),
    Setting(
        "EMAIL_SSL_KEYFILE",
        OPTIONAL_TEXT,
        "File with the private key of EMAIL_SSL_CERTFILE.",
        "/etc/ssl/private/shop.pem",
        deprecated=_USE_MAILERS,
    ),
    Setting(
        "EMAIL_SUBJECT_PREFIX",
        TEXT,
        "Beginning of the subject of mails to ADMINS and MANAGERS.",
        '"[Shop] "',
    ),
    Setting(
        "EMAIL_TIMEOUT",
        OptionalKind(NumberOfSeconds()),
        "How long Django waits for the SMTP server.",
        "10s",
        deprecated=_USE_MAILERS,
    ),
    Setting(
        "EMAIL_USE_LOCALTIME", BOOLEAN, "Write the Date header of mails in the local time zone instead of UTC.", "true"
    ),
    Setting(
        "EMAIL_USE_SSL",
        BOOLEAN,
        "Connect to the SMTP server with implicit TLS, usually on port 465.",
        "true",
        deprecated=_USE_MAILERS,
    ),
    Setting(
        "EMAIL_USE_TLS",
        BOOLEAN,
        "Switch to TLS with STARTTLS after connecting to the SMTP server, usually on port 587.",
        "true",
        deprecated=_USE_MAILERS,
    ),
    Setting(
        "MAILERS",
        MAILERS,
        "Backends that send mail, by alias; the alias of the default backend is default.",
        "default = smtp+tls://shop@mail.example.com:587",
        since=(6, 1),
    ),
    Setting(
        "MANAGERS",
        _ADDRESSES,
        "Addresses that get a mail about each broken link.",
        "links@example.com",
    ),
    Setting("SERVER_EMAIL", TEXT, "Sender of mails to ADMINS and MANAGERS.", "errors@example.com"),
)
#: The settings that Django 6.1 rejects together with MAILERS.
REFUSED_BESIDE_MAILERS = frozenset(setting.name for setting in MAIL_SETTINGS if setting.deprecated == _USE_MAILERS)
