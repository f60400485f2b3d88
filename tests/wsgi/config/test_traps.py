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
        f"x.ini:{4 + bool(default)} [app:main] debug: PasteDeploy ignores it here; write 'debug = …' in [DEFAULT],"
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
        "x.ini:3 [app:main] set EMAIL_PORT: 'set' changes a variable and no setting; write 'EMAIL_PORT = …'"
    ]


def test_set_in_capital_letters_is_an_error(write):
    path = write("x.ini", "[app:main]\nuse = egg:twod.wsgi\nSet debug = true\n")
    assert problems_of(path) == ["x.ini:3 [app:main] Set debug: write 'set' in small letters"]


def test_lone_percent_is_located(write):
    path = write("x.ini", "[app:main]\nuse = egg:twod.wsgi\nDATABASES.default.NAME = 100%\nDATE_FORMAT = %d\n")
    assert problems_of(path) == [
        "x.ini:3 [app:main] DATABASES.default.NAME: a lone '%'; write '%%'",
        "x.ini:4 [app:main] DATE_FORMAT: a lone '%'; write '%%'",
    ]


def test_lone_percent_in_a_base_file_is_located_there(write):
    write("base.ini", "[app:main]\nuse = egg:twod.wsgi\nDATE_FORMAT = %d\n")
    path = write("x.ini", "[app:main]\nuse = config:base.ini\n")
    assert problems_of(path) == ["base.ini:3 [app:main] DATE_FORMAT: a lone '%'; write '%%'"]


def test_unknown_interpolated_name_is_located(write):
    path = write("x.ini", "[app:main]\nuse = egg:twod.wsgi\nMEDIA_ROOT = %(heer)s/media\n")
    assert problems_of(path) == [
        "x.ini:3 [app:main] MEDIA_ROOT: %(heer)s: no such option in this section or in [DEFAULT]"
    ]


def test_interpolation_circle_is_located(write):
    path = write("x.ini", "[app:main]\nuse = egg:twod.wsgi\nA = %(B)s\nB = %(A)s\n")
    assert problems_of(path) == [
        f"x.ini:{line} [app:main] {name}: the %(…)s in it refer to one another in a circle"
        for line, name in [(3, "A"), (4, "B")]
    ]


def test_percent_that_two_files_read_is_explained(write):
    write("base.ini", "[app:main]\nuse = egg:twod.wsgi\n")
    path = write("x.ini", "[DEFAULT]\nnote = 100%%\n[app:main]\nuse = config:base.ini\n")
    (problem,) = problems_of(path)
    assert problem.startswith("x.ini:2 [DEFAULT] note: PasteDeploy reads this value again in ")


def test_percent_in_the_directory_name_is_explained(write):
    path = write("100%dir/x.ini", "[app:main]\nuse = egg:twod.wsgi\n")
    problems = problems_of(path)
    assert len(problems) == 2
    assert "write here = … in [DEFAULT], with '%%'" in problems[0]
    assert "write __file__ = … in [DEFAULT], with '%%'" in problems[1]


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


@pytest.mark.parametrize(("sign", "operator"), [("+", "append"), ("-", "remove"), ("^", "prepend")])
def test_sign_before_the_equals_sign_is_an_error_that_tells_the_operator(write, sign, operator):
    path = write("x.ini", f"[app:main]\nuse = egg:twod.wsgi\nMIDDLEWARE {sign}= a.B\n")
    (problem,) = problems_of(path)
    assert problem.endswith(f"expected MIDDLEWARE.{operator} = …, since an ini has no '{sign}='")


def test_setting_in_small_letters_is_a_warning(write):
    path = write("x.ini", "[app:main]\nuse = egg:twod.wsgi\nemail_port = 25\n")
    with pytest.warns(UserWarning, match=r"x\.ini:3 \[app:main\] email_port: not a setting; did you mean EMAIL_PORT\?"):
        assert "EMAIL_PORT" not in load_uri(path, environ={}).values


def test_repeated_options_and_sections_are_all_located(write):
    path = write("x.ini", "[app:main]\nuse = egg:twod.wsgi\nA = 1\nA = 2\n[app:b]\n[app:main]\nA = 3\n")
    assert problems_of(path) == [
        "x.ini:4 [app:main] A: this option stands in line 3 already",
        "x.ini:6 [app:main]: this section begins in line 1 already",
        "x.ini:7 [app:main] A: this option stands in line 4 already",
    ]


def test_two_sections_for_one_application_are_an_error(write):
    path = write("x.ini", "[app:main]\nuse = egg:twod.wsgi\n[composite:main]\nuse = egg:Paste#urlmap\n")
    (problem,) = problems_of(path)
    assert problem.endswith("'main' may be [app:main] and [composite:main]; rename one of them")


def test_section_that_is_never_read_is_an_error(write):
    path = write("x.ini", "[app:main]\nuse = egg:twod.wsgi\n[application:main]\nuse = egg:twod.wsgi\nSITE_ID = 1\n")
    assert "SITE_ID" not in appconfig(f"config:{path}").local_conf
    assert problems_of(path) == [
        "x.ini [application:main]: PasteDeploy never reads this section, since [app:main] has the same name;"
        " keep one of them"
    ]


@pytest.mark.parametrize(
    "section",
    ["[pipeline:main]\npipeline = d", "[app:main]\nuse = p", "[filter-app:main]\nuse = egg:Paste#gzip\nnext = d"],
)
def test_setting_in_a_section_that_only_leads_to_the_application_is_an_error(write, section):
    path = write("x.ini", f"[app:d]\nuse = egg:twod.wsgi\n[pipeline:p]\npipeline = d\n{section}\nSITE_ID = 1\n")
    (problem,) = problems_of(path)
    assert "SITE_ID: no setting of an application, since this section only leads to one" in problem


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


def test_use_without_equals_sign_is_explained(write):
    path = write("x.ini", "[app:main]\nuse egg:twod.wsgi\n")
    assert problems_of(path) == [
        "x.ini:2 [app:main] use egg: write 'use = egg:twod.wsgi' (':' separates a name from its value)",
    ]


def test_option_that_is_called_like_a_parameter_of_the_factory_does_not_collide(write):
    from twod.wsgi.factories import make_application

    path = write("x.ini", "[app:main]\nuse = egg:twod.wsgi\nglobal_conf = x\n")
    assert "global_conf" not in load_uri(path, environ={}).values
    assert make_application.__code__.co_posonlyargcount == 1


def test_trailing_space_is_kept_in_quotes(write):
    path = write("x.ini", '[app:main]\nuse = egg:twod.wsgi\nEMAIL_SUBJECT_PREFIX = "[Django] "\n')
    assert load_uri(path, environ={}).values["EMAIL_SUBJECT_PREFIX"] == "[Django] "


def test_flag_without_value_is_located(write):
    path = write("x.ini", "[app:main]\nuse = egg:twod.wsgi\nUSE_TZ\n")
    assert problems_of(path) == [
        "x.ini:3: neither NAME = VALUE nor [SECTION]; if the line belongs to the value above, indent it"
    ]


def test_byte_order_mark_is_accepted(tmp_path):
    path = tmp_path / "x.ini"
    path.write_bytes("\ufeff[app:main]\nuse = egg:twod.wsgi\nSITE_ID = 2\n".encode())
    assert load_uri(path, environ={}).values["SITE_ID"] == 2


def test_text_that_is_not_utf8_is_located(tmp_path):
    path = tmp_path / "x.ini"
    path.write_bytes(b"[app:main]\nuse = egg:twod.wsgi\nA = caf\xe9\n")
    assert problems_of(path) == ["x.ini:3: not UTF-8 text (byte 0xe9)"]


def test_circle_of_sections_is_an_error_at_the_line_that_closes_it(write):
    path = write("x.ini", "[app:main]\nuse = b\n[app:b]\nuse = main\n")
    (problem,) = problems_of(path)
    assert problem.startswith("x.ini:4 [app:b] use: [app:main] of ")
    assert problem.endswith("leads back to itself")


def test_missing_base_file_is_an_error_at_the_line_that_asks_for_it(write, tmp_path):
    path = write("x.ini", "[app:main]\nuse = config:gone.ini\n")
    assert problems_of(path) == [f"x.ini:2 [app:main] use: cannot read {tmp_path}/gone.ini: no such file or directory"]


def test_missing_base_section_is_an_error_that_lists_what_there_is(write, tmp_path):
    path = write("x.ini", "[app:main]\nuse = bsae\n[app:base]\nuse = egg:twod.wsgi\n")
    assert problems_of(path) == [
        f"x.ini:2 [app:main] use: {tmp_path}/x.ini has no application called 'bsae' (it has base, main)"
    ]


def test_get_of_an_unknown_variable_is_located(write):
    path = write("x.ini", "[app:main]\nuse = egg:twod.wsgi\nget SITE_ID = nope\n")
    assert problems_of(path) == ["x.ini:3 [app:main] get SITE_ID: there is no variable called 'nope'"]


def test_get_of_a_variable_is_a_setting(write):
    path = write("x.ini", "[DEFAULT]\nid = 7\n[app:main]\nuse = egg:twod.wsgi\nget SITE_ID = id\n")
    assert load_uri(path, environ={}).values["SITE_ID"] == 7


def test_section_without_a_loader_is_explained(write):
    path = write("x.ini", "[app:main]\nSITE_ID = 1\n")
    (problem,) = problems_of(path)
    assert problem.startswith("x.ini [app:main]: no 'use = …'")


def test_setting_in_default_alone_is_a_warning(write):
    path = write("x.ini", "[DEFAULT]\nSITE_ID = 2\n[app:main]\nuse = egg:twod.wsgi\n")
    with pytest.warns(UserWarning, match=r"x\.ini:2 \[DEFAULT\] SITE_ID: a setting has no effect in \[DEFAULT\]"):
        assert "SITE_ID" not in load_uri(path, environ={}).values


@pytest.mark.parametrize("name", ["django_settings_module", "twod.types", "twod.dialect"])
def test_variable_of_ours_in_the_section_is_an_error(write, name):
    path = write("x.ini", f"[app:main]\nuse = egg:twod.wsgi\n{name} = x\n")
    assert problems_of(path) == [f"x.ini:3 [app:main] {name}: it has no effect here; write it in [DEFAULT]"]


def test_filter_with_is_no_setting(write):
    path = write("x.ini", "[app:main]\nuse = egg:twod.wsgi\nfilter-with = f\n[filter:f]\nuse = egg:Paste#gzip\n")
    assert load_uri(path, environ={}).values == {}
