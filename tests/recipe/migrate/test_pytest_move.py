"""The part that runs the tests."""

from __future__ import annotations

HEAD = (
    "[buildout]\nparts = django live\n[django]\nrecipe = djangorecipe\nproject = mysite\neggs = mysite\ntest = mysite\n"
)


def test_tests_that_are_inherited_are_run_once(move) -> None:
    assert [tests.name for tests in move(HEAD + "[live]\n<= django\nsettings = live\n").tests] == ["test"]


def test_a_section_of_that_name_keeps_it_and_references_follow(moved) -> None:
    text = moved(HEAD + "[test]\nrecipe = zc.recipe.egg\neggs = x\n[cron]\ncommand = bin/test -v\n")
    assert "\n[test-development]\nrecipe = twod.recipe:test\n" in text
    assert "command = bin/test-development -v\n" in text
