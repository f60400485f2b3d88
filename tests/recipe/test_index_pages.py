"""zc.buildout's own index, which is never read as a whole."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from zc.buildout import UserError, easy_install

from kit.package_index import PackageIndex, make_wheel
from twod.recipe.fetch.index_pages import keep_index_small

from .conftest import write_develop_egg


def install(directory: Path, index: str, *eggs: str) -> list[str]:
    keep_index_small()
    easy_install.clear_index_cache()
    path = [str(directory / "develop-eggs")]
    found = easy_install.install(list(eggs), str(directory / "eggs"), index=index, path=path)
    return [each.project_name for each in found]


def test_an_unknown_name_costs_one_page_and_the_error_has_the_cure(tmp_path: Path, package_index: PackageIndex) -> None:
    write_develop_egg(tmp_path, "site", requires="private.shop")
    with pytest.raises(UserError) as raised:
        install(tmp_path, package_index.url, "site")
    assert str(raised.value).startswith(
        "Couldn't find a distribution for 'private.shop', which site requires. If it is not published, name its "
        "checkout in develop, or a folder with its wheel in find-links;"
    )
    assert "/simple/" not in package_index.list_pages()


def test_a_folder_as_the_index_is_still_searched(tmp_path: Path) -> None:
    make_wheel(tmp_path / "wheels", "shop")
    assert install(tmp_path, str(tmp_path / "wheels"), "shop") == ["shop"]


def test_nothing_comes_from_the_root_logger_or_shows_a_password(
    tmp_path: Path, package_index: PackageIndex, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    make_wheel(package_index.folder, "shop")
    assert install(tmp_path, package_index.url.replace("://", "://me:hunter2@"), "shop") == ["shop"]
    messages = [record.getMessage() for record in caplog.records if record.name == "zc.buildout.easy_install"]
    assert any(message.startswith("Reading http://me:<hidden>@") for message in messages)
    assert [record for record in caplog.records if record.name == "root"] == []
    reported = [record for record in caplog.records if record.levelno > logging.DEBUG]
    assert "hunter2" not in "".join(record.getMessage() for record in reported)
