"""A release serves, or what served before it does, at whatever step it fails or is killed."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from kit.bundles import make_bundle
from twod.wsgi.releases import readiness
from twod.wsgi.releases.bundle_archive import open_archive
from twod.wsgi.releases.readiness import Probe
from twod.wsgi.releases.release_error import ReleaseError
from twod.wsgi.releases.release_store import Release, ReleaseStore
from twod.wsgi.releases.rollout import Rollout


@pytest.fixture(autouse=True)
def _in_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait neither between two questions nor for a disk: nobody pulls the plug of this machine."""
    monkeypatch.setattr(readiness, "_PAUSE", 0)
    monkeypatch.setattr(os, "sync", lambda: None)
    monkeypatch.setattr(os, "fsync", lambda file: None)


class Host:
    """A host whose one server takes the release that the link leads to, and answers as that.

    :param root: where its releases are.
    :param fails: names of steps that fail, each followed by the letter of the bundle for which it does.
    """

    def __init__(self, root: Path, *fails: str) -> None:
        self.store = ReleaseStore(root / "shop")
        self.root = root
        self.fails = fails
        self.lines: list[str] = []
        self.steps: list[str] = []
        #: What the server runs, as a file: a process that is killed leaves it.
        self.serving = root / "serving"

    def do(self, step: str, release: Release) -> None:
        letter = (release.folder / "letter").read_text()
        self.steps.append(step + letter)
        if step + letter in self.fails:
            raise ReleaseError(f"no {step}")

    def check(self, release: Release) -> None:
        self.do("check", release)

    def prepare(self, release: Release) -> None:
        self.do("prepare", release)

    def find_probes(self, release: Release) -> Sequence[Probe]:
        host = self

        class Asked(Probe):
            def ask(self, release: str) -> str | None:
                serving = host.store.get(host.serving.read_text())
                letter = (serving.folder / "letter").read_text()
                return "never ready" if f"ready{letter}" in host.fails else None if serving.name == release else "other"

        return [Asked("")]

    def reload(self) -> bool:
        current = self.store.find_current()
        assert current is not None
        self.do("reload", current)
        self.serving.write_text(current.name)
        return True

    def make(self, letter: str, **changes: str) -> Path:
        path = self.root / f"{letter}.tar.gz"
        if not path.exists():
            make_bundle(path, {"letter": letter.encode(), "eggs/a/b": b"x"}, **changes)
        return path

    def run(self, work: Callable[[Rollout], Release]) -> str:
        with self.store.locked():
            return work(Rollout(self.store, self, 0, self.lines.append)).name

    def release(self, letter: str, keep: int = 3) -> str:
        return self.run(lambda rollout: rollout.release(open_archive(self.make(letter), None), keep))

    @property
    def current(self) -> str:
        """The letter of what the link leads to."""
        return (self.store.link / "letter").read_text() if self.store.link.exists() else ""

    @property
    def served(self) -> str:
        """The letter of what the server runs."""
        return (self.store.get(self.serving.read_text()).folder / "letter").read_text() if self.serving.exists() else ""

    @property
    def letters(self) -> str:
        return "".join((one.folder / "letter").read_text() for one in self.store.list_releases())


def test_each_release_is_checked_switched_to_and_confirmed(tmp_path: Path) -> None:
    host = Host(tmp_path)
    for letter in "abcd":
        name = host.release(letter)
        assert (host.current, host.served) == (letter, letter)
        assert host.store.get(name).is_confirmed
    assert host.steps[-3:] == ["checkd", "prepared", "reloadd"]
    assert host.letters == "bcd"
    assert host.lines[-1].startswith("deleted ")


@pytest.mark.parametrize("step", ["check", "prepare", "reload", "ready"])
def test_a_release_that_fails_leaves_what_served(tmp_path: Path, step: str) -> None:
    host = Host(tmp_path, f"{step}b")
    first = host.release("a")
    with pytest.raises(ReleaseError) as caught:
        host.release("b")
    assert (host.current, host.served) == ("a", "a")
    if step in ("check", "prepare"):
        assert str(caught.value) == f"no {step}"
        assert host.letters == "a"
    else:
        assert "failed: n" in str(caught.value)
        assert str(caught.value).endswith(f"; {first} serves again")
        # Its processes may still run, as far as anybody knows.
        assert host.letters == "ab"
    host.release("c")
    assert (host.current, host.served, host.letters) == ("c", "c", "ac")


def test_the_first_release_that_fails_leaves_none(tmp_path: Path) -> None:
    host = Host(tmp_path, "readya")
    with pytest.raises(ReleaseError, match="there is no former release to go back to, so no release is current now"):
        host.release("a")
    assert host.current == ""
    host.fails = ()
    host.release("a")
    assert host.current == "a"


def test_what_cannot_be_gone_back_to_is_told_with_both_reasons(tmp_path: Path) -> None:
    host = Host(tmp_path, "readyb")
    host.release("a")
    host.fails = ("readyb", "reloada")
    with pytest.raises(ReleaseError, match=r"failed: not ready .*; .* is current again, but no reload"):
        host.release("b")
    assert (host.current, host.served) == ("a", "b")


def test_ctrl_c_while_it_waits_takes_it_back(tmp_path: Path) -> None:
    host = Host(tmp_path)
    host.release("a")
    reload = host.reload

    def interrupt() -> bool:
        host.reload = reload  # type: ignore[method-assign]
        raise KeyboardInterrupt

    host.reload = interrupt  # type: ignore[method-assign]
    with pytest.raises(KeyboardInterrupt):
        host.release("b")
    assert (host.current, host.served) == ("a", "a")


def test_the_same_archive_again_changes_nothing(tmp_path: Path) -> None:
    host = Host(tmp_path)
    name = host.release("a")
    host.steps.clear()
    assert host.release("a") == name
    assert host.steps == []
    assert host.letters == "a"


def test_a_bundle_of_another_python_or_another_site_is_refused(tmp_path: Path) -> None:
    host = Host(tmp_path)
    host.make("x", python="2.7")
    with pytest.raises(
        ReleaseError, match=r"needs Python 2.7, but this command runs on Python 3.*: run the bundle's own command"
    ):
        host.release("x")
    host.release("a")
    host.make("b", project="blog")
    with pytest.raises(ReleaseError, match=r"is a bundle of blog \(twod\), but .* has shop \(twod\)"):
        host.release("b")
    host.make("c", part="other")
    with pytest.raises(ReleaseError, match=r"is a bundle of shop \(other\)"):
        host.release("c")
    assert host.letters == "a"


def test_a_rollback_goes_to_the_one_before_and_further_back(tmp_path: Path) -> None:
    host = Host(tmp_path, "readyc")
    names = [host.release(letter) for letter in "ab"]
    with pytest.raises(ReleaseError):
        host.release("c")
    names.append(host.release("d"))
    host.steps.clear()
    assert host.run(lambda rollout: rollout.roll_back(None)) == names[1]
    assert (host.current, host.served, host.steps) == ("b", "b", ["checkb", "reloadb"])
    assert host.run(lambda rollout: rollout.roll_back(None)) == names[0]
    with pytest.raises(ReleaseError, match="has no older release that has served; 'twod releases' lists all"):
        host.run(lambda rollout: rollout.roll_back(None))
    assert host.run(lambda rollout: rollout.roll_back(names[2])) == names[2]
    assert host.served == "d"
    with pytest.raises(ReleaseError, match="there is no release 'x'"):
        host.run(lambda rollout: rollout.roll_back("x"))


def test_a_release_that_was_gone_back_from_is_no_place_to_go_back_to(tmp_path: Path) -> None:
    host = Host(tmp_path)
    for letter in "abc":
        host.release(letter, 5)
    for _ in range(2):
        host.run(lambda rollout: rollout.roll_back(None))
    assert (host.current, host.letters) == ("a", "abc")
    host.release("d", 2)
    assert (host.current, host.letters) == ("d", "ad")
    host.run(lambda rollout: rollout.roll_back(None))
    assert host.served == "a"


def test_what_served_until_now_stays_whatever_is_kept(tmp_path: Path) -> None:
    host = Host(tmp_path)
    names = [host.release(letter, 5) for letter in "abc"]
    host.run(lambda rollout: rollout.roll_back(names[0]))
    host.release("d", 2)
    assert host.letters == "abd"


@pytest.mark.parametrize(("step", "current"), [("check", "b"), ("ready", "a"), ("reload", "a")])
def test_a_rollback_that_fails_says_where_it_stands(tmp_path: Path, step: str, current: str) -> None:
    host = Host(tmp_path)
    host.release("a")
    host.release("b")
    host.fails = (f"{step}a",)
    with pytest.raises(ReleaseError, match="no check" if step == "check" else "is current, but n"):
        host.run(lambda rollout: rollout.roll_back(None))
    assert host.current == current


#: What a run does to files, as Python's audit hooks name it (see the table in the library reference).
_EVENTS = (
    "open",
    "os.mkdir",
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.symlink",
    "os.chmod",
    "os.kill",
    "shutil.rmtree",
)


def run_and_kill(host: Host, letter: str, number: int) -> bool:
    """Release in a process that is killed at its `number`-th event; return whether it came so far."""
    child = os.fork()
    if child == 0:
        left = number

        def count(event: str, arguments: object) -> None:
            nonlocal left
            if event in _EVENTS:
                left -= 1
                if left == 0:
                    os._exit(9)

        sys.addaudithook(count)
        try:
            host.release(letter)
        except ReleaseError:
            os._exit(1)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) == 9


@pytest.mark.parametrize(
    ("fails", "then"), [((), "b"), ((), "c"), (("checkb",), "b"), (("readyb",), "b"), (("readyb",), "c")]
)
def test_a_run_that_is_killed_at_any_step_is_completed_or_cleaned(
    tmp_path: Path, fails: tuple[str, ...], then: str
) -> None:
    number, is_killed = 0, True
    while is_killed:
        number += 1
        root = tmp_path / str(number)
        root.mkdir()
        host = Host(root)
        host.release("a")
        host.make("b")
        host.fails = fails
        is_killed = run_and_kill(host, "b", number)
        # Something whole is current, and what the server runs is still there.
        current = host.store.find_current()
        assert current is not None
        assert current.read_manifest().files.keys() == {"letter", "eggs/a/b"}
        assert host.served in "ab"
        host.fails = ()
        host.release(then)
        assert (host.current, host.served) == (then, then)
        left = {path.name for path in host.store.folder.iterdir()}
        assert left == {one.name for one in host.store.list_releases()}
        assert {path.name for path in host.store.root.iterdir()} == {"current", "releases", "shared"}
        assert host.letters in (f"a{then}", f"ab{then}")
        assert host.store.find_current() in host.store.list_releases()
    assert number > 30
