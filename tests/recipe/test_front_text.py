"""Texts that the configurations of all proxies have in common."""

from __future__ import annotations

import pytest

from twod.inifile.request_id_syntax import VALID_REQUEST_ID
from twod.recipe.engines.front_text import DOWN_PAGE, RETRY_SECONDS, TLS_CIPHERS, check_characters
from twod.recipe.engines.haproxy.haproxy_facts import Checks, HaproxyFacts
from twod.recipe.engines.haproxy.haproxy_text import make_haproxy_text
from twod.recipe.engines.nginx.nginx_facts import NginxFacts
from twod.recipe.engines.nginx.nginx_site import make_nginx_site

NGINX = NginxFacts("shop", ("10.0.0.1:8080",), certificate="/c", certificate_key="/k", has_request_id=True)
HAPROXY = HaproxyFacts(
    "shop", (("a", "10.0.0.1:8080"),), Checks("/-/ready"), "/-/", certificate="/c", has_request_id=True
)


@pytest.mark.parametrize("text", [make_nginx_site(NGINX), make_haproxy_text(HAPROXY)], ids=["nginx", "haproxy"])
def test_all_proxies_answer_alike(text: str) -> None:
    for words in (TLS_CIPHERS, DOWN_PAGE, f"Retry-After {RETRY_SECONDS} ", f"^{VALID_REQUEST_ID}$"):
        assert words in text


@pytest.mark.parametrize("text", ["a\nb", "\x7f", "\ud800"])
def test_what_no_configuration_can_have_is_refused(text: str) -> None:
    assert check_characters("é $ \\") == "é $ \\"
    with pytest.raises(ValueError, match="has a control character or is not valid UTF-8"):
        check_characters(text)
