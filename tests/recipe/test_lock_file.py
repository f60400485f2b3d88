"""Lock files: what they name for a Python, and what is wrong in them."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from packaging.markers import Environment, default_environment

from twod.recipe.lock.lock_file import read_lock
from twod.recipe.recipe_error import RecipeError

LOCKS = Path(__file__).parent / "locks"

SHA = "3be5a72d04c873d690d7c6dedd33d6fae2ef82759881ceec02fc2efd0cba564f"

HEAD = 'lock-version = "1.0"\ncreated-by = "hand"\n'

WHEEL = f"""
[[packages]]
name = "sqlparse"
version = "0.6.1"
wheels = [{{ url = "https://example.org/sqlparse-0.6.1-py3-none-any.whl", hashes = {{ sha256 = "{SHA}" }} }}]
"""


def make_environment(minor: int) -> Environment:
    """Return the values of the markers under a Python 3."""
    environment = default_environment()
    environment["python_version"] = f"3.{minor}"
    environment["python_full_version"] = f"3.{minor}.1"
    return environment


@pytest.fixture
def lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The path of a lock file, below the directory that we are in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path / "pylock.toml"


def refuse(path: Path, text: str | bytes, name: str = "", minor: int = 13) -> str:
    """Return the message about a lock, or about a distribution of it."""
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(RecipeError) as raised:
        read_lock(path, make_environment(minor)).get(name)
    return str(raised.value)


def test_the_lock_of_uv_pip_compile_is_read_for_each_python() -> None:
    path = LOCKS / "pylock.uv-compile.toml"
    assert read_lock(path, make_environment(11)).pins == {"iniconfig": "2.3.1", "pastedeploy": "3.1.0"}
    expected = {"iniconfig": "2.3.1", "pastedeploy": "3.0.1", "legacy-cgi": "2.6.4"}
    assert read_lock(path, make_environment(13)).pins == expected


def test_the_lock_of_uv_export_is_read() -> None:
    lock = read_lock(LOCKS / "pylock.uv-export.toml", make_environment(13))
    assert list(lock) == ["blinker", "iniconfig", "legacy-cgi", "pastedeploy", "sqlparse"]
    assert len(lock.get("legacy_cgi").hashes) == 2


def test_the_lock_of_pip_lock_is_read() -> None:
    lock = read_lock(LOCKS / "pylock.pip-lock.toml")
    locked = lock.get("sqlparse")
    assert (locked.version, locked.hashes) == ("0.6.1", (SHA,))
    assert locked.place.line == 10


def test_any_spelling_of_a_name_finds_its_entry() -> None:
    lock = read_lock(LOCKS / "pylock.uv-compile.toml", make_environment(13))
    assert lock.get("Legacy.CGI") == lock.get("legacy_cgi")
    assert lock.get_place("PasteDeploy").line is not None
    assert lock.get_place("Django").line is None


def test_a_distribution_that_is_not_locked_is_refused(lock: Path) -> None:
    message = "Django is not in the lock; add its version to [versions] and run bin/lock write (pylock.toml)"
    assert refuse(lock, HEAD + WHEEL, "Django") == message


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ('directory = { path = "." }', "develop of [buildout] (pylock.toml:4)"),
        (
            'vcs = { type = "git", url = "https://example.org/x", commit-id = "1" }',
            "repository, which has no hash; lock",
        ),
        (f'archive = {{ url = "https://example.org/x.zip", hashes = {{ sha256 = "{SHA}" }} }}', "archive of a URL"),
    ],
)
def test_what_has_no_file_of_an_index_is_refused_when_it_is_asked_for(lock: Path, source: str, told: str) -> None:
    text = f'{HEAD}\n[[packages]]\nname = "shop"\n{source}\n'
    assert told in refuse(lock, text, "shop")
    assert read_lock(lock).pins == {}


def test_a_file_without_sha256_is_refused(lock: Path) -> None:
    message = refuse(lock, HEAD + WHEEL.replace("sha256", "md5"))
    assert message == (
        "sqlparse-0.6.1-py3-none-any.whl has no SHA-256 of 64 digits; "
        "write it again with 'bin/lock write', 'uv export' or 'pip lock' (pylock.toml:4)"
    )
    assert "has no SHA-256" in refuse(lock, HEAD + WHEEL.replace(SHA, SHA[:-1]))


def test_a_distribution_without_a_version_is_refused_when_it_is_asked_for(lock: Path) -> None:
    text = HEAD + WHEEL.replace('version = "0.6.1"\n', "")
    assert "sqlparse has no version in the lock" in refuse(lock, text, "sqlparse")


def test_two_entries_for_the_same_python_are_refused(lock: Path) -> None:
    message = refuse(lock, HEAD + WHEEL + WHEEL)
    assert "sqlparse is locked twice for this Python, in line 4 too" in message
    assert message.endswith("(pylock.toml:9)")


def test_a_lock_for_another_python_is_refused(lock: Path) -> None:
    text = f'{HEAD}requires-python = ">=3.12"\n{WHEEL}'
    assert "the lock is for Python >=3.12, not for 3.11.1" in refuse(lock, text, minor=11)


def test_a_lock_for_another_system_is_refused(lock: Path) -> None:
    text = f"{HEAD}environments = [\"sys_platform == 'amiga'\"]\n{WHEEL}"
    assert 'the lock is for sys_platform == "amiga", but not for this Python' in refuse(lock, text)


def test_a_package_for_another_python_is_not_there(lock: Path) -> None:
    text = HEAD + WHEEL.replace("version =", 'requires-python = ">=3.12"\nversion =')
    assert "sqlparse is not in the lock" in refuse(lock, text, "sqlparse", minor=11)
    assert read_lock(lock, make_environment(12)).pins == {"sqlparse": "0.6.1"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "Missing required value in 'lock-version'"),
        (HEAD.replace("1.0", "2.0") + WHEEL, "pylock version 2.0 is not supported; twod.recipe reads version 1"),
        (HEAD, "Missing required value in 'packages'"),
        (HEAD + WHEEL.replace('name = "sqlparse"', 'name = "SQLparse"'), "is not normalized"),
        (HEAD + WHEEL.replace("hashes", "hush"), "'packages[0].wheels[0].hashes'; write it again"),
        (HEAD + WHEEL[:-40], "not valid TOML: "),
        ("versions = [\n", "not valid TOML: "),
        (HEAD + "a = " + "[" * 9000, "nested too deeply"),
        (HEAD + "a = " + "1" * 5000, "not valid TOML: a number has thousands of digits; write it again"),
        (b"\xef\xbb\xbf" + HEAD.encode(), "the lock begins with a byte order mark; save it as UTF-8 without one"),
        (b"\xff\xfe", "the lock is not valid UTF-8 at byte 0"),
    ],
)
def test_what_is_no_lock_is_refused(lock: Path, text: str | bytes, told: str) -> None:
    assert told in refuse(lock, text)


def test_a_mistake_is_told_with_its_line(lock: Path) -> None:
    assert refuse(lock, f"{HEAD}\npackages\n").endswith("(pylock.toml:4)")
    assert refuse(lock, HEAD + WHEEL + WHEEL.replace("hashes", "hush")).endswith("(pylock.toml:9)")


def test_a_missing_file_and_one_that_cannot_be_read_are_refused(lock: Path) -> None:
    with pytest.raises(RecipeError, match="the lock does not exist; write it with bin/lock write"):
        read_lock(lock)
    lock.mkdir()
    with pytest.raises(RecipeError, match="the lock cannot be read: it is not a regular file; move it away"):
        read_lock(lock)
    lock.rmdir()
    os.mkfifo(lock)
    with pytest.raises(RecipeError, match="it is not a regular file"):
        read_lock(lock)


def test_a_file_that_is_too_large_for_a_lock_is_refused(lock: Path) -> None:
    lock.touch()
    os.truncate(lock, 1 << 32)
    with pytest.raises(RecipeError, match="the lock is larger than 64 MB; write it again"):
        read_lock(lock)


GOOD = (LOCKS / "pylock.uv-compile.toml").read_text(encoding="utf-8")


@given(st.integers(0, len(GOOD)), st.integers(0, 30), st.text(max_size=5))
@example(GOOD.index("marker"), 0, "marker = 'python_version > \"x\"'\n")
def test_whatever_the_file_says_is_a_lock_or_one_located_message(
    tmp_path_factory: pytest.TempPathFactory, start: int, length: int, text: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_text(GOOD[:start] + text + GOOD[start + length :], encoding="utf-8", errors="surrogatepass")
    try:
        lock = read_lock(path)
        found = [sha for name in lock for sha in lock.get(name).hashes]
    except RecipeError as error:
        found = [str(error)]
    assert all(re.fullmatch("[0-9a-f]{64}", sha) or "any.toml" in sha for sha in found)
