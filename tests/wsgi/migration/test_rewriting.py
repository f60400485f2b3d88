"""An old ini becomes one of today: which options change, in which files, and what is declared."""

from __future__ import annotations

import sys
import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twod.wsgi.config.survey import load_uri, survey_uri
from twod.wsgi.config.trace.shown import show_alike
from twod.wsgi.exc import ConfigurationError
from twod.wsgi.migration.rewriting import migrate

TUPLES = "[DEFAULT]\ndebug = no\ntwod.tuples = A\n"


@pytest.fixture
def rewrite(write):
    """Write an ini and return what becomes of it."""

    def rewrite(text: str) -> str:
        path = str(write("site.ini", text))
        return migrate(path).texts[path]

    return rewrite


def test_declarations_become_one_and_are_sorted(rewrite):
    text = """\
        [DEFAULT]
        # ours
        twod.integers = N
        debug = no
        twod.tuples = B A
        [app:main]
        use = egg:twod.wsgi
        N = 5
        A = x
        B = y
        """
    old = "twod.integers = N\ndebug = no\ntwod.tuples = B A\n"
    new = "twod.types =\n    A:list\n    B:list\n    N:int\ndebug = no\n"
    assert rewrite(text) == textwrap.dedent(text).replace(old, new)


def test_dialect_that_is_named_becomes_two(rewrite):
    text = "[DEFAULT]\ndebug = no\ntwod.dialect = 1\n[app:main]\nuse = egg:twod.wsgi\nSITE_ID = 1\n"
    assert rewrite(text) == text.replace("dialect = 1", "dialect = 2")


def test_ini_of_today_stays_as_it_is(rewrite):
    text = "[app:main]\nuse = egg:twod.wsgi\nMY = 5\nDATABASES.default.NAME = ${here}/x\nMIDDLEWARE.append = a.B\n"
    assert rewrite(text) == text


def test_nested_key_and_operator_are_only_changed_where_they_have_a_reference_of_today(rewrite):
    settings = "DATABASES.default.NAME = x\nDATABASES.default.HOST = ${y}\nMIDDLEWARE.append = a.B\n"
    text = f"{TUPLES}[app:main]\nuse = egg:twod.wsgi\n{settings}"
    new = rewrite(text)
    assert new.endswith(settings.replace("${y}", "$${y}"))


def test_json_list_of_1x_is_written_simply_at_once(rewrite):
    text = f'{TUPLES}[app:main]\nuse = egg:twod.wsgi\nINSTALLED_APPS = ["a", "b"]\n'
    new = rewrite(text)
    assert new.endswith("INSTALLED_APPS =\n    a\n    b\n")
    assert rewrite(new) == new


def test_variable_stays_a_variable(rewrite):
    text = f'{TUPLES}root = /srv/50%%\nn = 5\n[app:main]\nuse = egg:twod.wsgi\nM = "%(root)s 5%%"\nN = %(n)s\n'
    assert rewrite(text).endswith('M = "\\"%(root)s 5%%\\""\nN = "%(n)s"\n')


def test_what_two_applications_use_is_rewritten_once_and_declared_for_both(write):
    text = """\
        [DEFAULT]
        debug = no
        twod.booleans = A B
        [app:base]
        use = egg:twod.wsgi
        A = y
        [app:main]
        use = base
        [app:other]
        use = base
        B = n
        """
    path = str(write("site.ini", text))
    migration = migrate(path)
    assert [subject.uri for subject in migration.subjects] == [f"{path}#{name}" for name in ("main", "other")]
    assert [subject.uri for subject in migration.others] == [f"{path}#base"]
    new = textwrap.dedent(text).replace("twod.booleans = A B", "twod.types =\n    A:bool\n    B:bool")
    assert migration.texts == {path: new.replace("A = y", "A = true").replace("B = n", "B = false")}


def test_file_that_is_used_changes_only_when_it_is_named(write):
    base = str(write("base.ini", "[app:main]\nuse = egg:twod.wsgi\nMY = 5\n"))
    path = str(write("site.ini", f"{TUPLES}[app:main]\nuse = config:base.ini\nA = x\n"))
    assert migrate(path).texts.keys() == {path}
    assert migrate(path, [base]).texts[base] == '[app:main]\nuse = egg:twod.wsgi\nMY = "5"\n'


def test_settings_module_decides_what_extends_it_and_what_had_no_effect(write, tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "rewritten_settings", raising=False)
    write("rewritten_settings.py", "A = ('a',)\nSITE_ID = 1\n")
    text = f"{TUPLES}django_settings_module = rewritten_settings\n[app:main]\nuse = egg:twod.wsgi\nA = b\nSITE_ID = 2\n"
    path = str(write("site.ini", text))
    (new,) = migrate(path).texts.values()
    assert new.endswith("A.append = b\n# It had no effect: rewritten_settings has SITE_ID, too.\n# SITE_ID = 2\n")
    assert load_uri(write("new.ini", new), environ={}).values == {"A": ("a", "b"), "DEBUG": False, "SITE_ID": 1}


def test_removed_setting_is_kept_with_a_note(write):
    path = str(write("site.ini", f"{TUPLES}[app:main]\nuse = egg:twod.wsgi\nUSE_L10N = y\n"))
    migration = migrate(path)
    assert "twod.types =\n    USE_L10N:bool\n" in migration.texts[path]
    assert [problem.name for problem in migration.notes] == ["USE_L10N"]


def test_file_that_is_not_there_or_leads_to_no_site_is_an_error(write, tmp_path):
    with pytest.raises(ConfigurationError, match="no such file or directory"):
        migrate(str(tmp_path / "gone.ini"))
    with pytest.raises(ConfigurationError, match="no Django application"):
        migrate(str(write("x.ini", "[composite:main]\nuse = egg:Paste#urlmap\n")))


TEXTS = st.text(alphabet="ab1-%\"'[]{}$#;=.,:/ é", max_size=12).map(str.strip)


@settings(max_examples=60)
@given(st.lists(TEXTS, min_size=4, max_size=4))
def test_any_text_of_an_old_ini_arrives_as_it_was(tmp_path, texts):
    escaped = [text.replace("%", "%%") for text in texts]
    options = "\n".join(
        f"{name} = {text}"
        for name, text in zip(("MY_TEXT", "TIME_ZONE", "MY_WORDS", "INTERNAL_IPS"), escaped, strict=True)
    )
    ini = tmp_path / "site.ini"
    ini.write_text(f"[DEFAULT]\ntwod.tuples = MY_WORDS\n[app:main]\nuse = egg:twod.wsgi\n{options}\n", encoding="utf-8")
    before = survey_uri(ini, environ={})
    if before.report.errors:
        return
    after = survey_uri(ini, environ={}, texts=migrate(str(ini)).texts)
    assert after.report.errors == ()
    assert show_alike(after.loaded.values) == show_alike(before.loaded.values)


def test_what_would_become_a_reference_in_another_section_stays_text(rewrite):
    sections = """\
[server:main]
use = egg:waitress
ident = ${name} ${env:A}
    # kept
    $${file:b}
[logger_shop]
level = ${env:A}
[alembic]
url = ${env:A}
"""
    text = f"{TUPLES}[app:main]\nuse = egg:twod.wsgi\nSITE_ID = 1\n{sections}"
    new = rewrite(text)
    assert "ident = ${name} $${env:A}\n    $$${file:b}\n" in new
    assert new.endswith("[logger_shop]\nlevel = ${env:A}\n[alembic]\nurl = ${env:A}\n")  # nobody reads the logger


def test_a_settings_module_beside_the_ini_is_found(write, monkeypatch: pytest.MonkeyPatch):
    """A command is called from anywhere."""
    write("settings_beside.py", "EMAIL_PORT = 2525\n")
    text = "[DEFAULT]\ntwod.dialect = 1\ndjango_settings_module = settings_beside\n[app:main]\nuse = egg:twod.wsgi\n"
    path = str(write("site.ini", f"{text}EMAIL_PORT = 25\n"))
    monkeypatch.setattr(sys, "path", sys.path[:])
    assert "\n# EMAIL_PORT = 25\n" in migrate(path).texts[path]
    sys.modules.pop("settings_beside")
