"""A pinned distribution, and the error of one that cannot be fetched."""

from __future__ import annotations

from twod.recipe.fetch.pinned import FetchError, Pinned, describe_pinned, find_named

SHOP = Pinned("Acme.Shop", "1.0")
CART = Pinned("cart", "2.0", required_by="Acme.Shop")


def test_a_requirement_has_the_hashes() -> None:
    assert SHOP.requirement == "Acme.Shop==1.0"
    assert Pinned("cart", "2.0", ("sha256:ab", "sha256:cd")).requirement == (
        "cart==2.0 --hash=sha256:ab --hash=sha256:cd"
    )


def test_a_message_names_who_requires_it() -> None:
    assert describe_pinned([SHOP, CART]) == "Acme.Shop 1.0; cart 2.0, which Acme.Shop requires"


def test_a_message_names_a_few_of_many() -> None:
    many = [Pinned("a", str(number)) for number in range(10)]
    assert describe_pinned(many) == "a 0; a 1; a 2; a 3 and 6 more"


def test_the_distribution_that_a_tool_names_is_found_in_any_spelling() -> None:
    pinned = [SHOP, CART]
    assert find_named(pinned, "Failed to download `acme-shop==1.0`") == [SHOP]
    assert find_named(pinned, "Because acme_shop was not found") == [SHOP]
    assert find_named(pinned, "No space left on device") == pinned


def test_the_distribution_of_a_url_is_found() -> None:
    pinned = [SHOP, CART]
    assert find_named(pinned, "Failed to fetch: http://host/cart/simple/acme-shop/") == [SHOP]
    assert find_named(pinned, "sending request for url (http://host/cart/files/Acme_Shop-1.0-py3-none-any.whl)") == [
        SHOP
    ]
    assert find_named(pinned, "broken by 'Connection refused': /simple/cart/") == [CART]


def test_an_error_has_no_passwords() -> None:
    error = FetchError("http://me:hunter2@host/simple is not there")
    assert str(error) == "http://me:<hidden>@host/simple is not there"
