"""E-mail addresses, as the running Django wants them."""

from __future__ import annotations

import pytest

from twod.wsgi.config.kinds.mail_addresses import MailAddress


@pytest.mark.parametrize(
    ("text", "pair", "string"),
    [
        ("Mary Ng ; m@example.com", ("Mary Ng", "m@example.com"), '"Mary Ng" <m@example.com>'),
        ('"Ng, Mary" <m@example.com>', ("Ng, Mary", "m@example.com"), '"Ng, Mary" <m@example.com>'),
        ("Mary <m@example.com>", ("Mary", "m@example.com"), "Mary <m@example.com>"),
        ("m@example.com", ("", "m@example.com"), "m@example.com"),
    ],
)
def test_address_is_what_the_running_django_wants(text, pair, string):
    assert MailAddress(lambda: True).read(text) == pair
    assert MailAddress(lambda: False).read(text) == string
