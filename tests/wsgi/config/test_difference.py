"""What differs between two inis, as deep as both are alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from twod.wsgi.config.difference import Side, find_differences
from twod.wsgi.config.survey import Loaded, load_uri


def load(folder: Path, name: str, options: str) -> Loaded:
    ini = folder / f"{name}.ini"
    ini.write_text(f"[app:main]\nuse = egg:twod.wsgi\n{options}\n", encoding="utf-8")
    return load_uri(ini, environ={})


@pytest.mark.parametrize(
    ("left", "right", "keys"),
    [
        ("A = [1, 2]", "A = [2, 1]", ["A"]),
        ("A = [1, 1]", "A = [1]", ["A"]),
        ('A = [{"x": 1}, {"y": 2}]', 'A = [{"x": 1}, {"y": 3}]', ["A.1.y"]),
        ("A = 1", "A = true", ["A"]),
        ('A = {"x": 1}', 'A = {"y": 1}', ["A.x", "A.y"]),
        ("A = 1", "B = 1", ["A", "B"]),
        ('A = {"k.e": [1]}', 'A = {"k.e": {}}', ['A."k.e"']),
    ],
)
def test_difference_goes_as_deep_as_both_are_alike(tmp_path: Path, left: str, right: str, keys: list[str]) -> None:
    differences = find_differences(load(tmp_path, "l", left), load(tmp_path, "r", right))
    assert [difference.key for difference in differences] == keys


def test_a_setting_of_one_side_alone_has_no_place_on_the_other(tmp_path: Path) -> None:
    (difference,) = find_differences(load(tmp_path, "l", "A = x"), load(tmp_path, "r", ""))
    assert difference.left == Side(("x",), "l.ini:3 [app:main]")
    assert difference.right == Side((), "")


def test_of_lists_the_items_are_told_that_the_other_lacks(tmp_path: Path) -> None:
    (difference,) = find_differences(
        load(tmp_path, "l", "ALLOWED_HOSTS = a b"), load(tmp_path, "r", "ALLOWED_HOSTS = b c")
    )
    assert (difference.left.values, difference.right.values) == (("a",), ("c",))


def test_secrets_that_differ_are_hidden_on_both_sides(tmp_path: Path) -> None:
    (difference,) = find_differences(load(tmp_path, "l", "SECRET_KEY = one"), load(tmp_path, "r", "SECRET_KEY = two"))
    assert (difference.left.values, difference.right.values) == (("<hidden>",), ("<hidden>",))


def test_a_password_in_a_key_is_in_no_difference(write):
    text = '[app:main]\nuse = egg:twod.wsgi\nSHOP = {{"amqp://user:{}@mq/": 1}}\n'
    one, other = (load_uri(write("x.ini", text.format(word))) for word in ("hunter2", "swordfish"))
    assert [difference.key for difference in find_differences(one, other)] == ["SHOP.amqp://user:<hidden>@mq/"] * 2
