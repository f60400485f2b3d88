"""What systemd's program prints becomes problems; the program itself is in tests/servers/test_unit_files.py."""

from __future__ import annotations

from pathlib import Path

from twod.inifile.problems import Place, Report
from twod.recipe.engines.systemd.unit_check import check_units

PROGRAM = """\
#!/bin/sh
echo "$3:4: Unknown key 'Foo' in section [Service], ignoring." >&2
echo "$3:4: Unknown key 'Foo' in section [Service], ignoring." >&2
echo "shop.service: Command /srv/x is not executable: No such file or directory" >&2
echo "/lib/systemd/system/other.service:9: Unknown key" >&2
"""


def test_only_what_is_about_the_units_is_reported_and_once(tmp_path: Path) -> None:
    program = tmp_path / "systemd-analyze"
    program.write_text(PROGRAM, encoding="utf-8")
    program.chmod(0o755)
    report = Report()
    check_units(str(program), {"shop.service": "[Service]\n"}, Place("buildout.cfg", None, "units"), report)
    assert [problem.message for problem in report.errors_as_found] == [
        "shop.service line 4: Unknown key 'Foo' in section [Service], ignoring.",
        "shop.service: Command /srv/x is not executable: No such file or directory",
    ]


def test_a_program_that_cannot_check_is_warned_of(tmp_path: Path) -> None:
    program = tmp_path / "systemd-analyze"
    program.write_text(
        "#!/bin/sh\necho Failed to initialize manager: Permission denied >&2\nexit 1\n", encoding="utf-8"
    )
    program.chmod(0o755)
    report = Report()
    check_units(str(program), {"shop.service": "[Service]\n"}, Place("buildout.cfg", None, "units"), report)
    assert not report.errors
    assert [problem.message for problem in report.warnings] == [
        f"the units are not checked: {program} ended with status 1: Failed to initialize manager: Permission denied"
    ]
