"""A token that lets a command read the fingerprints of the settings of a running site.

The token is signed with ``SECRET_KEY``, which a command with access to the site's files can read. It gives access only
to the fingerprints, which are useless without the key, and is valid for a few minutes.
"""

from __future__ import annotations

from django.core.signing import BadSignature, TimestampSigner

#: The request header with the token.
TOKEN_HEADER = "X-Twod-Token"  # noqa: S105 - a name
_SALT = "twod.wsgi.console.fingerprints"
_SAID = "fingerprints"
#: How long a token is valid, in seconds. The clocks of two hosts may differ.
_LIFETIME = 300


def make_token(key: str | bytes) -> str:
    """Return a token for a site.

    :param key: the site's ``SECRET_KEY``.
    """
    return TimestampSigner(key=key, fallback_keys=[], salt=_SALT).sign(_SAID)


def is_good_token(token: str, key: str | bytes) -> bool:
    """Return whether a token was made with the key within the last minutes.

    >>> is_good_token(make_token("of the site"), "of the site"), is_good_token(make_token("a guess"), "of the site")
    (True, False)
    """
    signer = TimestampSigner(key=key, fallback_keys=[], salt=_SALT)
    try:
        return signer.unsign(token, max_age=_LIFETIME) == _SAID
    except BadSignature:
        return False
