"""An error shows what stands in the ini in clear, and no secret."""

from __future__ import annotations

import pytest

MODULE = """
    REST_FRAMEWORK = {"PAGE_SIZE": 50, "TOKEN_AGES": [1], "DB": {"PASSWORD": "x"}, "PIN": 1}
    SIZES = [1, 2]
    LIMITS = {"a": 1}
"""


@pytest.mark.parametrize(
    ("option", "got"),
    [
        ("REST_FRAMEWORK.PAGE_SIZE = fifty", "'fifty'"),
        ("REST_FRAMEWORK.PAGE_SIZE = ${env:NOT_SET:-fifty}", "'fifty'"),
        ('REST_FRAMEWORK = {"PAGE_SIZE": "fifty"}', "'fifty'"),
        ("SIZES = 1 two", "'two'"),
        ("SIZES.append = two", "'two'"),
        ("LIMITS.a = two", "'two'"),
        ("DATABASES.default.CONN_MAX_AGE = soon", "'soon'"),
        ("DATABASES.default.PORT = ${env:PORT}", None),
        ("REST_FRAMEWORK.PAGE_SIZE = ${env:PORT}", None),
        ("REST_FRAMEWORK.PAGE_SIZE = 1${env:PORT}", None),
        ("REST_FRAMEWORK.DB = PASSWORD s3cret", None),
        ('REST_FRAMEWORK.DB = {"PASSWORD": "s3cret"', None),
        ("DATABASES.default = postgres:/shop:s3cret@db", None),
        ("DATABASES.default =\n  ENGINE = x\n  PASSWORD s3cret", None),
        ('DATABASES = {"default": ["s3cret"]}', None),
        ("LIMITS.API_KEY.x = s3cret", None),
    ],
)
def test_text_is_shown_unless_it_may_have_a_secret_in_it(load, problems, settings_module, option, got):
    default = f"django_settings_module = {settings_module(MODULE)}"
    try:
        load(option, default=default, environ={"PORT": "s3cret"})
    except ValueError:
        (problem,) = problems(option, default=default, environ={"PORT": "s3cret"})
        assert f"got {got or '<hidden>'}" in problem or (got is None and " got " not in problem)
        assert "s3cret" not in problem
    else:
        assert got is None
