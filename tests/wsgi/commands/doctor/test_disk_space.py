"""Room on the disks that a site writes to."""

from __future__ import annotations

import pytest

from twod.wsgi.commands.doctor.disk_space import examine_disks
from twod.wsgi.config.survey import load_uri


@pytest.mark.parametrize(("free", "is_wrong"), [(2**40, False), (2**20, True), (0, True)])
def test_file_system_with_little_room_is_wrong_once(write, tmp_path, monkeypatch, free, is_wrong):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    write("media/x", "")
    ini = write("x.ini", "[app:main]\nuse = egg:twod.wsgi\nMEDIA_ROOT = media\nSTATIC_ROOT = no/such\n")
    asked = []
    examined = examine_disks(load_uri(ini), str(ini), lambda folder: asked.append(folder) or free)
    assert tmp_path in asked
    told = [ailment for ailment in examined.ailments if ailment.wrong.endswith(f"has only {free // 2**20} MB free")]
    assert len(told) == len(examined.ailments) == (len(asked) if is_wrong else 0)
