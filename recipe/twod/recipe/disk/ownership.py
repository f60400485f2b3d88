"""File ownership: the part that claims a file, and whether an existing file may be overwritten."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from zc.buildout import configparser

from twod.inifile.checksum import find_part
from twod.inifile.problems import HasPlace, Report
from twod.recipe.disk.generated import Generated, find_unwritable, is_in_place, read_text
from twod.recipe.run_memory import keep_for_run

#: The option of the part's record that names its files.
FILES_OPTION = "files"


class _Claim(NamedTuple):
    """A part's claim to a file, with the content to write."""

    part: str
    file: Generated


def get_claims(buildout: Any) -> dict[Path, _Claim]:
    """Return the claims of this run's parts, by path; the parts fill the mapping."""
    return keep_for_run(buildout, "claims", dict)


def claim_files(
    buildout: Any,
    part: str,
    files: Iterable[Generated],
    place: HasPlace,
    report: Report,
    *,
    cures: Mapping[Path, str] | None = None,
) -> None:
    """Claim files for a part, and report each file that the part cannot have.

    :param buildout: zc.buildout's object.
    :param part: the name of the part.
    :param files: the files to write.
    :param place: the place of the part.
    :param cures: the options that would separate two parts, by the directory of their files.
    """
    claims = get_claims(buildout)
    leaving: set[Path] | None = None
    twins: dict[tuple[str, Path], list[str]] = {}
    for file in files:
        if (claim := claims.setdefault(file.path, _Claim(part, file))).part != part:
            twins.setdefault((claim.part, file.path.parent), []).append(file.path.name)
        elif is_in_place(file):
            continue
        elif reason := find_unwritable(file.path):
            report.error(place, f"{file.path} cannot be written: {reason}")
        elif (text := read_text(file.path)) is not None:
            owner = find_part(text)
            if owner is None:
                leaving = _read_leaving_files(buildout, part) if leaving is None else leaving
                if file.path not in leaving:
                    message = f"{file.path} exists and was not made by buildout; move it away or choose another name"
                    report.error(place, message)
            elif owner != part and _is_wanted_by(buildout, owner, file.path):
                twins.setdefault((owner, file.path.parent), []).append(file.path.name)
    for (other, directory), names in twins.items():
        cure = (
            f"give one of the parts {cures[directory]}" if cures and directory in cures else "rename one of the parts"
        )
        report.error(place, f"the part [{other}] makes {', '.join(names)} in {directory} too; {cure}")


def _is_wanted_by(buildout: Any, part: str, path: Path) -> bool:
    """Return whether another part of this buildout still makes the file; this constructs that part."""
    if part in buildout["buildout"]["parts"].split():
        # Reading the section constructs the part, which claims its files. A run of all parts does this anyway.
        buildout[part].get("recipe")
    claim = get_claims(buildout).get(path)
    return claim is not None and claim.part == part


def _read_leaving_files(buildout: Any, part: str) -> set[Path]:
    """Return the files that zc.buildout is about to remove: those of removed parts, and those of `part`."""
    directory, installed = buildout["buildout"]["directory"], buildout["buildout"]["installed"]
    if not installed or not Path(directory, installed).is_file():
        return set()
    with Path(directory, installed).open(encoding="utf-8") as file:
        sections = configparser.parse(file, installed)
    staying = set(buildout["buildout"]["parts"].split()) - {part}
    recorded = [
        path
        for name, options in sections.items()
        if name not in staying
        for path in options.get("__buildout_installed__", "").split("\n")
    ]
    return {Path(directory, path) for path in recorded if path}


def name_files(files: Iterable[Generated], directory: str) -> str:
    """Return the paths of files for the record, relative to the buildout's directory, which may be copied.

    :param directory: the buildout's directory.
    """
    paths = [file.path for file in files]
    names = [os.path.relpath(path, directory) if path.is_relative_to(directory) else str(path) for path in paths]
    return "\n".join(sorted(names))
