"""Which setting was meant by a name that no setting has."""

from __future__ import annotations

import pytest

from twod.wsgi.config.django_settings.catalogue import CATALOGUE, KINDS, explain_removed
from twod.wsgi.config.django_settings.misspelt import find_meant_setting

VERSION = (6, 1)
REMOVED = [name for name in CATALOGUE if explain_removed(name, VERSION)]


def split(text: str) -> list[str]:
    return text.split()


#: Settings of public Django projects and of applications for Django, the more like one of Django's own the better.
OWN_SETTINGS = split(
    """
    ACCOUNT_EMAIL_SUBJECT_PREFIX ACCOUNT_LOGOUT_REDIRECT_URL ADMIN_REDIRECT_URL ADMIN_URL ALLOWED_CLIENT_HOSTS
    ANONYMOUS_COOKIE_NAME API_URL ASGI_APPLICATION AXES_REVERSE_PROXY_HEADER CACHE_KEY_PREFIX CACHE_TTL CACHE_URL
    CELERY_TIMEZONE COMPRESS_STORAGE CORS_ALLOWED_ORIGINS CSP_REPORT_ONLY DATE_FORMATS DEFAULT_REPLY_TO_EMAIL
    DD_CSRF_TRUSTED_ORIGINS DD_LANGUAGE_CODE DD_LOGIN_URL DD_SECRET_KEY EMAIL_CERTIFICATE_FILE EMAIL_HOSTNAME EMAIL_URL
    FILENAME_FORMAT FILE_UPLOAD_TYPES FROM_EMAIL FXA_LOGOUT_REDIRECT_URL GRAPHQL_MIDDLEWARE HTTP_X_FORWARDED_FOR
    IGNORABLE_FILES LANGUAGES_DICT LANGUAGE_CHOICES LOGGING_DIR LOGIN_ERROR_URL LOGIN_EXEMPT_URLS
    LOGIN_REDIRECT_OVERRIDE LOGOUT_ALLOWED_HOSTS MEDIA_FULL_URL MEDIA_LOCK NLTK_LANGUAGE OCR_LANGUAGE PLUGINS_CONFIG
    PRIVATE_MEDIA_ROOT REAL_EMAIL_BACKEND REDIS_URL REST_FRAMEWORK RQ_DEFAULT_TIMEOUT S3_SECRET_KEY SEARCH_BACKEND
    SEARCH_TIMEOUT SESSIONS_PER_USER SITE_NAME SITE_URL SOCIAL_AUTH_AUTHENTICATION_BACKENDS
    SOCIAL_AUTH_LOGIN_REDIRECT_URL SOCIAL_AUTH_USER_MODEL SQL_DEBUG SSL_CERTFILE SSL_KEYFILE STAGE STATICI18N_ROOT
    STATIC_FULL_URL STATIC_VERSION SUMO_LANGUAGES TEMPLATES_DIR TEMPLATE_ROOT UPLOAD_TO_HANDLERS USER_COOKIE_SAMESITE
    USER_EMAIL_HOST USER_EMAIL_HOST_PASSWORD USER_EMAIL_PORT USER_EMAIL_USE_TLS USER_MODEL USE_SSL
    """
)


@pytest.mark.parametrize("name", OWN_SETTINGS)
def test_no_setting_of_a_real_project_is_taken_for_a_misspelling_of_djangos(name: str) -> None:
    assert find_meant_setting(name, VERSION) is None


def test_a_setting_that_a_newer_django_dropped_is_meant_where_it_is_read() -> None:
    assert find_meant_setting("FORMS_URLFIELD_ASUME_HTTPS", (5, 2)) == "FORMS_URLFIELD_ASSUME_HTTPS"
    assert find_meant_setting("FORMS_URLFIELD_ASUME_HTTPS", (6, 0)) is None


def test_nor_is_one_of_them_taken_for_a_misspelling_of_another() -> None:
    others = {name: [other for other in OWN_SETTINGS if other != name] for name in OWN_SETTINGS}
    assert {name: find_meant_setting(name, VERSION, known) for name, known in others.items()} == dict.fromkeys(
        OWN_SETTINGS
    )


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("ALOWED_HOST", "ALLOWED_HOSTS"),
        ("STATICFILE_DIR", "STATICFILES_DIRS"),
        ("INSTALED_APP", "INSTALLED_APPS"),
        ("MIDLEWARE", "MIDDLEWARE"),
        ("TIMEZONE", "TIME_ZONE"),
        ("EMIAL_HOST_PASWORD", "EMAIL_HOST_PASSWORD"),
        ("SESSION_COOKIE_SAME_SITE", "SESSION_COOKIE_SAMESITE"),
        ("CSRF_TRUSTED_ORIGIN", "CSRF_TRUSTED_ORIGINS"),
        ("DATABASE", "DATABASES"),
    ],
)
def test_a_misspelt_setting_of_djangos_is_found(name: str, meant: str) -> None:
    assert find_meant_setting(name, VERSION, OWN_SETTINGS) == meant


@pytest.mark.parametrize("name", [name for name in KINDS if len(name) > 6])
def test_a_letter_that_lacks_is_found(name: str) -> None:
    meant = None if name in REMOVED else name
    assert find_meant_setting(f"{name[:3]}{name[4:]}", VERSION) == meant


@pytest.mark.parametrize("name", [f"{name}S" for name in REMOVED] + [name[:-1] for name in REMOVED])
def test_a_setting_that_django_has_no_more_is_never_hinted_at(name: str) -> None:
    assert find_meant_setting(name, VERSION) not in REMOVED


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("SHOP_MAX_ITMS", "SHOP_MAX_ITEMS"),
        ("SHOPMAX_ITEMS", "SHOP_MAX_ITEMS"),
        ("SHOP_MAX_ITEM", None),
        ("SHOP_MIN_ITEMS", None),
        ("SHOP_ITEM_2", None),
        ("SHOP_URLS", None),
        ("SHOP_URI", None),
        ("API_URL_V2", None),
    ],
)
def test_among_settings_of_ones_own_a_number_and_a_plural_make_another_one(name: str, meant: str | None) -> None:
    own = ["SHOP_MAX_ITEMS", "SHOP_ITEM_1", "SHOP_URL", "API_URL_V1"]
    assert find_meant_setting(name, VERSION, own) == meant
