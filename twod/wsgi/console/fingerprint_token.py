"""The token by which a command asks a running site for the fingerprints of its settings.

It is signed with ``SECRET_KEY``: a command that has the site's files has the key. It opens the fingerprints alone,
which say nothing to anybody without the key, and holds for a few minutes.
"""

from __future__ import annotations

from django.core.signing import BadSignature, TimestampSigner

#: The header of a request that has the token.
TOKEN_HEADER = "X-Twod-Token"  # noqa: S105 - a name
_SALT = "twod.wsgi.console.fingerprints"
_SAID = "fingerprints"
#: Seconds: clocks of hosts may differ.
_LIFETIME = 300


def make_token(key: str | bytes) -> str:
    """Return a token for a site.

    :param key: the site's ``SECRET_KEY``.
    """
    return TimestampSigner(key=key, fallback_keys=[], salt=_SALT).sign(_SAID)


def is_good_token(token: str, key: str | bytes) -> bool:
    """Return whether a token was made a short while ago by somebody who has the key.

    >>> is_good_token(make_token("of the site"), "of the site"), is_good_token(make_token("a guess"), "of the site")
    (True, False)
    """
    signer = TimestampSigner(key=key, fallback_keys=[], salt=_SALT)
    try:
        return signer.unsign(token, max_age=_LIFETIME) == _SAID
    except BadSignature:
        return False
