"""An error of the site's code is one line with the innermost place in that code."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import import_module
from logging.config import fileConfig
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db.utils import load_backend

from twod.wsgi.config.raised import (
    describe_error,
    describe_raised,
    describe_refusal,
    find_failed_files,
    find_setting_behind,
    note_raised,
)


def catch(call: Callable[[], object]) -> BaseException:
    with pytest.raises(BaseException) as raised:  # noqa: PT011 - any at all
        call()
    return raised.value


class _Hostile(Exception):  # noqa: N818 - it is what it is
    def __str__(self) -> str:
        raise RuntimeError


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (KeyError("X"), "KeyError: 'X'"),
        (SystemExit(), "SystemExit"),
        (ValueError("two\n  lines"), "ValueError: two lines"),
        (ValueError("postgres://shop:hunter2@db/shop"), "ValueError: postgres://shop:<hidden>@db/shop"),
        (_Hostile(), "_Hostile"),
    ],
)
def test_an_error_is_one_line_without_passwords(error: BaseException, text: str) -> None:
    assert describe_error(error) == text


def test_the_place_is_the_innermost_in_the_site_s_own_code(settings_module: Callable[[str], str]) -> None:
    inner = settings_module("import json\n\ndef read(text):\n    return json.loads(text)\n")
    outer = settings_module(f"import {inner}\n\n{inner}.read('[')\n")
    described = describe_raised(catch(lambda: import_module(outer)))
    assert described.startswith(f"{inner}.py:4 raised JSONDecodeError: ")


def test_a_syntax_error_is_at_its_line(settings_module: Callable[[str], str]) -> None:
    name = settings_module("A = 1\nB = = 2\n")
    assert describe_raised(catch(lambda: import_module(name))).startswith(f"{name}.py:2 raised SyntaxError: ")


def test_an_encoding_that_does_not_exist_has_no_line(settings_module: Callable[[str], str]) -> None:
    name = settings_module("# -*- coding: nonsense -*-\n")
    assert describe_raised(catch(lambda: import_module(name))).startswith(f"{name}.py raised SyntaxError: ")


def test_code_that_is_installed_is_not_the_site_s_unless_its_package_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = tmp_path / "site-packages"
    installed.mkdir()
    (installed / "shop_of_test.py").write_text("raise ValueError('x')")
    monkeypatch.syspath_prepend(str(installed))
    error = catch(lambda: import_module("shop_of_test"))
    assert "shop_of_test.py:1 raised" in describe_raised(error, "shop_of_test")
    assert "shop_of_test.py" not in describe_raised(error)


def test_the_setting_behind_an_error_is_known_by_the_module_that_ran_the_code() -> None:
    error = catch(lambda: fileConfig({"loggers": 1}))  # type: ignore[call-overload]
    assert find_setting_behind(error) == "LOGGING"
    assert find_setting_behind(catch(lambda: json.loads("["))) is None


def test_only_django_s_own_verdict_is_a_refusal() -> None:
    def raise_ours() -> None:
        raise ImproperlyConfigured("x")

    refusal = describe_refusal(catch(lambda: load_backend("no.such")))
    assert refusal is not None
    assert refusal.startswith("Django rejects this: 'no.such' isn't an available database backend")
    assert describe_refusal(catch(raise_ours)) is None
    assert describe_refusal(catch(lambda: json.loads("["))) is None


def test_files_that_could_not_be_imported_can_be_watched(settings_module: Callable[[str], str], tmp_path: Path) -> None:
    inner = settings_module("A = = 1")
    outer = settings_module(f"import {inner}")
    note_raised(catch(lambda: import_module(outer)), {})
    assert {str(tmp_path / f"{inner}.py"), str(tmp_path / f"{outer}.py")} <= set(find_failed_files())


@pytest.mark.parametrize(("value", "is_printed"), [(None, False), ("", False), ("0", False), ("1", True)])
def test_the_traceback_is_printed_on_request(
    capsys: pytest.CaptureFixture[str], value: str | None, is_printed: bool
) -> None:
    note_raised(catch(lambda: json.loads("[")), {} if value is None else {"TWOD_TRACEBACK": value})
    assert capsys.readouterr().err.startswith("Traceback (most recent call last)") is is_printed
