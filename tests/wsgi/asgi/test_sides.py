"""The ASGI side of a factory: of one that names it, and of one that does not know of ASGI."""

from __future__ import annotations

from typing import Any

import pytest
from paste.deploy.config import make_prefix_middleware

from twod.wsgi.asgi.sides import find_asgi_factory
from twod.wsgi.asgi.site_sides import make_asgi_django, make_asgi_full_django
from twod.wsgi.asgi.url_prefix import make_asgi_prefix
from twod.wsgi.factories import make_application, make_full_django


def make_filter(asgi_factory: object) -> Any:
    def make(global_conf: Any) -> Any: ...

    vars(make)["asgi_factory"] = asgi_factory
    return make


@pytest.mark.parametrize(
    ("factory", "side"),
    [
        (make_application, make_asgi_django),
        (make_full_django, make_asgi_full_django),
        (make_prefix_middleware, make_asgi_prefix),
        (make_filter(make_asgi_prefix), make_asgi_prefix),
        (make_filter("twod.wsgi.asgi.url_prefix:make_asgi_prefix"), make_asgi_prefix),
        (print, None),
        (object(), None),
    ],
)
def test_the_side_is_the_one_that_the_attribute_or_the_table_names(factory: Any, side: Any) -> None:
    assert find_asgi_factory(factory) is side


@pytest.mark.parametrize(
    ("name", "error"),
    [("no_such_module:x", ImportError), ("twod.wsgi.asgi:x", AttributeError), ("no name", ValueError)],
)
def test_a_name_that_leads_nowhere_is_an_error(name: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        find_asgi_factory(make_filter(name))
