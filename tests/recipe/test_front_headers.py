"""Headers by which a proxy tells a site where a request comes from."""

from __future__ import annotations

from twod.recipe.engines.front_headers import FORGEABLE_HEADERS, USUAL_MARK, is_usual_mark


def test_the_usual_mark_is_known_however_it_is_spelled() -> None:
    assert is_usual_mark(USUAL_MARK)
    assert is_usual_mark(("X-FORWARDED-PROTO", "https"))
    assert not is_usual_mark(("X-Forwarded-Proto", "on"))


def test_what_a_proxy_sets_is_not_taken_away() -> None:
    assert not {"X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Port", "X-Forwarded-Proto"} & {*FORGEABLE_HEADERS}
