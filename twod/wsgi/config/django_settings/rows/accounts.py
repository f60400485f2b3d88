"""Settings for users, passwords, sessions and messages."""

from __future__ import annotations

from twod.wsgi.config.django_settings.schemas import VALIDATORS
from twod.wsgi.config.django_settings.setting import Setting
from twod.wsgi.config.kinds.lists import WORDS
from twod.wsgi.config.kinds.maps import Tags
from twod.wsgi.config.kinds.number_kinds import SECONDS, MessageLevel
from twod.wsgi.config.kinds.scalars import BOOLEAN, OPTIONAL_TEXT, SAME_SITE, TEXT

ACCOUNT_SETTINGS = (
    Setting(
        "AUTHENTICATION_BACKENDS",
        WORDS,
        "Classes that authenticate users; Django tries them in this order.",
        "django.contrib.auth.backends.ModelBackend mysite.auth.TokenBackend",
    ),
    Setting(
        "AUTH_PASSWORD_VALIDATORS",
        VALIDATORS,
        "Checks that a new password has to pass.",
        '[{"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}}]',
    ),
    Setting("AUTH_USER_MODEL", TEXT, "Model of the users, as APP.MODEL.", "people.User"),
    Setting("LOGIN_REDIRECT_URL", TEXT, "URL, or name of a URL pattern, to go to after login.", "/account/"),
    Setting("LOGIN_URL", TEXT, "URL, or name of a URL pattern, of the login page.", "/login/"),
    Setting(
        "LOGOUT_REDIRECT_URL",
        OPTIONAL_TEXT,
        "URL, or name of a URL pattern, to go to after logout; with none, Django shows the logout page.",
        "/",
    ),
    Setting("MESSAGE_LEVEL", MessageLevel(), "Lowest level of the messages that Django stores.", "INFO"),
    Setting(
        "MESSAGE_STORAGE",
        TEXT,
        "Class that keeps messages until the user sees them.",
        "django.contrib.messages.storage.session.SessionStorage",
    ),
    Setting(
        "MESSAGE_TAGS",
        Tags(),
        "CSS classes of messages, by level.",
        "ERROR = danger\nDEBUG = secondary",
    ),
    Setting(
        "PASSWORD_HASHERS",
        WORDS,
        "Classes that hash passwords; Django hashes new ones with the first.",
        "django.contrib.auth.hashers.Argon2PasswordHasher django.contrib.auth.hashers.PBKDF2PasswordHasher",
    ),
    Setting("PASSWORD_RESET_TIMEOUT", SECONDS, "How long a link to reset a password is valid.", "1d"),
    Setting("SESSION_CACHE_ALIAS", TEXT, "Cache that the cache-based session engines use.", "sessions"),
    Setting("SESSION_COOKIE_AGE", SECONDS, "Lifetime of the session cookie.", "2w"),
    Setting("SESSION_COOKIE_DOMAIN", OPTIONAL_TEXT, "Domain of the session cookie.", ".example.com"),
    Setting("SESSION_COOKIE_HTTPONLY", BOOLEAN, "Hide the session cookie from JavaScript.", "true"),
    Setting("SESSION_COOKIE_NAME", TEXT, "Name of the session cookie.", "shop_session"),
    Setting("SESSION_COOKIE_PATH", TEXT, "Path below which the browser sends the session cookie.", "/shop/"),
    Setting("SESSION_COOKIE_SAMESITE", SAME_SITE, "SameSite attribute of the session cookie.", "Lax"),
    Setting("SESSION_COOKIE_SECURE", BOOLEAN, "Send the session cookie over HTTPS only.", "true"),
    Setting(
        "SESSION_ENGINE",
        TEXT,
        "Module that stores sessions.",
        "django.contrib.sessions.backends.cached_db",
    ),
    Setting(
        "SESSION_EXPIRE_AT_BROWSER_CLOSE",
        BOOLEAN,
        "End a session when the user closes the browser.",
        "true",
    ),
    Setting(
        "SESSION_FILE_PATH",
        OPTIONAL_TEXT,
        "Directory in which the file engine stores sessions; with none, the system's temporary directory.",
        "/var/lib/mysite/sessions",
    ),
    Setting(
        "SESSION_SAVE_EVERY_REQUEST",
        BOOLEAN,
        "Save the session on every request, which also renews its cookie.",
        "true",
    ),
    Setting(
        "SESSION_SERIALIZER",
        TEXT,
        "Class that turns the data of a session into bytes.",
        "django.contrib.sessions.serializers.JSONSerializer",
    ),
)
