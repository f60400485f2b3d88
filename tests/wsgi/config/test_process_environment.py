"""The files of environment variables that an ini names, in force in the process."""

from __future__ import annotations

import os
import subprocess
import sys
from unittest import mock

import dotenv
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twod.inifile.environment_files import MARK_VARIABLE
from twod.inifile.problems import Report
from twod.wsgi import settings_report
from twod.wsgi.config import bind, configure, configure_called
from twod.wsgi.config.surroundings.process_environment import put_in_force, put_uri_in_force
from twod.wsgi.config.survey import load_uri, survey_served, survey_uri
from twod.wsgi.exc import ConfigurationError

pytestmark = pytest.mark.usefixtures("_unconfigured")

HEAD = "[DEFAULT]\ndebug = no\ntwod.environment_file = {files}\n"
INI = f"{HEAD}[app:main]\nuse = egg:twod.wsgi\nSECRET_KEY = ${{{{env:KEY}}}}\n"


@pytest.fixture
def ini(write):
    """An ini whose key is in line 2 of the file beside it."""
    write(".env", "# the key\nKEY=hunter2\nGREETING='hello'\n")
    return write("x.ini", INI.format(files="%(here)s/.env"))


def test_the_settings_have_them_and_tell_where_they_are(ini):
    configure(ini)
    (origin, *_) = settings_report(["SECRET_KEY"])["SECRET_KEY"].origins
    assert str(origin).endswith(f"(environment variable KEY of {ini.parent}/.env:2)")
    assert (os.environ["KEY"], os.environ["GREETING"]) == ("hunter2", "hello")
    assert "hunter2" not in f"{settings_report(['SECRET_KEY'])}"


def test_they_are_there_before_the_settings_module_is_imported(write, monkeypatch, tmp_path):
    write(".env", "GREETING=hello")
    write("with_environ.py", "import os\nGREETING = os.environ['GREETING']\n")
    monkeypatch.delitem(sys.modules, "with_environ", raising=False)
    head = f"{HEAD.format(files='.env')}django_settings_module = with_environ\ntwod.pythonpath = {tmp_path}\n"
    assert load_uri(write("x.ini", f"{head}[app:main]\nuse = egg:twod.wsgi\n")).values["GREETING"] == "hello"


def test_a_missing_file_is_the_one_error(write, tmp_path):
    write("reads_environ.py", "import os\nGREETING = os.environ['GREETING']\n")
    head = f"{HEAD.format(files='.env')}django_settings_module = reads_environ\ntwod.pythonpath = {tmp_path}\n"
    survey = survey_uri(write("x.ini", f"{head}[app:main]\nuse = egg:twod.wsgi\nSECRET_KEY = ${{env:KEY}}\n"))
    assert [error.name for error in survey.report.errors] == ["twod.environment_file"]
    assert "reads_environ" not in sys.modules


def test_pastedeploy_s_arguments_are_enough(ini):
    global_conf = {"here": str(ini.parent), "__file__": str(ini), "debug": "no"}
    global_conf["twod.environment_file"] = f"{ini.parent}/.env"
    configure_called(global_conf, {"SECRET_KEY": "${env:KEY}"})
    assert settings_report(["SECRET_KEY"])["SECRET_KEY"].origins[0].references[0].endswith(".env:2")


def test_what_the_caller_has_set_stays(ini, monkeypatch):
    monkeypatch.setenv("KEY", "the caller's")
    put_uri_in_force(ini)
    assert (os.environ["KEY"], os.environ["GREETING"]) == ("the caller's", "hello")


@pytest.mark.parametrize("put", [bind, survey_served, survey_uri])
def test_a_changed_file_is_in_force_the_next_time(ini, put):
    put(ini)
    (ini.parent / ".env").write_text("KEY=changed\nMORE=1\n")
    put(ini)
    assert (os.environ["KEY"], os.environ.get("GREETING"), os.environ["MORE"]) == ("changed", None, "1")
    ini.write_text("[app:main]\nuse = egg:twod.wsgi\n")
    put(ini)
    assert {"KEY", "GREETING", "MORE", MARK_VARIABLE}.isdisjoint(os.environ)


def test_what_is_set_since_is_kept(ini):
    bind(ini)
    os.environ["GREETING"] = "set since"
    (ini.parent / ".env").write_text("KEY=changed\n")
    bind(ini)
    assert (os.environ["KEY"], os.environ["GREETING"]) == ("changed", "set since")


NAMES = st.sampled_from(["FIRST", "SECOND", "THIRD"])
STEPS = st.lists(
    st.tuples(st.just("file"), st.dictionaries(NAMES, st.sampled_from(["1", "2", "${THIRD}3"])))
    | st.tuples(st.just("caller"), st.dictionaries(NAMES, st.sampled_from(["", "the caller's"]), max_size=1)),
    max_size=6,
)


@settings(max_examples=25)
@given(steps=STEPS)
def test_after_any_changes_the_process_has_the_present_file_and_what_the_caller_has_set(
    write, forget_settings, tmp_path, steps
):
    ini = write("x.ini", INI.format(files=".env"))
    write(".env", "")
    caller: dict[str, str] = {}
    with forget_settings():
        for kind, texts in steps:
            if kind == "file":
                write(".env", "".join(f"{name}={text}\n" for name, text in texts.items()))
            else:
                os.environ.update(texts)
                caller |= texts
            put_uri_in_force(ini)
            with mock.patch.dict(os.environ, caller, clear=True):
                dotenv.load_dotenv(tmp_path / ".env")
                expected = dict(os.environ)
            names = ("FIRST", "SECOND", "THIRD")
            assert {name: os.environ.get(name) for name in names} == {name: expected.get(name) for name in names}


def test_a_file_that_is_wrong_changes_nothing(ini):
    bind(ini)
    (ini.parent / ".env").write_text("KEY=changed\nGREETING='\n")
    with pytest.raises(ConfigurationError, match=r"\.env:2: python-dotenv cannot parse"):
        bind(ini)
    assert os.environ["KEY"] == "hunter2"


def test_another_mapping_is_looked_in_and_the_process_keeps_its_own(ini, monkeypatch):
    monkeypatch.setenv("KEY", "of the process")
    environ = {"HOME": "/root"}
    loaded = load_uri(ini, environ=environ)
    assert loaded.values["SECRET_KEY"] == "hunter2"
    assert load_uri(ini, environ={"KEY": "given"}).values["SECRET_KEY"] == "given"
    assert (environ, "GREETING" in os.environ) == ({"HOME": "/root"}, False)


def test_two_inis_of_a_process_keep_what_they_have_and_a_child_has_that_of_its_own(write, ini):
    write("other.env", "KEY=other\n")
    other = write("other.ini", INI.format(files="other.env"))
    put_uri_in_force(ini)
    put_uri_in_force(other)
    assert (os.environ["KEY"], os.environ["GREETING"]) == ("other", "hello")
    code = (
        "import os; from twod.wsgi.config.surroundings.process_environment import put_uri_in_force\n"
        f"put_uri_in_force({str(other)!r}); print(os.environ['KEY'], os.environ.get('GREETING'))"
    )
    printed = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert printed == "other None\n"


def test_files_are_watched_even_those_that_are_not_there_yet(write, tmp_path):
    ini = write("x.ini", "[DEFAULT]\ntwod.environment_file = -.env.local\n[app:main]\nuse = egg:twod.wsgi\n")
    assert f"{tmp_path}/.env.local" in survey_uri(ini).files


def test_an_ini_that_cannot_be_read_is_for_its_loading_to_report(tmp_path):
    put_uri_in_force(tmp_path / "gone.ini")


def test_without_the_option_nothing_is_read(write):
    put_uri_in_force(write("x.ini", "[app:main]\nuse = egg:twod.wsgi\n"))
    assert MARK_VARIABLE not in os.environ
    put_in_force({}, Report())
    code = "import sys; from twod.wsgi.config import configure; configure({!r}); print('dotenv' in sys.modules)"
    path = write("y.ini", "[app:main]\nuse = egg:twod.wsgi\nSECRET_KEY = x\n")
    run = subprocess.run([sys.executable, "-c", code.format(str(path))], check=True, capture_output=True, text=True)
    assert run.stdout == "False\n"
