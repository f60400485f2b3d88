"""The installed distributions are those of the lock file."""

from __future__ import annotations

from importlib.metadata import version

import pytest

from twod.wsgi.commands.doctor.locked_versions import examine_versions

PACKAGE = '[[packages]]\nname = "{}"\nversion = "{}"\n'
INSTEAD = f"django {version('django')} instead of 1.0"
DJANGO = PACKAGE.format("django", version("django"))


@pytest.mark.parametrize(
    ("packages", "wrong"),
    [
        (DJANGO, ""),
        (PACKAGE.format("no-such-package", "1.0"), ""),
        (PACKAGE.format("Django", "1.0"), f"the installed versions differ from pylock.toml: {INSTEAD}"),
        (PACKAGE.format("django", "1.0") + DJANGO, ""),
        ("not toml", "the lock file cannot be read: "),
        ('packages = "x"', "the lock file cannot be read: "),
    ],
)
def test_distribution_of_another_version_is_wrong(write, packages, wrong):
    write("pylock.toml", packages)
    ini = write("parts/twod/prod.ini", "")
    found = examine_versions(str(ini)).ailments
    assert len(found) == bool(wrong)
    assert all(wrong in ailment.wrong and ailment.cure for ailment in found)


def test_lock_may_lie_elsewhere_and_many_are_not_all_named(write):
    names = ["django", "webob", "pastedeploy", "sqlparse", "asgiref", "rich", "hupper"]
    lock = write("else/pylock.prod.toml", "".join(PACKAGE.format(name, "0.0.1") for name in names))
    (found,) = examine_versions("/nowhere/x.ini", str(lock)).ailments
    assert found.wrong.endswith(" and 2 more")


def test_site_without_a_lock_is_not_judged(tmp_path):
    assert examine_versions("/nowhere/a/x.ini").ailments == ()
