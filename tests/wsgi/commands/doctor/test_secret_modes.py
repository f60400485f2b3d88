"""Files with secrets: who reads them, and who replaces them."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from twod.wsgi.commands.doctor import secret_modes
from twod.wsgi.commands.doctor.secret_modes import examine_secret_files
from twod.wsgi.config.survey import load_uri


def examine(write, options: str, key: int = 0o600, ini: int = 0o644, folder: int = 0o755):
    path = write("x.ini", f"[app:main]\nuse = egg:twod.wsgi\n{options}\n")
    write("keys/key", "k3y").chmod(key)
    Path("keys").chmod(folder)
    path.chmod(ini)
    return examine_secret_files(load_uri(path)).ailments


OPEN = "every user of this machine can read it, and it contains the secret"
REFERENCE = "SECRET_KEY = ${file:keys/key}"


@pytest.mark.parametrize(
    ("key", "folder", "cures"),
    [
        (0o600, 0o755, []),
        (0o640, 0o755, []),
        (0o644, 0o755, ["chmod o= keys/key"]),
        (0o666, 0o755, ["chmod g-w,o= keys/key"]),
        (0o664, 0o755, ["chmod g-w,o= keys/key"]),
        (0o660, 0o755, ["chmod go-w keys/key"]),
        (0o600, 0o777, ["chmod o-w keys"]),
        (0o600, 0o1777, []),
    ],
)
def test_file_of_a_secret_that_others_read_or_change_is_wrong(write, key, folder, cures):
    assert [ailment.cure for ailment in examine(write, REFERENCE, key, 0o644, folder)] == cures


def test_file_is_well_after_one_cure(write):
    (ailment,) = examine(write, REFERENCE, 0o666)
    assert ailment.wrong == "every user of this machine can read and change it, and it contains a secret"
    subprocess.run(ailment.cure.split(), check=True)
    assert Path("keys/key").stat().st_mode & 0o777 == 0o640
    assert examine_secret_files(load_uri("x.ini")).ailments == ()


def test_file_of_another_user_is_wrong(write, monkeypatch):
    monkeypatch.setattr(secret_modes.os, "geteuid", lambda: 4711)
    monkeypatch.setattr(secret_modes, "_ROOT", -1)
    (ailment,) = examine(write, REFERENCE)
    assert ailment.wrong.startswith("it belongs to the user ")
    assert ailment.cure == "chown 4711 keys/key"


@pytest.mark.parametrize(
    ("options", "mode", "wrong"),
    [
        ("SECRET_KEY = k3y", 0o644, [f"{OPEN} SECRET_KEY"]),
        ("SECRET_KEY = k3y", 0o600, []),
        ("DATABASES.default = postgres://u:pa55@h/d", 0o644, [f"{OPEN} DATABASES"]),
        ("SITE_ID = 1", 0o644, []),
        (REFERENCE, 0o644, []),
    ],
)
def test_ini_with_a_secret_in_clear_is_not_for_everybody(write, options, mode, wrong):
    assert [ailment.wrong for ailment in examine(write, options, ini=mode)] == wrong


def test_no_secret_is_in_what_is_told(write):
    told = "".join(map(str, examine(write, "SECRET_KEY = k3y", 0o666, 0o666, 0o777)))
    assert told
    assert "k3y" not in told
