"""A backend that no module has is reported by the setting that names it, before anything uses it."""

from __future__ import annotations

from pathlib import Path

import pytest

from twod.inifile.problems import Place, Report
from twod.wsgi.config.check import check_settings
from twod.wsgi.config.surroundings.backends import judge_backends
from twod.wsgi.config.survey import survey_file

LOCMEM = "django.core.cache.backends.locmem.LocMemCache"


def judge(**values: object) -> list[str]:
    report = Report()
    judge_backends(values, {}, Place("/x.ini"), report)
    return [error.message for error in report.errors]


@pytest.mark.parametrize(
    "caches",
    [None, {}, {"default": None}, {"default": {}}, {"default": {"BACKEND": LOCMEM}}, {"default": {"BACKEND": dict}}],
)
def test_a_backend_that_is_there_or_not_named_is_right(caches: object) -> None:
    assert judge(CACHES=caches) == []


@pytest.mark.parametrize("setting", ["CACHES", "STORAGES", "TASKS"])
def test_a_backend_that_is_nowhere_is_told_by_its_alias(
    setting: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.joinpath("django_tasks.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    items = {"default": {"BACKEND": LOCMEM}, "other": {"BACKEND": "no_such_tasks.backends.Backend"}}
    assert judge(**{setting: items}) == [
        f"{setting}.other.BACKEND: there is no module 'no_such_tasks'; correct the name or install it"
    ]


def test_a_class_that_its_module_has_not_is_told_with_the_nearest() -> None:
    assert judge(CACHES={"default": {"BACKEND": f"{LOCMEM}s"}}) == [
        "CACHES.default.BACKEND: the module 'django.core.cache.backends.locmem' has no 'LocMemCaches'; "
        "did you mean LocMemCache?"
    ]


def test_a_name_without_a_module_is_told() -> None:
    assert judge(CACHES={"default": {"BACKEND": "LocMemCache"}}) == [
        "CACHES.default.BACKEND: expected the dotted name of a class, got 'LocMemCache'"
    ]


def test_a_setting_that_nothing_reads_needs_no_backends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("twod.wsgi.config.surroundings.backends.find_django_version", lambda: (5, 2))
    assert judge(MAILERS={"default": {"BACKEND": "no_such_mail.Backend"}}) == []


INI = "[DEFAULT]\ndebug = false\n[app:main]\nuse = egg:twod.wsgi\nSECRET_KEY = x\n"


def test_a_check_with_django_knows_what_is_set_by_parts(tmp_path: Path) -> None:
    ini = tmp_path / "x.ini"
    ini.write_text(f"{INI}CACHES.default.BACKEND = no_such_caches.Cache\n")
    (error,) = survey_file(ini).report.errors
    assert str(error).startswith("x.ini:6 [app:main] CACHES.default.BACKEND: there is no module 'no_such_caches'")


def test_a_check_without_django_knows_what_is_set_as_a_whole(tmp_path: Path) -> None:
    text = f'{INI}CACHES = {{"other": {{"BACKEND": "no_such_caches.Cache"}}}}\n'
    (error,) = check_settings(tmp_path / "x.ini", text=text).errors
    assert str(error).startswith("x.ini:6 [app:main] CACHES: CACHES.other.BACKEND: there is no module 'no_such_caches'")
