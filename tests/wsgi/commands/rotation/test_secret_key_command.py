"""``twod secret-key``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

from kit.environs import make_environ
from kit.processes import run
from twod.inifile.whole_file import name_temporary
from twod.wsgi.commands.command import run_command
from twod.wsgi.commands.rotation.secret_key_command import SecretKeyCommand
from twod.wsgi.config.survey import load_uri

if TYPE_CHECKING:
    from conftest import Block

INI = """\
[app:main]
use = egg:twod.wsgi
SECRET_KEY = ${file:key}
SECRET_KEY_FALLBACKS = ${file:key.fallbacks:-}
"""

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Call:
    """Run the command on an ini; return the exit status and what it has printed on both streams."""
    (tmp_path / "prod.ini").write_text(INI)
    (tmp_path / "key").write_text("first\n")
    (tmp_path / "key").chmod(0o600)

    def run_here(*options: str) -> tuple[int, str, str]:
        status = run_command(SecretKeyCommand("twod"), ["prod.ini", *options])
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return run_here


def load_keys(ini: str = "prod.ini") -> tuple[str, list[str]]:
    """Return the two settings, as the ini gives them to Django."""
    values = load_uri(ini).values
    return cast("str", values["SECRET_KEY"]), cast("list[str]", values.get("SECRET_KEY_FALLBACKS", []))


def test_a_rotation_in_one_step_is_for_one_host(call: Call) -> None:
    status, out, err = call("--rotate")
    assert (status, err) == (0, "")
    assert out.startswith(f"Wrote a new key into {Path.cwd()}/key.\n")
    key, former = load_keys()
    assert len(key) == 64
    assert former[0] == "first"
    assert call("--drop")[0] == 0
    assert load_keys() == (key, [])


def test_a_rotation_in_three_steps_is_for_several(call: Call) -> None:
    call("--prepare")
    key, (coming,) = load_keys()
    assert key == "first"
    call("--rotate")
    assert load_keys()[0] == coming
    assert "first" in load_keys()[1]
    call("--drop")
    assert load_keys() == (coming, [])


def test_a_key_that_others_know_is_replaced_at_once(call: Call) -> None:
    call("--rotate", "--drop")
    assert "first" not in str(load_keys())


def test_so_many_former_keys_are_kept(call: Call) -> None:
    for _ in range(3):
        call("--rotate")
    assert call("--keep", "2")[1].startswith("Dropped 1 former key of 3.\n")
    assert call()[1].splitlines()[1] == f"{Path.cwd()}/key.fallbacks: 2 former keys"


def test_no_key_is_printed(call: Call) -> None:
    printed = "".join(map(str, [call(), call("--prepare"), call(), call("--rotate"), call(), call("--drop")]))
    keys = {"first", *Path("key").read_text().split(), *Path("key.fallbacks").read_text().split()}
    assert not any(key in printed for key in keys)


def test_the_page_on_secrets_shows_what_is_printed(
    call: Call, manual: Callable[..., list[Block]], follow: Callable[..., None], tmp_path: Path
) -> None:
    made, *rotations = manual("docs/how-to/secrets.rst", "console")

    def run_shown(line: str) -> str:
        program, name, _, *options = line.split()
        assert (program, name) == ("bin/twod", "secret-key")
        status, out, _ = call(*options)
        assert status == 0
        return out

    (tmp_path / "prod.ini").write_text(INI.replace("key", "secret-key"))
    follow(made.text, lambda line: run(["sh", "-c", line], cwd=tmp_path, environ=make_environ()).stdout)
    assert ((tmp_path / "secret-key").stat().st_mode & 0o777, len(load_keys()[0])) == (0o600, 64)
    for block in rotations:
        follow(block.text, run_shown)
    assert call("--drop")[1] == "There is nothing to drop: no former key.\n"


@pytest.mark.parametrize("reference", ["${env:SHOP_KEY}", "${cred:shop-key}"])
def test_what_the_command_cannot_change_it_explains_and_fails(call: Call, reference: str) -> None:
    Path("prod.ini").write_text(INI.replace("${file:key}", reference))
    status, out, err = call()
    assert (status, err) == (0, "")
    assert out.startswith("The key is in the ")
    for option in ("--prepare", "--rotate", "--drop"):
        assert call(option) == (1, "", f"twod secret-key: {out}")


@pytest.mark.parametrize(
    ("former", "cure"),
    [
        ("", "${file:key.fallbacks:-}"),
        ("SECRET_KEY_FALLBACKS = ${env:OLD:-}", "${file:key.fallbacks:-}"),
        ("SECRET_KEY_FALLBACKS = ${file:a:-} ${file:b:-}", "${file:key.fallbacks:-}"),
    ],
)
def test_an_ini_without_a_file_for_the_former_key_is_told_before_anything_is_written(
    call: Call, former: str, cure: str
) -> None:
    Path("prod.ini").write_text(INI.replace("SECRET_KEY_FALLBACKS = ${file:key.fallbacks:-}", former))
    status, out, err = call("--rotate")
    assert (status, out) == (1, "")
    assert err == (
        "twod secret-key: prod.ini:3 [app:main] SECRET_KEY: the ini names no file for former keys; add the line "
        f"SECRET_KEY_FALLBACKS = {cure}\n"
    )
    assert Path("key").read_text() == "first\n"


def test_the_file_of_former_keys_may_have_any_name(call: Call) -> None:
    Path("prod.ini").write_text(INI.replace("key.fallbacks", "former"))
    call("--rotate")
    assert "first\n" in Path("former").read_text()


def test_a_link_stays_and_the_file_behind_it_is_replaced(call: Call) -> None:
    Path("shared").mkdir()
    Path("key").rename("shared/key")
    Path("key").symlink_to("shared/key")
    call("--rotate")
    assert Path("key").is_symlink()
    assert "first" in load_keys()[1]


def test_a_release_and_the_next_one_share_the_keys(call: Call) -> None:
    """``shared`` is beside the releases, each of which has a link to it."""
    for name in ("one", "two"):
        Path("releases", name).mkdir(parents=True)
        Path("releases", name, "prod.ini").write_text(INI.replace("${file:", "${file:var/"))
        Path("releases", name, "var").symlink_to("../../shared")
    Path("shared").mkdir()
    Path("key").rename("shared/key")
    assert run_command(SecretKeyCommand("twod"), ["releases/one/prod.ini", "--rotate"]) == 0
    assert "first" in str(load_keys("releases/two/prod.ini")[1])
    assert sorted(path.name for path in Path("shared").iterdir()) == ["key", "key.fallbacks"]


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda: Path("key").unlink(), "cannot read {here}/key: no such file or directory; no key was changed"),
        (lambda: Path("key").write_text("\n"), "{here}/key is empty; no key was changed"),
        (lambda: Path("key.fallbacks").mkdir(), "cannot read {here}/key.fallbacks: not a regular file; no key was"),
    ],
)
def test_what_cannot_be_read_is_told(call: Call, spoil: Callable[[], object], message: str) -> None:
    spoil()
    status, out, err = call("--rotate")
    assert (status, out) == (1, "")
    assert err.startswith(f"twod secret-key: {message.format(here=Path.cwd())}")
    assert call()[0] == 1


def test_a_wrong_command_line_is_told(call: Call) -> None:
    assert call("other.ini")[2] == "twod secret-key: expected one ini, got 'other.ini' too\n"
    for options in (["--keep", "-1"], ["--keep", "x"], ["--prepare", "--rotate"], ["--keep", "1", "--drop"]):
        with pytest.raises(SystemExit) as ended:
            call(*options)
        assert ended.value.code == 2


def test_what_cannot_be_written_is_told_and_nothing_is_changed(call: Call, tmp_path: Path) -> None:
    call("--rotate")
    before = {path.name: path.read_text() for path in tmp_path.iterdir()}
    name_temporary(tmp_path / "key.fallbacks").mkdir()
    status, out, err = call("--rotate")
    assert (status, out) == (1, "")
    assert err.startswith(f"twod secret-key: cannot write to {tmp_path}: ")
    assert err.endswith(f"; run the command as the owner of {tmp_path}/key\n")
    name_temporary(tmp_path / "key.fallbacks").rmdir()
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == before
