"""A factory of another framework is no Django application; a project's that wraps ours is one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from twod.inifile.pastedeploy.route import follow_uri
from twod.inifile.problems import Report
from twod.wsgi.config.check import check_ini
from twod.wsgi.config.surroundings.foreign_factories import judge_foreign_factory
from twod.wsgi.config.survey import survey_uri
from twod.wsgi.exc import ConfigurationError

WriteFile = Callable[[str, str], Path]

CURE = "write 'use = egg:twod.wsgi'"


@pytest.fixture(autouse=True)
def _projects(write: WriteFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    write("foreign_shop/__init__.py", "")
    write("foreign_shop/base.py", "from twod.wsgi import wsgify_django")
    write("foreign_shop/wsgi.py", "from foreign_shop.base import make")
    write("foreign_frame/__init__.py", "def make(global_conf, **local_conf): ...")


def judge(use: str, write: WriteFile) -> list[str]:
    report = Report()
    judge_foreign_factory(follow_uri(write("x.ini", f"[app:main]\nuse = {use}\n")), report)
    return [str(error) for error in report.errors]


@pytest.mark.parametrize("use", ["egg:twod.wsgi", "call:foreign_shop.wsgi:make", "call:twod.wsgi:wsgify_django"])
def test_a_factory_that_leads_to_ours_is_right(use: str, write: WriteFile) -> None:
    assert judge(use, write) == []


@pytest.mark.parametrize("use", ["egg:Paste#static", "egg:no-such-thing#main", "call:foreign_frame:make"])
def test_another_factory_is_named(use: str, write: WriteFile) -> None:
    assert judge(use, write) == [f"x.ini:2 [app:main] use: {use} is not a factory of Django applications; {CURE}"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "[app:main]\nuse = egg:Paste#static\n",
            "x.ini:2 [app:main] use: egg:Paste#static is not a factory of Django app",
        ),
        (
            "[app:main]\nuse = call:foreign_gone:make\n",
            "x.ini:2 [app:main] use: there is no module 'foreign_gone'",
        ),
        ("[app:main]\nSITE_ID = 1\n", "x.ini [app:main]: expected 'use = …' or 'paste.app_factory = …'"),
        ("[app:shop]\nuse = egg:twod.wsgi\n[app:main]\nuse = egg:Paste#static\n", "x.ini"),
        ("[server:main]\nuse = egg:waitress\n", "there is no application called 'main'"),
        ("[DEFAULT]\ndebug = true\n", "there is no application called 'main'"),
    ],
)
def test_an_ini_without_a_django_application_is_wrong_everywhere(text: str, problem: str, write: WriteFile) -> None:
    path = write("x.ini", text)
    survey = survey_uri(path)
    assert survey.loaded is None
    assert problem in "\n".join(map(str, survey.report.errors))
    if "egg:twod.wsgi" not in text:
        with pytest.raises(ConfigurationError) as raised:
            check_ini(path)
        assert problem in str(raised.value)


@pytest.mark.parametrize("use", ["egg:dj.paste", "egg:repoze.django#django", "egg:django-pastedeploy-settings"])
def test_a_factory_of_a_predecessor_names_the_command(use: str, write: WriteFile) -> None:
    (found,) = judge(use, write)
    assert found.endswith("is not a factory of twod.wsgi; run 'twod migrate-ini' to rewrite the ini")


def test_the_check_names_the_command_alone_where_a_predecessor_is_not_installed(write: WriteFile) -> None:
    text = "[composite:main]\nuse = egg:django-pastedeploy-settings#full_django\ndjango_app = shop\n"
    with pytest.raises(ConfigurationError) as caught:
        check_ini(write("x.ini", f"{text}[app:shop]\nuse = egg:django-pastedeploy-settings\n"))
    assert [problem.message.partition("; ")[2] for problem in caught.value.problems] == [
        "run 'twod migrate-ini' to rewrite the ini"
    ] * 2
