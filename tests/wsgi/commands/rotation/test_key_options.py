"""What an ini says of its secret key."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from twod.inifile.key_place import KeyPlace
from twod.wsgi.commands.rotation.key_options import KeyOptions, read_key_options
from twod.wsgi.exc import ConfigurationError

Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write the options of an application into an ini."""

    def write_ini(options: str) -> Path:
        path = tmp_path / "etc" / "prod.ini"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"[DEFAULT]\nkeys = /keys\n[app:main]\nuse = egg:twod.wsgi\n{options}\n", encoding="utf-8")
        return path

    return write_ini


def read(path: Path, **environ: str) -> KeyOptions:
    return read_key_options(path, environ)


@pytest.mark.parametrize(
    ("text", "place", "written"),
    [
        ("${file:../key}", ("file", "{}/key"), ("file", "../key")),
        ("${file:/etc/key:-default}", ("file", "/etc/key"), ("file", "/etc/key")),
        ("${file:${env:DIR}/key}", ("file", "/run/key"), ("file", "${env:DIR}/key")),
        ("${file:${env:NONE:-/srv}/key}", ("file", "/srv/key"), ("file", "${env:NONE:-/srv}/key")),
        ("${env:SHOP_KEY}", ("env", "SHOP_KEY"), ("env", "SHOP_KEY")),
        ("${env:SHOP_KEY:-x}", ("env", "SHOP_KEY"), ("env", "SHOP_KEY")),
        ("${cred:shop-key}", ("cred", "shop-key"), ("cred", "shop-key")),
    ],
)
def test_a_place_is_found_whether_anything_is_there_or_not(
    write: Write, tmp_path: Path, text: str, place: tuple[str, str], written: tuple[str, str]
) -> None:
    found = read(write(f"SECRET_KEY = {text}\nDATABASES.default = nonsense"), DIR="/run")
    assert found.place == (place[0], place[1].format(tmp_path))
    assert (found.written, found.former) == (written, ())
    assert found.option.line == 5


def test_former_keys_may_be_in_several_places(write: Write, tmp_path: Path) -> None:
    path = write(
        "SECRET_KEY = ${file:key}\nSECRET_KEY_FALLBACKS = ${env:OLD:-} text\n"
        "SECRET_KEY_FALLBACKS.append = ${file:key.fallbacks:-}\nSECRET_KEY_FALLBACKS.remove = ${env:WORSE}"
    )
    assert read(path).former == (
        KeyPlace("env", "OLD"),
        KeyPlace("file", f"{tmp_path}/etc/key.fallbacks"),
    )


def test_a_file_of_an_ini_that_is_used_is_beside_that_ini(write: Write, tmp_path: Path) -> None:
    (tmp_path / "base.ini").write_text("[app:main]\nuse = egg:twod.wsgi\nSECRET_KEY = ${file:key}\n")
    path = write("SECRET_KEY_FALLBACKS = ${file:key.fallbacks:-}")
    path.write_text(path.read_text().replace("egg:twod.wsgi", "config:../base.ini"))
    found = read(path)
    assert found.place.name == f"{tmp_path}/key"
    assert found.former[0].name == f"{tmp_path}/etc/key.fallbacks"


@pytest.mark.parametrize("text", ["hunter2", "hunter2${env:A}", "${env:A}${env:B}", "${keys}", "$${env:A}", "${env:A"])
def test_a_key_that_is_no_reference_is_an_error_that_does_not_show_it(write: Write, text: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        read(write(f"SECRET_KEY = {text}"))
    assert "prod.ini:5 [app:main] SECRET_KEY: expected a single reference such as" in str(raised.value)
    assert "hunter2" not in str(raised.value)


def test_an_ini_without_a_key_is_told(write: Write) -> None:
    with pytest.raises(
        ConfigurationError, match=r"prod\.ini \[app:main\]: the ini does not set SECRET_KEY; add SECRET_KEY ="
    ):
        read(write("TIME_ZONE = UTC"))


def test_an_ini_that_cannot_be_read_is_told(write: Write, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"prod\.ini:7"):
        read(write("SECRET_KEY = ${file:key}\n TIME ZONE\n[x"))
    with pytest.raises(ConfigurationError, match=r"nowhere\.ini"):
        read(tmp_path / "nowhere.ini")
