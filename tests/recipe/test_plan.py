"""A plan is put in its place file by file."""

from __future__ import annotations

import logging
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from twod.inifile.checksum import add_checksum, make_marker
from twod.inifile.problems import Place, Problem
from twod.recipe.disk.directories import Directory
from twod.recipe.disk.generated import Generated
from twod.recipe.disk.groups import Group
from twod.recipe.disk.secret_key import SecretKey
from twod.recipe.parts.plan import ChangeCommand, DeploymentCheck, Plan, apply_plan
from twod.recipe.recipe_error import RecipeError

MARKER = make_marker("site", "buildout.cfg")
PLACE = Place("buildout.cfg", None, "site", "on-change")


def make_file(path: Path, text: str = "") -> Generated:
    return Generated(path, add_checksum(f"{MARKER}\n{text}\n").encode(), 0o644)


def make_plan(directory: Path, text: str = "", command: str = "") -> Plan:
    return Plan(
        inis=[make_file(directory / "prod.ini", text)],
        scripts=[make_file(directory / "manage-prod", text)],
        progress=Generated(directory / ".unfinished", f"{MARKER}\n".encode(), 0o644),
        on_change=ChangeCommand(command, directory, PLACE),
    )


@pytest.fixture
def logger(caplog: pytest.LogCaptureFixture) -> logging.Logger:
    caplog.set_level(logging.INFO)
    return logging.getLogger("site")


def test_files_are_written_and_told_once(
    tmp_path: Path, logger: logging.Logger, caplog: pytest.LogCaptureFixture
) -> None:
    plan = make_plan(tmp_path)
    apply_plan(plan, logger)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["manage-prod", "prod.ini"]
    assert caplog.messages == [f"Wrote {tmp_path}/prod.ini.", f"Wrote {tmp_path}/manage-prod."]
    caplog.clear()
    apply_plan(plan, logger)
    assert caplog.messages == []


def test_of_runs_at_the_same_time_each_leaves_whole_files(tmp_path: Path, logger: logging.Logger) -> None:
    plans = [make_plan(tmp_path, str(number) * 100_000)._replace(root=tmp_path) for number in range(4)]
    whole = {plan.inis[0].content for plan in plans}
    with ThreadPoolExecutor(4) as pool:
        runs = [pool.submit(apply_plan, plans[number % 4], logger) for number in range(40)]
        while not all(run.done() for run in runs):
            assert not (tmp_path / "prod.ini").exists() or (tmp_path / "prod.ini").read_bytes() in whole
    for run in runs:
        run.result()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["manage-prod", "prod.ini"]


def test_an_empty_plan_does_nothing(logger: logging.Logger, caplog: pytest.LogCaptureFixture) -> None:
    apply_plan(Plan(), logger)
    assert caplog.messages == []


def test_a_plan_without_a_note_is_put_in_its_place_too(tmp_path: Path, logger: logging.Logger) -> None:
    apply_plan(make_plan(tmp_path)._replace(progress=None), logger)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["manage-prod", "prod.ini"]


def test_directories_and_keys_are_made_and_keys_stay(tmp_path: Path, logger: logging.Logger) -> None:
    plan = Plan(directories=[Directory(tmp_path / "var" / "log")], secret_keys=[SecretKey(tmp_path / "var" / "key")])
    apply_plan(plan, logger)
    key = (tmp_path / "var" / "key").read_bytes()
    apply_plan(plan, logger)
    assert (tmp_path / "var" / "key").read_bytes() == key
    assert (tmp_path / "var" / "log").is_dir()


def test_what_is_doubtful_about_a_key_is_told_when_it_is_made(
    tmp_path: Path, logger: logging.Logger, caplog: pytest.LogCaptureFixture
) -> None:
    doubt = Problem("buildout.cfg", None, "prod", "secret-key", "another host needs the same")
    key = tmp_path / "key"
    plan = Plan(secret_keys=[SecretKey(key)], key_warnings={key: doubt})
    apply_plan(plan, logger)
    apply_plan(plan, logger)
    assert caplog.messages == [
        f"Generated a secret key, {key}.",
        "[prod] secret-key: another host needs the same (buildout.cfg)",
    ]


def test_keys_are_given_to_their_group_with_those_that_were_in_use_before(
    tmp_path: Path, logger: logging.Logger, caplog: pytest.LogCaptureFixture
) -> None:
    group = Group("web", os.getegid())
    key = SecretKey(tmp_path / "key", group)
    for path in (key.path, key.former.path):
        path.touch(0o600)
    apply_plan(Plan(secret_keys=[key]), logger)
    apply_plan(Plan(secret_keys=[key]), logger)
    assert caplog.messages == [f"Gave {path} to the group web." for path in (key.path, key.former.path)]
    assert [path.stat().st_mode & 0o777 for path in (key.path, key.former.path)] == [0o640, 0o640]


def test_what_a_run_left_that_was_killed_at_a_key_is_removed(tmp_path: Path, logger: logging.Logger) -> None:
    (tmp_path / ".key.0123456789abcdef").write_text("a key that nobody has", encoding="utf-8")
    apply_plan(Plan(secret_keys=[SecretKey(tmp_path / "key")]), logger)
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


def test_a_directory_outside_of_the_buildout_is_told(
    tmp_path: Path, logger: logging.Logger, caplog: pytest.LogCaptureFixture
) -> None:
    inside, outside = tmp_path / "site" / "var", tmp_path / "data" / "var"
    (tmp_path / "site").mkdir()
    plan = Plan(directories=[Directory(inside), Directory(outside)], root=tmp_path / "site")
    apply_plan(plan, logger)
    apply_plan(plan, logger)
    assert caplog.messages == [f"Made {outside.parent}.", f"Made {outside}."]


def test_warnings_are_told_in_each_run(
    tmp_path: Path, logger: logging.Logger, caplog: pytest.LogCaptureFixture
) -> None:
    plan = Plan(warnings=[Problem("buildout.cfg", None, "prod", "SECRET_KEY", "a secret in clear")])
    apply_plan(plan, logger)
    apply_plan(plan, logger)
    assert caplog.messages == ["[prod] SECRET_KEY: a secret in clear (buildout.cfg)"] * 2


def test_an_ini_that_was_edited_is_kept(
    tmp_path: Path, logger: logging.Logger, caplog: pytest.LogCaptureFixture
) -> None:
    apply_plan(make_plan(tmp_path), logger)
    ini = tmp_path / "prod.ini"
    ini.write_text(edited := ini.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")
    apply_plan(make_plan(tmp_path), logger)
    assert (tmp_path / "prod.ini.orig").read_text(encoding="utf-8") == edited
    assert f"{ini} was edited by hand; saved the edited file as {ini}.orig." in caplog.messages


def test_what_a_killed_run_has_left_is_removed(tmp_path: Path, logger: logging.Logger) -> None:
    for name in (".prod.ini.new", "..unfinished.new"):
        (tmp_path / name).write_text("half", encoding="utf-8")
    apply_plan(make_plan(tmp_path), logger)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["manage-prod", "prod.ini"]


def test_a_changed_ini_has_a_command_run(tmp_path: Path, logger: logging.Logger) -> None:
    command = "echo run >> commands"
    apply_plan(make_plan(tmp_path, "1", command), logger)
    apply_plan(make_plan(tmp_path, "1", command), logger)
    (tmp_path / "manage-prod").unlink()  # a script alone is no reason
    apply_plan(make_plan(tmp_path, "1", command), logger)
    assert (tmp_path / "commands").read_text(encoding="utf-8") == "run\n"
    apply_plan(make_plan(tmp_path, "2", command), logger)
    assert (tmp_path / "commands").read_text(encoding="utf-8") == "run\nrun\n"


def test_a_command_that_fails_is_told_and_run_again_in_the_next_run(tmp_path: Path, logger: logging.Logger) -> None:
    plan = make_plan(tmp_path, "1", "test -e ready")
    with pytest.raises(RecipeError) as raised:
        apply_plan(plan, logger)
    assert str(raised.value) == "[site] on-change: 'test -e ready' ended with exit status 1 (buildout.cfg)"
    assert (tmp_path / ".unfinished").is_file()
    (tmp_path / "ready").touch()
    apply_plan(plan, logger)
    assert not (tmp_path / ".unfinished").exists()


def write_check(path: Path, status: int) -> Path:
    path.write_text(f"#!{sys.executable}\nprint('checked')\nraise SystemExit({status})\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def test_what_has_changed_is_checked(tmp_path: Path, logger: logging.Logger, caplog: pytest.LogCaptureFixture) -> None:
    good = write_check(tmp_path / "check", 0)
    checks = [
        DeploymentCheck("prod", tmp_path / "prod.ini", good),
        DeploymentCheck("script", Path("/other.ini"), good),
        DeploymentCheck("staging", Path("/other.ini"), Path("/other")),
    ]
    plan = make_plan(tmp_path)._replace(deployment_checks=checks)
    apply_plan(plan, logger)
    assert [message for message in caplog.messages if "checked" in message] == ["[prod] checked"]
    caplog.clear()
    apply_plan(plan, logger)
    assert caplog.messages == []


def test_all_failing_checks_are_told_and_done_again_in_the_next_run(tmp_path: Path, logger: logging.Logger) -> None:
    bad = write_check(tmp_path / "check", 1)
    checks = [DeploymentCheck(name, tmp_path / "prod.ini", bad) for name in ("prod", "staging")]
    plan = make_plan(tmp_path)._replace(deployment_checks=checks)
    for _ in range(2):
        with pytest.raises(RecipeError) as raised:
            apply_plan(plan, logger)
        assert str(raised.value) == "[prod]: checked\n[staging]: checked"
