"""Which names and texts are secrets: one table, which the runtime hides by and the recipe warns by."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from twod.inifile.masking import mask, shows_secret
from twod.inifile.secrets import HIDDEN, hide_passwords, is_secret


def split(text: str) -> list[str]:
    return text.split()


SECRET_NAMES = split(
    """
    SECRET_KEY EMAIL_HOST_PASSWORD AWS_SECRET_ACCESS_KEY AWS_ACCESS_KEY_ID GITHUB_TOKEN MY_API_KEY apiKey APIKEY
    STRIPE_KEYS DB_PASSWD DB_PASS PGPASSWORD sslpassword STRIPE_KEY SIGNING_KEY FIELD_ENCRYPTION_KEY client_secret
    clientSecret GOOGLE_CREDENTIALS GS_CREDENTIALS AWS_CREDS WEBHOOK_SIGNATURE API_KEY_2 PASSWORD_FOR_TESTS
    SECRET_KEY_FALLBACKS TWITTER_ACCESS_TOKEN_SECRET RSA_PRIVATE_KEY SSH_PASSPHRASE DB_PWD DB_PW sig X-Amz-Signature
    TWILIO_AUTH ES_HTTP_AUTH Authorization AUTH_CODE BASICAUTH_USERS MAILGUN_API KEY KEYCLOAK_SECRET MONKEY_TOKEN
    WEBHOOK_TOKEN_3 CREDENTIAL_AES_256_KEY beaker.session.secret VALKEY_PASSWORD AccountKey SharedAccessSignature
    """
)

HARMLESS_NAMES = split(
    """
    AUTHENTICATION_BACKENDS PASSWORD_RESET_TIMEOUT PASSWORD_HASHERS AUTH_PASSWORD_VALIDATORS AUTH_USER_MODEL
    CACHE_MIDDLEWARE_KEY_PREFIX EMAIL_SSL_KEYFILE CSRF_TRUSTED_ORIGINS CSRF_COOKIE_NAME SESSION_COOKIE_NAME
    SIGNED_COOKIE_LEGACY_SALT_FALLBACK SIGNING_BACKEND KEY_FUNCTION KEY_PREFIX MONKEY MONKEY_PATCHES KEYBOARD
    KEYWORD_SEARCH PASSENGER_LIST COMPASS BYPASS_CACHE AUTHOR AUTHORS AUTHOR_NAME TOKEN_LIFETIME TOKEN_URL API_URL
    API_URL_V2 API_VERSION API_LIMIT_PER_PAGE AUTH_TOKEN_HEADER PASSWORD_MIN_LENGTH ACCOUNTS_MIN_PASSWORD_LENGTH
    PUBLIC_KEY publicKey RECAPTCHA_PUBLIC_KEY STRIPE_PUBLISHABLE_KEY PRIMARY_KEY FOREIGN_KEY_FIELD CACHE_KEY sort_key
    SECRET_FILE SECRETS_DIR VALKEY_URL KEYCLOAK_URL SOCIAL_AUTH_PIPELINE SOCIAL_AUTH_PASSWORDLESS AUTH_LDAP_START_TLS
    AUTH_LDAP_USER_ATTR_MAP REMOTE_AUTH_GROUP_SEPARATOR OAUTH_CALLBACK_BASE_URL OIDC_OP_TOKEN_ENDPOINT OPENAPI_TITLE
    HEADLESS_TOKEN_STRATEGY MFA_PASSKEY_LOGIN_ENABLED CELERY_DEFAULT_ROUTING_KEY TOKENIZERS_PARALLELISM SCRAPING_DELAY
    SHAPING CAPITAL ALLOWED_HOSTS TIME_ZONE mapId
    """
)


@pytest.mark.parametrize("name", SECRET_NAMES)
def test_a_secret_is_known_by_its_name(name: str) -> None:
    assert is_secret((name,))
    assert mask("x", (name,)) == HIDDEN
    assert mask({name: "x"}, ("SHOP",)) == {name: HIDDEN}
    assert shows_secret((name,), "x")
    assert shows_secret(("SHOP",), f'{{"{name}": "x"}}')


@pytest.mark.parametrize("name", HARMLESS_NAMES)
def test_what_only_sounds_like_a_secret_is_shown(name: str) -> None:
    assert not is_secret((name,))
    assert mask("x", (name,)) == "x"
    assert not shows_secret((name,), "x")
    assert not shows_secret(("SHOP",), f'{{"{name}": "x"}}')


#: What Django's own error reports hide; API and AUTH are held to the end of a name by the rule for names of subjects.
DJANGO_HIDES = ("TOKEN", "KEY", "SECRET", "PASS", "SIGNATURE")


@given(
    before=st.text("ABCXYZ", max_size=3),
    part=st.sampled_from(DJANGO_HIDES),
    after=st.text("ABCXYZ", max_size=3),
    more=st.sampled_from(["", "_X", "_2", "_OF_SHOP"]),
    convert=st.sampled_from([str.upper, str.lower, str.title, str]),
)
def test_what_django_hides_is_a_secret_inside_words_too(
    before: str, part: str, after: str, more: str, convert: Callable[[str], str]
) -> None:
    assert is_secret((convert(f"SHOP_{before}{part}{after}{more}"),))


@pytest.mark.parametrize(
    ("path", "is_one"),
    [
        # Everything below a setting that is a secret
        (("API_KEYS", "stripe"), True),
        (("API_KEYS", "name"), True),
        (("BASIC_AUTH", "bob"), True),
        (("REST_AUTH", "USER_DETAILS_SERIALIZER"), False),
        (("SECRET_KEY_FALLBACKS", "0"), True),
        # Names that somebody chose
        (("DATABASES", "auth", "ENGINE"), False),
        (("DATABASES", "auth_db", "HOST"), False),
        (("DATABASES", "auth", "PASSWORD"), True),
        (("CACHES", "tokens", "TIMEOUT"), False),
        (("LOGGING", "loggers", "shop.tokens", "level"), False),
        (("LOGGING", "loggers", "django.contrib.auth", "handlers"), False),
        (("STRIPE", "keys", "live"), True),
        (("SHOP", "0", "TOKEN"), True),
        ((), False),
        (("",), False),
        (("0",), False),
    ],
)
def test_names_on_the_way_to_a_value_count_as_well(path: tuple[str, ...], is_one: bool) -> None:
    assert is_secret(path) == is_one


def test_a_mapping_is_a_secret_as_a_whole_when_its_name_says_no_less() -> None:
    assert is_secret(("API_KEYS",), whole=True)
    assert not is_secret(("DATABASES", "auth"), whole=True)
    assert not is_secret(("BASIC_AUTH",), whole=True)


PEM = "-----BEGIN {0}PRIVATE KEY-----\nMIIEow\nIBAAK=\n-----END {0}PRIVATE KEY-----\n"

SECRET_TEXTS = [
    # User info of URLs
    ("postgres://shop:pw@db/shop", "postgres://shop:<hidden>@db/shop"),
    ("redis://:pw@a redis://:pw@b", "redis://:<hidden>@a redis://:<hidden>@b"),
    ("postgres://shop:p@s/w?d#@db/shop", "postgres://shop:<hidden>@db/shop"),
    ("postgres://me@x.org:pw@db/shop", "postgres://me@x.org:<hidden>@db/shop"),
    ("https://public:secret@sentry.io/1", "https://public:<hidden>@sentry.io/1"),
    ("https://token@sentry.io/1", "https://<hidden>@sentry.io/1"),
    ("git+https://token@github.com/x", "git+https://<hidden>@github.com/x"),
    ("https://token:@api.stripe.com", "https://<hidden>:@api.stripe.com"),
    ("https://token:x-oauth-basic@github.com/x", "https://<hidden>:x-oauth-basic@github.com/x"),
    ("https://me@x.org:pw@h/", "https://<hidden>@h/"),
    ("https://h:8000/,https://token@h", "https://h:8000/,https://<hidden>@h"),
    ("HTTPS://token@h", "HTTPS://<hidden>@h"),
    # Query parameters
    ("https://h/?api_key=abc&x=1", "https://h/?api_key=<hidden>&x=1"),
    ("https://h/?x=1&access_token=a.b#top", "https://h/?x=1&access_token=<hidden>"),
    ("https://h/?key=abc", "https://h/?key=<hidden>"),
    ("https://h/?auth=abc", "https://h/?auth=<hidden>"),
    ("https://h/?next=https://i/?token=abc", "https://h/?next=https://i/?token=<hidden>"),
    ("https://b/x?sv=2020&sig=a%3D&se=1", "https://b/x?sv=2020&sig=<hidden>&se=1"),
    ("https://s3/x?X-Amz-Signature=abc", "https://s3/x?X-Amz-Signature=<hidden>"),
    # Connection strings
    ("host=db user=shop password=pw dbname=x", "host=db user=shop password=<hidden> dbname=x"),
    ("host=db password='my pw' dbname=x", "host=db password=<hidden> dbname=x"),
    ("Server=db;Pwd=my pw;Uid=sa", "Server=db;Pwd=<hidden>;Uid=sa"),
    ("Driver={ODBC};PWD={hunter2};UID=sa", "Driver={ODBC};PWD=<hidden>;UID=sa"),
    ("AccountName=a;AccountKey=ab+/c==;EndpointSuffix=x", "AccountName=a;AccountKey=<hidden>;EndpointSuffix=x"),
    (
        "BlobEndpoint=https://a/;SharedAccessSignature=sv=1&sig=a",
        "BlobEndpoint=https://a/;SharedAccessSignature=<hidden>&sig=<hidden>",
    ),
    # Mappings, in a text of an ini, in JSON and in Python
    ("\nHOST = db\nPASSWORD = my pw\nPORT = 1", "\nHOST = db\nPASSWORD = <hidden>\nPORT = 1"),
    ('{"a": {"password": "x\\"y"}, "b": 1}', '{"a": {"password": "<hidden>"}, "b": 1}'),
    ('{"password": 12345}', '{"password": <hidden>}'),
    ("{'password': 'x', 'b': 1}", "{'password': '<hidden>', 'b': 1}"),
    ('"{\\"password\\": \\"x\\"}"', '"{\\"password\\": \\"<hidden>\\"}"'),
    ("connect('db', password='x')", "connect('db', password=<hidden>)"),
    # Headers
    ("Authorization: Bearer a.b-c", "Authorization: Bearer <hidden>"),
    ("authorization: basic YTpi=", "authorization: basic <hidden>"),
    ("{'Authorization': 'Bearer a.b'}", "{'Authorization': 'Bearer <hidden>'}"),
    ("Proxy-Authorization=Token abc", "Proxy-Authorization=Token <hidden>"),
    # Private keys
    (PEM.format(""), "-----BEGIN PRIVATE KEY-----<hidden>-----END PRIVATE KEY-----\n"),
    (PEM.format("RSA "), "-----BEGIN RSA PRIVATE KEY-----<hidden>-----END RSA PRIVATE KEY-----\n"),
    ("-----BEGIN OPENSSH PRIVATE KEY-----\\nb3Bl", "-----BEGIN OPENSSH PRIVATE KEY-----<hidden>"),
    ("-----BEGIN PGP PRIVATE KEY BLOCK-----\nlQ", "-----BEGIN PGP PRIVATE KEY BLOCK-----<hidden>"),
]

HARMLESS_TEXTS = [
    "",
    "https://h/",
    "https://h/a:b/c@d",
    "https://h:8000/@vite/client",
    "postgres://shop@db/shop",
    "redis://user@cache:6379/1?x=a@b",
    "redis://:@cache",
    "git+ssh://git@github.com/shop/shop",
    "ftp://anonymous@h",
    "a:b@c",
    "me@example.com",
    '{"a":"https://x.org","b":"me@x.org"}',
    "https://h/?sort_key=name&page=2",
    "mongodb://db/shop?authSource=admin&authMechanism=SCRAM-SHA-256",
    "https://tile/{z}/{x}/{y}?apikey={apikey}",
    "%(asctime)s key=%(key)s token=%s",
    "host=db user=shop password= dbname=x",
    "pkg-token==1.0",
    "if key == 5",
    "auth=login",
    '{"password": ""}',
    '{"AUTHENTICATION": "x", "sort_key": "y"}',
    "-----BEGIN CERTIFICATE-----\nMIIEow\n-----END CERTIFICATE-----",
    "-----BEGIN PUBLIC KEY-----\nMIIEow\n-----END PUBLIC KEY-----",
    "Basic Instinct, and other films without authorization: none",
    "-----BEGIN PRIVATE KEY-----",
]


@pytest.mark.parametrize(("text", "hidden"), SECRET_TEXTS)
def test_a_secret_is_known_by_its_form_wherever_it_stands(text: str, hidden: str) -> None:
    assert hide_passwords(text) == hidden
    assert hide_passwords(hidden) == hidden
    assert mask([text], ("SHOP",)) == [hidden]
    assert shows_secret(("SHOP",), text)
    assert shows_secret((), text)


@pytest.mark.parametrize("text", HARMLESS_TEXTS)
def test_a_text_without_a_secret_stays(text: str) -> None:
    assert hide_passwords(text) == text
    assert not shows_secret(("SHOP",), text)


@given(
    user=st.text("ab1%-", max_size=4),
    password=st.text("xyz@:/#?%&='\"!;", min_size=1, max_size=8),
)
def test_the_password_of_any_url_is_hidden(user: str, password: str) -> None:
    hidden = hide_passwords(f"see postgres://{user}:{password}@host:5432/name for more")
    assert hidden == f"see postgres://{user}:<hidden>@host:5432/name for more"


@given(
    name=st.sampled_from(["password", "Pwd", "AccountKey", "sslpassword"]),
    value=st.text("xyz@:/#?%='!+", min_size=1, max_size=8),
    before=st.sampled_from(["", "host=db ", "Server=db;", "https://h/?x=1&"]),
    after=st.sampled_from(["", " dbname=shop", "&page=2", ";Uid=sa"]),
)
def test_the_value_of_any_telling_name_is_hidden(name: str, value: str, before: str, after: str) -> None:
    assume(value[0] not in "='" and not re.fullmatch(r"%s", value))
    hidden = hide_passwords(f"{before}{name}={value}{after}")
    assert hidden == f"{before}{name}={HIDDEN}{after}"


HOSTILE = st.text(st.sampled_from("a=:@/?&;\"'\\ \n<>{}-%") | st.characters(codec="utf-8"), max_size=60)


@given(HOSTILE)
def test_what_is_hidden_once_has_nothing_left_to_hide(text: str) -> None:
    hidden = hide_passwords(text)
    assert hide_passwords(hidden) == hidden


#: Beginnings of each pattern that never come to their end.
PIECES = [
    *("a", " ", "\n", "=", "@", "://", "://a:", "a:b@", "https://", "https://a@", "?token=", "key = ", " key", "x;"),
    *("'", '"', "\\", '\\"', '"key":', '"key":"', '"key"  ', '\\"key\\":', 'pw="', "pw='", "token=a b", "key=a b=;"),
    *("-----BEGIN ", "-----BEGIN PRIVATE KEY-----", "PRIVATE KEY-----"),
    *("password=", "authorization:", "authorization: basic "),
]


@pytest.mark.parametrize("piece", PIECES)
def test_time_grows_with_the_length_of_a_hostile_text_and_no_faster(piece: str) -> None:
    def measure(size: int) -> float:
        text = (piece * (size // len(piece) + 1))[:size]
        times = []
        for _ in range(3):
            start = time.process_time()
            hide_passwords(text)
            times.append(time.process_time() - start)
        return min(times)

    # Sixteen times the length: were it quadratic, it would take 256 times as long.
    assert measure(256 * 1024) < 64 * max(measure(16 * 1024), 0.002)


def test_a_long_name_is_judged_by_its_end() -> None:
    assert hide_passwords(f"{'a' * 1000}_password=x") == f"{'a' * 1000}_password=<hidden>"
