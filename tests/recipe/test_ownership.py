"""Whose a file is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from twod.inifile.checksum import make_marker
from twod.inifile.problems import Place, Report
from twod.recipe.disk.generated import Generated
from twod.recipe.disk.ownership import claim_files, get_claims, name_files


class Section(dict[str, str]):
    """Options of a part; a part claims its files when its section is read for the first time."""


class Buildout(dict[str, Any]):
    """Stands for zc.buildout's object: its sections, of which those of parts are made when they are asked for.

    :param directory: the buildout's directory.
    :param parts: the parts of this run, each with the files that it claims.
    """

    def __init__(self, directory: Path, **parts: list[Generated]) -> None:
        self["buildout"] = {"directory": str(directory), "installed": ".installed.cfg", "parts": " ".join(parts)}
        self._files = parts
        self.reports: dict[str, Report] = {}

    def __missing__(self, part: str) -> Section:
        self[part] = Section(recipe="twod.recipe")
        self.reports[part] = claim(self, part, self._files[part])
        return Section()


def claim(buildout: Buildout, part: str, files: list[Generated]) -> Report:
    report = Report()
    claim_files(buildout, part, files, Place(section=part), report)
    return report


def describe(report: Report) -> list[str]:
    return [f"[{problem.section}]: {problem.message}" for problem in report.errors]


def make_file(path: Path, part: str = "site", text: str = "") -> Generated:
    return Generated(path, f"{make_marker(part, 'buildout.cfg')}\n{text}".encode(), 0o644)


def write(file: Generated) -> Generated:
    file.path.write_bytes(file.content)
    file.path.chmod(file.mode)
    return file


def test_a_part_gets_files_that_nobody_has(tmp_path: Path) -> None:
    files = [make_file(tmp_path / "a"), make_file(tmp_path / "b")]
    buildout = Buildout(tmp_path, site=files)
    assert describe(claim(buildout, "site", files)) == []
    assert set(get_claims(buildout)) == {tmp_path / "a", tmp_path / "b"}


def test_of_two_parts_the_second_does_not_get_a_file(tmp_path: Path) -> None:
    buildout = Buildout(tmp_path)
    claim(buildout, "site", [make_file(tmp_path / "a")])
    assert describe(claim(buildout, "other", [make_file(tmp_path / "a", "other")])) == [
        f"[other]: the part [site] makes a in {tmp_path} too; rename one of the parts"
    ]


def test_all_files_that_another_part_makes_are_told_at_once_with_the_cure(tmp_path: Path) -> None:
    bin_directory, parts = tmp_path / "bin", tmp_path / "parts"
    paths = [bin_directory / "manage", bin_directory / "paster", parts / "prod.ini"]
    buildout, report = Buildout(tmp_path), Report()
    claim(buildout, "site", [make_file(path) for path in paths])
    cures = {bin_directory: "another bin-directory", parts: "another ini-directory"}
    files = [make_file(path, "shop") for path in paths]
    claim_files(buildout, "shop", files, Place(section="shop"), report, cures=cures)
    assert describe(report) == [
        f"[shop]: the part [site] makes manage, paster in {bin_directory} too; give one of the parts another "
        "bin-directory",
        f"[shop]: the part [site] makes prod.ini in {parts} too; give one of the parts another ini-directory",
    ]


def test_a_file_that_is_in_place_is_not_looked_into(tmp_path: Path) -> None:
    file = write(Generated(tmp_path / "a", b"not ours by its text", 0o644))
    assert describe(claim(Buildout(tmp_path), "site", [file])) == []


def test_a_file_of_somebody_else_stays(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("mine", encoding="utf-8")
    assert describe(claim(Buildout(tmp_path), "site", [make_file(tmp_path / "a")])) == [
        f"[site]: {tmp_path}/a exists and was not made by buildout; move it away or choose another name"
    ]


def test_an_own_file_is_replaced(tmp_path: Path) -> None:
    write(make_file(tmp_path / "a", text="old"))
    assert describe(claim(Buildout(tmp_path), "site", [make_file(tmp_path / "a", text="new")])) == []


def test_a_file_of_a_part_that_is_gone_is_replaced(tmp_path: Path) -> None:
    write(make_file(tmp_path / "a", "gone"))
    assert describe(claim(Buildout(tmp_path), "site", [make_file(tmp_path / "a")])) == []


def test_a_file_of_a_part_that_still_makes_it_is_not(tmp_path: Path) -> None:
    file = write(make_file(tmp_path / "a", "later"))
    buildout = Buildout(tmp_path, later=[file])
    assert describe(claim(buildout, "site", [make_file(tmp_path / "a")])) == []
    assert describe(buildout.reports["later"]) == [
        f"[later]: the part [site] makes a in {tmp_path} too; rename one of the parts"
    ]


def test_a_file_of_a_part_that_makes_others_now_is_replaced(tmp_path: Path) -> None:
    write(make_file(tmp_path / "a", "later"))
    buildout = Buildout(tmp_path, later=[make_file(tmp_path / "b", "later")])
    assert describe(claim(buildout, "site", [make_file(tmp_path / "a")])) == []
    assert describe(buildout.reports["later"]) == []


@pytest.mark.parametrize(("part", "is_leaving"), [("gone", True), ("site", True), ("staying", False)])
def test_a_file_that_zc_buildout_is_about_to_remove_is_in_nobodys_way(
    tmp_path: Path, part: str, is_leaving: bool
) -> None:
    (tmp_path / "a").write_text("of zc.recipe.egg", encoding="utf-8")
    record = f"[buildout]\nparts = {part}\n[{part}]\n__buildout_installed__ = {tmp_path}/a\n"
    (tmp_path / ".installed.cfg").write_text(record, encoding="utf-8")
    buildout = Buildout(tmp_path, site=[], staying=[])
    assert (describe(claim(buildout, "site", [make_file(tmp_path / "a")])) == []) is is_leaving


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    assert describe(claim(Buildout(tmp_path), "site", [make_file(tmp_path / "a")])) == [
        f"[site]: {tmp_path}/a cannot be written: {tmp_path}/a is a directory"
    ]


def test_files_are_recorded_from_the_buildouts_directory(tmp_path: Path) -> None:
    files = [make_file(tmp_path / "parts/b"), make_file(tmp_path / "a"), make_file(Path("/srv/c"))]
    assert name_files(files, str(tmp_path)) == "/srv/c\na\nparts/b"
