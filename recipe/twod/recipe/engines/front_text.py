"""Texts that the configurations of all proxies share."""

from __future__ import annotations

import re

#: Mozilla's intermediate configuration, version 5.7; the ciphers of TLS 1.3 are OpenSSL's choice.
TLS_CIPHERS = (
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305"
)

#: The response to visitors while no node answers.
DOWN_PAGE = "<!DOCTYPE html><title>Unavailable</title><p>Please try again in a moment.</p>"
#: Seconds after which clients may try again.
RETRY_SECONDS = 5


def check_characters(text: str) -> str:
    """Return a text if a configuration can contain all its characters.

    :raises ValueError: for a control character, or text that is not valid UTF-8.
    """
    if re.search(r"[\x00-\x1f\x7f\ud800-\udfff]", text):
        raise ValueError(f"{text!r} has a control character or is not valid UTF-8")
    return text
