"""The names and the texts that count as secrets.

A name is secret if Django's error reports would hide its value, with the exceptions below. A text is secret by its
form, under any name: a URL with a password, a private key, an ``Authorization`` header.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple, cast

HIDDEN = "<hidden>"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Names

#: Parts of words, as in DBPASS or sslpassword. ``API`` and ``AUTH``, which Django lists too, have a separate rule.
_SECRET_PART = re.compile("CREDENTIAL|KEY|PASS|PWD|SECRET|SIGNATURE|TOKEN")
_SECRET_WORDS = _words("CREDS PW SIG")
#: Secret at the end of a name, as in TWILIO_AUTH; before other words a mere subject, as in AUTH_LDAP_START_TLS.
_SUBJECT_PART = re.compile("^API|API$|AUTH")
#: Words that name a secret even after such a word: AUTH_CODE, BASICAUTH_USERS.
_AFTER_SUBJECT = _words("CODE DATA HASH SALT STRING USERS")
#: Ordinary words that contain one of these parts.
_ORDINARY_WORDS = _words(
    """
    AUTHENTICATION AUTHOR AUTHORED AUTHORING AUTHORITIES AUTHORITY AUTHORS BYPASS BYPASSED COMPASS DONKEY HOCKEY JOCKEY
    KEYBOARD KEYBOARDS KEYCHAIN KEYCLOAK KEYDOWN KEYED KEYFILE KEYFRAME KEYFRAMES KEYGEN KEYLESS KEYMAP KEYNOTE
    KEYNOTES KEYPAD KEYPRESS KEYRING KEYSERVER KEYSPACE KEYSTONE KEYSTORE KEYSTROKE KEYTAB KEYUP KEYWORD KEYWORDS
    MONKEY OKAPI OPENAPI OVERPASS PASSAGE PASSAGES PASSED PASSENGER PASSENGERS PASSES PASSING PASSION PASSIVE
    PASSKEY PASSKEYS PASSPORT PASSTHROUGH PASSWORDLESS PUBKEY PUBLICKEY SECRETARIES SECRETARY SURPASS TOKENISE
    TOKENISER TOKENIZE TOKENIZED TOKENIZER TOKENIZERS TRESPASS TURKEY VALKEY WHISKEY
    """
)
_KEYS = _words("KEY KEYS")
#: Words before KEY that mark a public key.
_PUBLIC_KEYS = _words(
    """
    AUTHORIZED CACHE FOREIGN HOST NATURAL PARTITION PRIMARY PUBLIC PUBLISHABLE ROUTING SITE SORT SURROGATE UNIQUE
    """
)
#: Last words that mark a value about a secret, which is no secret itself: PASSWORD_MIN_LENGTH, TOKEN_URL.
_HARMLESS_ENDINGS = _words(
    """
    AGE ALGORITHM ALGORITHMS BACKEND BACKENDS CLASS CLASSES COUNT DAYS DIR DIRECTORY DOMAIN DOMAINS ENABLED ENDPOINT
    ENDPOINTS EXPIRES EXPIRY FIELD FIELDS FILE FILES FORM FORMAT FORMS FUNCTION HASHER HASHERS HEADER HOST HOSTS HOURS
    IN LENGTH LEVEL LIFETIME LIMIT MAX METHOD METHODS MIDDLEWARE MIN MINUTES MODE MODEL MODELS NAME NAMES PARAM PATH
    PIPELINE POLICY PORT PREFIX RATE REQUIRED SCOPE SCOPES SECONDS SERIALIZER SERIALIZERS SIZE STRATEGY SUFFIX TEMPLATE
    TEMPLATES THRESHOLD TIME TIMEOUT TTL TYPE TYPES URI URIS URL URLS VALIDATOR VALIDATORS VERSION VIEW VIEWS
    """
)


class _Says(Enum):
    """The verdict of a name on the value under it."""

    NOTHING = auto()
    #: The value describes something, such as a path or a length, and is no secret.
    HARMLESS = auto()
    #: A single value is a secret; in a mapping, the keys decide as well.
    SUBJECT = auto()
    #: Every value under the name is a secret.
    SECRET = auto()


def is_secret(path: tuple[str, ...], *, whole: bool = False) -> bool:
    """Return whether the value at a path is a secret by its name.

    Example::

        >>> is_secret(("DATABASES", "default", "PASSWORD")), is_secret(("PASSWORD_MIN_LENGTH",))
        (True, False)

    :param path: a setting and the keys below it; indexes of lists do not count.
    :param whole: whether to ask if every value below it is a secret, too, under any name.
    """
    said = [_judge(name) for name in path if not name.isdecimal()] or [_Says.NOTHING]
    first, last = said[0], said[-1]
    if whole and _Says.SECRET not in said:
        return False
    if _Says.SECRET in (first, last) or last is _Says.SUBJECT:
        return True
    # The names between them are free choices, such as those of a database or a logger: "auth", "shop.tokens".
    return last is not _Says.HARMLESS and (first is _Says.SUBJECT or _Says.SECRET in said)


@lru_cache(maxsize=4096)
def _judge(name: str) -> _Says:
    words = re.findall("[A-Z]+", re.sub("(?<=[a-z0-9])(?=[A-Z])", "_", name).upper())
    if words[-1:] == ["V"]:  # as in API_URL_V2
        words.pop()
    if not words:
        return _Says.NOTHING
    if words[-1] in _HARMLESS_ENDINGS:
        return _Says.HARMLESS
    telling = [
        "" if word in _ORDINARY_WORDS or (word in _KEYS and before in _PUBLIC_KEYS) else word
        for before, word in pairwise(["", *words])
    ]
    if any(word in _SECRET_WORDS or _SECRET_PART.search(word) for word in telling):
        return _Says.SECRET
    subject = telling[-2] if len(telling) > 1 and telling[-1] in _AFTER_SUBJECT else telling[-1]
    return _Says.SUBJECT if _SUBJECT_PART.search(subject) else _Says.NOTHING


# Texts. A text to check may come from anybody, so the time must grow no faster than the text: no pattern starts again
# inside text that it has passed, and where two parts of a pattern could match the same letters, the first part keeps
# them (``*+``). The patterns are compiled for the first text that is checked, which most processes never do.

_WEB_SCHEME = r"(?i)(?:^|[^a-z0-9])(?:https?|wss?)://$"
_USER_END = r"""[:/?#"']|$"""
#: The text after the colon in https://TOKEN:@host and, on GitHub, https://TOKEN:x-oauth-basic@host.
_NO_PASSWORDS = ("@", "x-oauth-basic@")
_PORT = r":[0-9]{1,5}(?:[/?#]|$)"
_PRIVATE_KEY = r"(?s)(-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY[A-Z ]{0,10}-----).+?(?=-----END|\Z)"
_AUTHORIZATION = (
    r"""(?i)(authorization\\?["']?\s{0,3}[:=,]\s{0,3}\\?["']?"""
    r"""(?:apikey|basic|bearer|digest|negotiate|token)[ \t]{1,3})[^\s"',;\\]+"""
)
_CLOSING = r"""'"),}\]"""
#: After a value in quotes: the characters that close the call or the list around it, and the end of the word.
_CLOSED = rf"(?=[{_CLOSING}]*+(?:[\s&;]|$))"
#: A placeholder in a text, or a secret that is already hidden.
_PLACEHOLDER = rf"(?:%s|%\(\w+\)s|\{{(?P<name>\w*)\}}|{HIDDEN})[{_CLOSING}]*"


class _Notation(NamedTuple):
    """A notation for names and values inside texts."""

    #: The text before a value, with the name in it.
    head: str
    #: The value, in a group named "value".
    value: str


_NOTATIONS = (
    # "name": "value" of JSON and Python, and the same in a string of JSON
    _Notation(
        r"""(?P<quote>\\?["'])(?P<name>[\w.-]{1,64})(?P=quote)\s*+(?::|=>)\s*+""",
        r"""(?s)(?P<quote>\\?["'])?(?P<value>(?(quote)(?:(?!(?P=quote))(?:\\.|.))++|[0-9][\w.]*+))""",
    ),
    # name = value, a line of a mapping
    _Notation(r"(?m)^[ \t]*+(?P<name>[\w.-]++)[ \t]++=(?!=)[ \t]*+", r"(?P<value>\S.*)"),
    # name=value of a URL's query and of a connection string; a value that ends in a semicolon may contain blanks
    _Notation(
        r"(?<![\w.-])(?P<name>[\w.-]++)=(?!=)",
        rf"""(?P<value>(?:"[^"]+"|'[^']+'){_CLOSED}|[^=;&\n]++(?=;)|[^\s&;]++)""",
    ),
)


def hide_passwords(text: str) -> str:
    """Return a text with the secrets that are visible by their form replaced by ``<hidden>``.

    Example::

        >>> hide_passwords("postgres://shop:hunter2@db/shop?token=abc")
        'postgres://shop:<hidden>@db/shop?token=<hidden>'
    """
    if "://" in text and "@" in text:
        text = re.sub(r"\S+", _hide_user_info, text)
    if "-----BEGIN" in text:
        text = re.sub(_PRIVATE_KEY, rf"\1{HIDDEN}", text)
    text = re.sub(_AUTHORIZATION, rf"\1{HIDDEN}", text)
    for notation in _NOTATIONS:
        text = _hide_named(text, notation)
    return text


def _hide_user_info(match: re.Match[str]) -> str:
    """Return a word with the passwords of its URLs hidden, and the tokens in place of a user name.

    An unquoted password may have any character in it, so it extends to the last ``@``.
    """
    word = match[0]
    last = word.rfind("@")
    pieces: list[str] = []
    done = 0
    for separator in re.finditer("://", word):
        start = separator.end()
        if start > last:
            break
        end = cast("re.Match[str]", re.compile(_USER_END).search(word, start)).start()
        user = word[start:end]
        is_web = re.search(_WEB_SCHEME, word[max(0, start - 9) : start]) is not None
        # https://host:8000/@me and redis://user@host:6379/1 have the colon before a port.
        has_port = (is_web or "@" in user) and re.compile(_PORT).match(word, end)
        has_password = word[end : end + 1] == ":" and end < last and not has_port
        if has_password and not (is_web and word.startswith(_NO_PASSWORDS, end + 1)):
            # A user name with an @ may really be a token and a host, and the text two URLs.
            begin = start if is_web and "@" in user else end + 1
            pieces += [word[done:begin], HIDDEN if begin < last else ""]
            done = last
            break
        # In a web address without a password, the user name is a token.
        token_end = end if has_password else start + user.rfind("@")
        if is_web and token_end > start:
            pieces += [word[done:start], HIDDEN]
            done = token_end
    return "".join([*pieces, word[done:]])


def _hide_named(text: str, notation: _Notation) -> str:
    """Return a text with the values hidden that are secrets by their names."""
    find_head, match_value = re.compile(notation.head).search, re.compile(notation.value).match
    pieces: list[str] = []
    done = position = 0
    while head := find_head(text, position):
        position = head.end()
        # In a query, API and AUTH count, too; elsewhere, as in "auth=login", they seldom name a secret.
        is_query = text[head.start() - 1 : head.start()] in ("?", "&")
        if not is_secret((head["name"][-64:],), whole=not is_query):
            continue
        value = match_value(text, position)
        if value and not _is_placeholder(value["value"]):
            pieces += [text[done : value.start("value")], HIDDEN]
            done = position = value.end("value")
    return "".join([*pieces, text[done:]])


def _is_placeholder(text: str) -> bool:
    """Return whether a text is a placeholder such as {apikey}; ODBC writes a real password in braces, as {hunter2}."""
    match = re.fullmatch(_PLACEHOLDER, text)
    return match is not None and (not match["name"] or is_secret((match["name"],)))
