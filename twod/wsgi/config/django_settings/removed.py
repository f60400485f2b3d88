"""Settings that Django had once, when they went, and what took their place."""

from __future__ import annotations

_TEMPLATES = ("1.10", "use TEMPLATES")
_DATABASES = ("1.4", "use DATABASES")
_COMMENTS = ("1.8", "django.contrib.comments is gone")

#: By name: the Django that no longer reads it, and what to do.
REMOVED: dict[str, tuple[str, str]] = {
    "ADMIN_FOR": ("1.7", "leave it out"),
    "ADMIN_MEDIA_PREFIX": ("1.4", "use STATIC_URL"),
    "ALLOWED_INCLUDE_ROOTS": ("1.10", "leave it out"),
    "BANNED_IPS": ("1.5", "leave it out"),
    "COMMENTS_ALLOW_PROFANITIES": _COMMENTS,
    "COMMENTS_BANNED_USERS_GROUP": _COMMENTS,
    "COMMENTS_FIRST_FEW": _COMMENTS,
    "COMMENTS_MODERATORS_GROUP": _COMMENTS,
    "COMMENTS_SKETCHY_USERS_GROUP": _COMMENTS,
    "CSRF_COOKIE_MASKED": ("5.0", "leave it out"),
    "DATABASE_ENGINE": _DATABASES,
    "DATABASE_HOST": _DATABASES,
    "DATABASE_NAME": _DATABASES,
    "DATABASE_OPTIONS": _DATABASES,
    "DATABASE_PASSWORD": _DATABASES,
    "DATABASE_PORT": _DATABASES,
    "DATABASE_USER": _DATABASES,
    "DEFAULT_CONTENT_TYPE": ("3.0", "leave it out"),
    "DEFAULT_FILE_STORAGE": ("5.1", "use STORAGES.default.BACKEND"),
    "DEFAULT_HASHING_ALGORITHM": ("4.0", "leave it out"),
    "FILE_CHARSET": ("3.1", "leave it out: files are UTF-8"),
    "IGNORABLE_404_ENDS": ("1.6", "use IGNORABLE_404_URLS"),
    "IGNORABLE_404_STARTS": ("1.6", "use IGNORABLE_404_URLS"),
    "LOGOUT_URL": ("1.10", "use LOGOUT_REDIRECT_URL"),
    "MIDDLEWARE_CLASSES": ("2.0", "use MIDDLEWARE"),
    "PASSWORD_RESET_TIMEOUT_DAYS": ("4.0", "use PASSWORD_RESET_TIMEOUT"),
    "PROFANITIES_LIST": _COMMENTS,
    "SECURE_BROWSER_XSS_FILTER": ("4.0", "leave it out"),
    "SEND_BROKEN_LINK_EMAILS": ("1.8", "use django.middleware.common.BrokenLinkEmailsMiddleware"),
    "STATICFILES_STORAGE": ("5.1", "use STORAGES.staticfiles.BACKEND"),
    "TEMPLATE_CONTEXT_PROCESSORS": _TEMPLATES,
    "TEMPLATE_DEBUG": _TEMPLATES,
    "TEMPLATE_DIRS": _TEMPLATES,
    "TEMPLATE_LOADERS": _TEMPLATES,
    "TEMPLATE_STRING_IF_INVALID": _TEMPLATES,
    "TEST_DATABASE_CHARSET": _DATABASES,
    "TEST_DATABASE_COLLATION": _DATABASES,
    "TEST_DATABASE_NAME": _DATABASES,
    "TRANSACTIONS_MANAGED": ("1.8", "use DATABASES.default.ATOMIC_REQUESTS"),
    "URL_VALIDATOR_USER_AGENT": ("1.5", "leave it out"),
    "USE_DEPRECATED_PYTZ": ("5.0", "leave it out"),
    "USE_ETAGS": ("2.1", "use django.middleware.http.ConditionalGetMiddleware"),
    "USE_L10N": ("5.0", "leave it out: formats are always localised"),
}


def explain_removed(name: str, django_version: tuple[int, int]) -> str | None:
    """Return what to say of a setting that the installed Django no longer reads, None when it is no such setting."""
    if name in REMOVED:
        version, advice = REMOVED[name]
    elif name == "FORMS_URLFIELD_ASSUME_HTTPS" and django_version >= (6, 0):
        version, advice = "6.0", "leave it out: https is assumed"
    else:
        return None
    return f"removed in Django {version}; {advice}"
