"""Settings that Django has removed, with the version and the replacement."""

from __future__ import annotations

from twod.wsgi.config.django_settings.setting import Notice, Setting

_USE_TEMPLATES: Notice = ((1, 10), "use TEMPLATES")
_USE_DATABASES: Notice = ((1, 4), "use DATABASES")
_NO_COMMENTS: Notice = ((1, 8), "django.contrib.comments was removed")
_USE_404_URLS: Notice = ((1, 6), "use IGNORABLE_404_URLS")

REMOVED_SETTINGS = (
    Setting("ADMIN_FOR", removed=((1, 7), "delete it")),
    Setting("ADMIN_MEDIA_PREFIX", removed=((1, 4), "use STATIC_URL")),
    Setting("ALLOWED_INCLUDE_ROOTS", removed=((1, 10), "delete it")),
    Setting("BANNED_IPS", removed=((1, 5), "delete it")),
    Setting("COMMENTS_ALLOW_PROFANITIES", removed=_NO_COMMENTS),
    Setting("COMMENTS_BANNED_USERS_GROUP", removed=_NO_COMMENTS),
    Setting("COMMENTS_FIRST_FEW", removed=_NO_COMMENTS),
    Setting("COMMENTS_MODERATORS_GROUP", removed=_NO_COMMENTS),
    Setting("COMMENTS_SKETCHY_USERS_GROUP", removed=_NO_COMMENTS),
    Setting("CSRF_COOKIE_MASKED", removed=((5, 0), "delete it")),
    Setting("DATABASE_ENGINE", removed=_USE_DATABASES),
    Setting("DATABASE_HOST", removed=_USE_DATABASES),
    Setting("DATABASE_NAME", removed=_USE_DATABASES),
    Setting("DATABASE_OPTIONS", removed=_USE_DATABASES),
    Setting("DATABASE_PASSWORD", removed=_USE_DATABASES),
    Setting("DATABASE_PORT", removed=_USE_DATABASES),
    Setting("DATABASE_USER", removed=_USE_DATABASES),
    Setting("DEFAULT_CONTENT_TYPE", removed=((3, 0), "delete it")),
    Setting("DEFAULT_FILE_STORAGE", removed=((5, 1), "use STORAGES.default.BACKEND")),
    Setting("DEFAULT_HASHING_ALGORITHM", removed=((4, 0), "delete it")),
    Setting("FILE_CHARSET", removed=((3, 1), "delete it: files are UTF-8")),
    Setting("IGNORABLE_404_ENDS", removed=_USE_404_URLS),
    Setting("IGNORABLE_404_STARTS", removed=_USE_404_URLS),
    Setting("LOGOUT_URL", removed=((1, 10), "use LOGOUT_REDIRECT_URL")),
    Setting("MIDDLEWARE_CLASSES", removed=((2, 0), "use MIDDLEWARE")),
    Setting("PASSWORD_RESET_TIMEOUT_DAYS", removed=((4, 0), "use PASSWORD_RESET_TIMEOUT")),
    Setting("PROFANITIES_LIST", removed=_NO_COMMENTS),
    Setting("SECURE_BROWSER_XSS_FILTER", removed=((4, 0), "delete it")),
    Setting("SEND_BROKEN_LINK_EMAILS", removed=((1, 8), "use django.middleware.common.BrokenLinkEmailsMiddleware")),
    Setting("STATICFILES_STORAGE", removed=((5, 1), "use STORAGES.staticfiles.BACKEND")),
    Setting("TEMPLATE_CONTEXT_PROCESSORS", removed=_USE_TEMPLATES),
    Setting("TEMPLATE_DEBUG", removed=_USE_TEMPLATES),
    Setting("TEMPLATE_DIRS", removed=_USE_TEMPLATES),
    Setting("TEMPLATE_LOADERS", removed=_USE_TEMPLATES),
    Setting("TEMPLATE_STRING_IF_INVALID", removed=_USE_TEMPLATES),
    Setting("TEST_DATABASE_CHARSET", removed=_USE_DATABASES),
    Setting("TEST_DATABASE_COLLATION", removed=_USE_DATABASES),
    Setting("TEST_DATABASE_NAME", removed=_USE_DATABASES),
    Setting("TRANSACTIONS_MANAGED", removed=((1, 8), "use DATABASES.default.ATOMIC_REQUESTS")),
    Setting("URL_VALIDATOR_USER_AGENT", removed=((1, 5), "delete it")),
    Setting("USE_DEPRECATED_PYTZ", removed=((5, 0), "delete it")),
    Setting("USE_ETAGS", removed=((2, 1), "use django.middleware.http.ConditionalGetMiddleware")),
    Setting("USE_L10N", removed=((5, 0), "delete it: formats are always localised")),
)
