"""Where PasteDeploy and ConfigParser are silent or vague, we are not."""

from __future__ import annotations

from pathlib import Path

import pytest
from paste.deploy import appconfig

from twod.wsgi.config.survey import load_called, load_uri
from twod.wsgi.exc import ConfigurationError


def problems_of(path: Path) -> list[str]:
    with pytest.raises(ConfigurationError) as raised:
        load_uri(path, environ={})
    return [str(problem) for problem in raised.value.problems]


def test_option_that_default_has_too_is_an_error_naming_both_lines(write):
    path = write("x.ini", "[DEFAULT]\nEMAIL_PORT = 25\n[app:main]\nuse = egg:twod.wsgi\nEMAIL_PORT = 1025\n")
    assert "EMAIL_PORT" not in appconfig(f"config:{path}").local_conf
    assert problems_of(path) == [
        "x.ini:5 [app:main] EMAIL_PORT: PasteDeploy drops it, since x.ini:2 [DEFAULT] has the same name;"
        " keep one of them"
    ]


def test_option_of_a_base_file_that_the_child_default_wipes_is_an_error(write):
    write("base.ini", "[app:main]\nuse = egg:twod.wsgi\nEMAIL_PORT = 25\n")
    path = write("x.ini", "[DEFAULT]\nEMAIL_PORT = 99\n[app:main]\nuse = config:base.ini\n")
    assert "EMAIL_PORT" not in appconfig(f"config:{path}").local_conf
    assert problems_of(path) == [
        "base.ini:3 [app:main] EMAIL_PORT: PasteDeploy drops it, since x.ini:2 [DEFAULT] has the same name;"
        " keep one of them"
    ]


def test_option_that_the_command_line_wipes_is_an_error(write):
    path = write("x.ini", "[app:main]\nuse = egg:twod.wsgi\nEMAIL_PORT = 25\n")
    conf = appconfig(f"config:{path}", global_conf={"EMAIL_PORT": "1025"})
    assert "EMAIL_PORT" not in conf.local_conf
    with pytest.raises(ConfigurationError, match="a variable given from outside has the same name"):
        load_called(conf.global_conf, conf.local_conf, environ={})


@pytest.mark.parametrize("default", ["", "debug = true\n"])
def test_debug_in_the_section_is_an_error(write, default):
    path = write("x.ini", f"[DEFAULT]\n{default}[app:main]\nuse = egg:twod.wsgi\ndebug = false\n")
    assert problems_of(path) == [
        f"x.ini:{4 + bool(default)} [app:main] debug: it has no effect here; write 'debug = …' in [DEFAULT],"
        " or 'set debug = …' in the section of the application"
    ]


@pytest.mark.parametrize("place", ["[DEFAULT]\nDEBUG = true", "[app:main]\nDEBUG = true", "[app:main]\nset DEBUG = 1"])
def test_debug_in_capitals_is_an_error_that_tells_where_to_write_it(write, place):
    path = write(
        "x.ini", f"{place}\nuse = egg:twod.wsgi\n" if "app" in place else f"{place}\n[app:main]\nuse=egg:twod.wsgi\n"
    )
    (problem,) = problems_of(path)
    assert "write 'debug = …' in [DEFAULT], or 'set debug = …' in the section" in problem


def test_set_debug_wins_over_default_and_reaches_references(write):
    path = write(
        "x.ini",
        "[DEFAULT]\ndebug = false\n[app:main]\nuse = egg:twod.wsgi\nset debug = true\nA = %(debug)s\nB = ${debug}\n",
    )
    values = load_uri(path, environ={}).values
    assert (values["DEBUG"], values["A"], values["B"]) == (True, False, True)


def test_set_of_a_setting_is_an_error_since_it_changes_none(write):
    path = write("x.ini", "[app:main]\nuse = egg:twod.wsgi\nset EMAIL_PORT = 25\n")
    assert problems_of(path) == [
        "x.ini:3 [app:main] set EMAIL_PORT: 'set' changes a variable, not a setting; write 'EMAIL_PORT = …'"
    ]


def test_lone_percent_is_located(write):
    path = write("x.ini", "[app:main]\nuse = egg:twod.wsgi\nDATABASES.default.NAME = 100%\nDATE_FORMAT = %d\n")
    assert problems_of(path) == [
        "x.ini:3 [app:main] DATABASES.default.NAME: a lone '%'; write '%%'",
        "x.ini:4 [app:main] DATE_FORMAT: a lone '%'; write '%%'",
    ]


def test_percent_in_the_directory_name_is_fine_once_default_says_where_it_is(write, tmp_path):
    here = str(tmp_path / "100%dir").replace("%", "%%")
    path = write(
        "100%dir/x.ini",
        f"[DEFAULT]\nhere = {here}\n__file__ = {here}/x.ini\n"
        "[app:main]\nuse = egg:twod.wsgi\nMEDIA_ROOT = %(here)s/m\n",
    )
    conf = appconfig(f"config:{str(path).replace('%', '%25')}")
    loaded = load_called(conf.global_conf, conf.local_conf, environ={})
    assert loaded.values["MEDIA_ROOT"] == f"{tmp_path}/100%dir/m"
    assert loaded.uri == f"{path}#main"


def test_here_of_two_files_differs_and_the_reference_warns(write, tmp_path):
    write("base/base.ini", "[app:main]\nuse = egg:twod.wsgi\nMEDIA_ROOT = %(here)s/a\nSTATIC_ROOT = ${here}/b\n")
    path = write("x.ini", "[app:main]\nuse = config:base/base.ini\n")
    with pytest.warns(UserWarning, match=r"base\.ini:4 .* STATIC_ROOT: \$\{here\} is the directory of the ini"):
        values = load_uri(path, environ={}).values
    assert (values["MEDIA_ROOT"], values["STATIC_ROOT"]) == (f"{tmp_path}/base/a", f"{tmp_path}/b")


def test_appends_add_up_along_the_chain_where_pastedeploy_keeps_the_last(write):
    write("base.ini", "[app:main]\nuse = egg:twod.wsgi\nMIDDLEWARE.append = a.A\n")
    path = write("x.ini", "[app:main]\nuse = config:base.ini\nMIDDLEWARE.append = b.B\n")
    assert appconfig(f"config:{path}").local_conf["MIDDLEWARE.append"] == "b.B"
    assert load_uri(path, environ={}).values["MIDDLEWARE"] == ["a.A", "b.B"]


def test_setting_in_small_letters_is_a_warning(write):
    path = write("x.ini", "[app:main]\nuse = egg:twod.wsgi\nemail_port = 25\n")
    with pytest.warns(UserWarning, match=r"x\.ini:3 \[app:main\] email_port: not a setting; did you mean EMAIL_PORT\?"):
        assert "EMAIL_PORT" not in load_uri(path, environ={}).values


def test_section_that_is_never_read_is_an_error(write):
    path = write("x.ini", "[app:main]\nuse = egg:twod.wsgi\n[application:main]\nuse = egg:twod.wsgi\nSITE_ID = 1\n")
    assert "SITE_ID" not in appconfig(f"config:{path}").local_conf
    assert problems_of(path) == [
        "x.ini [application:main]: PasteDeploy never reads this section, since [app:main] has the same name;"
        " keep one of them"
    ]


def test_lone_percent_on_the_way_to_the_application_is_located(write):
    path = write(
        "x.ini",
        "[app:d]\nuse = egg:twod.wsgi\n[composite:main]\nuse = egg:Paste#urlmap\n/ = d\n/100% = d\nx = 5%\n",
    )
    assert problems_of(path) == ["x.ini:7 [composite:main] x: a lone '%'; write '%%'"]


def test_option_indented_by_mistake_is_found_inside_the_value_above(write):
    path = write("x.ini", "[app:main]\nuse = egg:twod.wsgi\nTIME_ZONE = UTC\n  SITE_ID = 2\n")
    assert problems_of(path) == [
        "x.ini:3 [app:main] TIME_ZONE: its value has the line 'SITE_ID = …'; if that is an option, do not indent it"
    ]


def test_list_item_that_looks_like_a_comment_is_safe_in_quotes(write):
    path = write("x.ini", '[app:main]\nuse = egg:twod.wsgi\nINTERNAL_IPS =\n  "#fff"\n  #gone\n  b\n')
    assert load_uri(path, environ={}).values["INTERNAL_IPS"] == ["#fff", "b"]


def test_closing_bracket_at_the_margin_is_located(write):
    path = write("x.ini", '[app:main]\nuse = egg:twod.wsgi\nALLOWED_HOSTS = [\n  "a"\n]\n')
    problems = problems_of(path)
    assert problems[1] == (
        "x.ini:5: neither NAME = VALUE nor [SECTION]; if the line belongs to the value above, indent it"
    )
    assert problems[0].startswith("x.ini:3 [app:main] ALLOWED_HOSTS: expected JSON: ")


def test_json_line_at_the_margin_is_located(write):
    path = write("x.ini", '[app:main]\nuse = egg:twod.wsgi\nMY = {\n"a": 1}\n')
    problems = problems_of(path)
    assert problems[1] == (
        'x.ini:4 [app:main] "a": not the name of an option; if the line belongs to the value above, indent it'
    )


def test_option_that_is_called_like_a_parameter_of_the_factory_does_not_collide(write):
    from twod.wsgi.factories import make_application

    path = write("x.ini", "[app:main]\nuse = egg:twod.wsgi\nglobal_conf = x\n")
    assert "global_conf" not in load_uri(path, environ={}).values
    assert make_application.__code__.co_posonlyargcount == 1


def test_trailing_space_is_kept_in_quotes(write):
    path = write("x.ini", '[app:main]\nuse = egg:twod.wsgi\nEMAIL_SUBJECT_PREFIX = "[Django] "\n')
    assert load_uri(path, environ={}).values["EMAIL_SUBJECT_PREFIX"] == "[Django] "


def test_get_of_a_variable_is_a_setting(write):
    path = write("x.ini", "[DEFAULT]\nid = 7\n[app:main]\nuse = egg:twod.wsgi\nget SITE_ID = id\n")
    assert load_uri(path, environ={}).values["SITE_ID"] == 7


def test_setting_in_default_alone_is_a_warning(write):
    path = write("x.ini", "[DEFAULT]\nSITE_ID = 2\n[app:main]\nuse = egg:twod.wsgi\n")
    with pytest.warns(UserWarning, match=r"x\.ini:2 \[DEFAULT\] SITE_ID: a setting has no effect in \[DEFAULT\]"):
        assert "SITE_ID" not in load_uri(path, environ={}).values


def test_filter_with_is_no_setting(write):
    path = write("x.ini", "[app:main]\nuse = egg:twod.wsgi\nfilter-with = f\n[filter:f]\nuse = egg:Paste#gzip\n")
    assert load_uri(path, environ={}).values == {}
