"""All that is wrong with an ini is found without Django, and what PasteDeploy does in silence is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from paste.deploy import appconfig

from twod.inifile.grammar import check_grammar
from twod.inifile.variables import FAST_SWITCHES

ADVICE = "write 'debug = …' in [DEFAULT], or 'set debug = …' in the section of the application"
IN_DEFAULT = "it has no effect here: twod.wsgi reads it in [DEFAULT] only; move it there"


def errors_of(path: Path) -> list[str]:
    return list(map(str, check_grammar(path).errors))


def warnings_of(path: Path) -> list[str]:
    report = check_grammar(path)
    assert report.errors == ()
    return list(map(str, report.warnings))


def find_mistakes(options: str, default: str = "") -> list[str]:
    """Return what is wrong with the options of a Django application, without the place."""
    text = f"[DEFAULT]\n{default}\n[app:main]\nuse = egg:twod.wsgi\n{options}\n"
    return [error.message for error in check_grammar("/srv/x.ini", text=text).errors]


def test_good_ini_has_no_faults():
    report = check_grammar(
        "/srv/x.ini",
        text="""
[DEFAULT]
debug = ${env:DEBUG:-no}
django_settings_module = shop.settings
twod.types = MY:int
[app:main]
use = egg:twod.wsgi
set debug = true
SECRET_KEY = ${file:secret}
DATABASES.default.NAME = %(here)s/db
MIDDLEWARE.append = a.B
my_own = %(debug)s
[pipeline:site]
pipeline = gzip main
[filter:gzip]
use = egg:Paste#gzip
[server:main]
use = egg:waitress
port = 80
[loggers]
keys = root
[handlers]
keys =
[formatters]
keys = plain
[logger_root]
handlers =
[formatter_plain]
format = %(message)s
[uwsgi]
master = true
""",
    )
    assert (report.errors, report.warnings) == ((), ())


@pytest.mark.parametrize(
    ("option", "mistake"),
    [
        ("debug = no", f"it has no effect here; {ADVICE}"),
        ("DEBUG = no", ADVICE),
        ("DEBUG.a = no", ADVICE),
        ("set DEBUG = no", ADVICE),
        ("django_settings_module = x", IN_DEFAULT),
        ("twod.types = x", IN_DEFAULT),
        ("twod.dialect = 1", IN_DEFAULT),
        ("twod.fast = none", IN_DEFAULT),
        ("Set a = 1", "write 'set' in lower case"),
        ("SET a = 1", "write 'set' in lower case"),
        ("GET A = a", "write 'get' in lower case"),
        ("[app:b", "neither an option nor a section; end the line of a section with ']'"),
        ('"a": 1', "not the name of an option; if the line belongs to the value above, indent it"),
        ("MIDDLEWARE += a", "expected MIDDLEWARE.append = …, since an ini has no '+='"),
        ("A..b = 1", "expected NAME, NAME.key, NAME.\"key.with.dots\", NAME.0, NAME.append and so on, got 'A..b'"),
        (
            "A = ${nope}",
            "${nope}: no such option in [DEFAULT]; for an environment variable, write ${env:nope}",
        ),
        ("A = ${env:}", "${env:}: expected ${env:NAME} or ${env:NAME:-default}"),
        ("A = %d", "a lone '%'; write '%%'"),
        ("A = %(heer)s", "%(heer)s: no such option in this section or in [DEFAULT]"),
        ("A = %(B)s\nB = %(A)s", "its %(…)s refer to each other in a circle"),
        ("get A = nope", "no variable is called 'nope'"),
    ],
)
def test_mistake_in_an_option_is_found(option, mistake):
    assert set(find_mistakes(option)) == {mistake}


@pytest.mark.parametrize(
    ("default", "mistake"),
    [
        ("DEBUG = no", ADVICE),
        ("twod.dialect = 3", "expected 1 or 2, got '3'"),
        (
            "twod.fast = non",
            f"expected none, or one or more of: {', '.join(FAST_SWITCHES)}; got 'non'; did you mean none?",
        ),
        ("django_settings_module = a/b.py", "expected the dotted name of a module, got 'a/b.py'"),
        (
            "debug = ${nope}",
            "${nope}: no such option in [DEFAULT]; for an environment variable, write ${env:nope}",
        ),
    ],
)
def test_mistake_in_a_variable_is_found(default, mistake):
    assert find_mistakes("A = 1", default) == [mistake]


def test_a_misspelt_variable_of_ours_is_a_warning(write):
    path = write("x.ini", "[DEFAULT]\ntwod.fsat = none\n[app:main]\nuse = egg:twod.wsgi\nA = 1\n")
    assert warnings_of(path) == ["x.ini:2 [DEFAULT] twod.fsat: twod.wsgi has no such option; did you mean twod.fast?"]


def test_reference_is_text_in_dialect_one(write):
    path = write("x.ini", "[DEFAULT]\ntwod.booleans = A\n[app:main]\nuse = egg:twod.wsgi\nB = ${nope}\n")
    assert warnings_of(path) == [
        "x.ini:5 [app:main] B: in dialect 1 '${…}' is plain text; add twod.dialect = 2 to [DEFAULT] to use it"
    ]


def test_here_of_two_files_differs_and_the_reference_warns(write):
    write("base/base.ini", "[app:main]\nuse = egg:twod.wsgi\nA = %(here)s/a\nB = ${here}/b\n")
    path = write("x.ini", "[app:main]\nuse = config:base/base.ini\n")
    assert warnings_of(path) == [
        "base/base.ini:4 [app:main] B: ${here} is the directory of the ini that was loaded,"
        " %(here)s that of the file that contains it"
    ]


def test_option_that_default_has_too_is_an_error_naming_both_lines(write):
    path = write("x.ini", "[DEFAULT]\nPORT = 25\n[app:main]\nuse = egg:twod.wsgi\nPORT = 1025\n")
    assert errors_of(path) == [
        "x.ini:5 [app:main] PORT: PasteDeploy drops it, since x.ini:2 [DEFAULT] has the same name; keep one of them"
    ]


def test_option_of_a_base_file_that_the_child_default_wipes_is_an_error(write):
    write("base.ini", "[app:main]\nuse = egg:twod.wsgi\nPORT = 25\n")
    path = write("x.ini", "[DEFAULT]\nPORT = 99\n[app:main]\nuse = config:base.ini\n")
    assert errors_of(path) == [
        "base.ini:3 [app:main] PORT: PasteDeploy drops it, since x.ini:2 [DEFAULT] has the same name; keep one of them"
    ]


def test_option_above_a_base_with_a_filter_is_an_error(write):
    path = write(
        "x.ini",
        "[app:base]\nuse = egg:twod.wsgi\nfilter-with = f\n[app:main]\nuse = base\nA = 1\nown = 1\n"
        "[filter:f]\nuse = egg:Paste#gzip\n",
    )
    assert errors_of(path) == [
        "x.ini:6 [app:main] A: PasteDeploy drops it, since x.ini:3 [app:base] has 'filter-with';"
        " move that to the section that is loaded"
    ]


def test_debug_that_default_has_too_is_an_error(write):
    path = write("x.ini", "[DEFAULT]\ndebug = true\n[app:main]\nuse = egg:twod.wsgi\ndebug = false\n")
    assert errors_of(path) == [f"x.ini:5 [app:main] debug: it has no effect here; {ADVICE}"]


@pytest.mark.parametrize(
    "section",
    ["[app:main]\nuse = p", "[filter-app:main]\nuse = gzip\nnext = d", "[pipeline:main]\npipeline = d"],
)
def test_setting_in_a_section_that_only_leads_to_the_application_is_an_error(write, section):
    path = write(
        "x.ini",
        f"[app:d]\nuse = egg:twod.wsgi\n[filter:gzip]\nuse = egg:Paste#gzip\n[pipeline:p]\npipeline = d\n"
        f"{section}\nA = 1\n",
    )
    (error,) = errors_of(path)
    assert error.endswith(
        "A: it has no effect in a section that only leads to an application; move it to the application's"
        if "pipeline:main" not in section
        else "A: PasteDeploy rejects options in a pipeline; move it to the application's section"
    )


def test_options_of_a_filter_before_an_application_of_others_are_its_own(write):
    path = write("x.ini", "[app:d]\nuse = egg:shop\n[filter-app:main]\nuse = egg:Paste#gzip\nnext = d\nLEVEL = 1\n")
    assert warnings_of(path) == []


@pytest.mark.parametrize("section", ["app:main", "filter:main", "server:main"])
def test_what_others_may_mean_so_is_a_warning(write, section):
    path = write(
        "x.ini", f"[DEFAULT]\nport = 80\n[{section}]\nuse = egg:x\nport = 81\nSet a = 1\ndebug = 1\nA b = $" + "{\n"
    )
    assert warnings_of(path) == [
        f"x.ini:5 [{section}] port: PasteDeploy drops it, since x.ini:2 [DEFAULT] has the same name; keep one of them",
        f"x.ini:6 [{section}] Set a: write 'set' in lower case",
    ]


@pytest.mark.parametrize("section", ["app:main", "filter:main", "server:main"])
def test_what_stops_pastedeploy_is_an_error_in_every_section(write, section):
    path = write("x.ini", f"[{section}]\nuse = nope\nA = 5%\nget B = b\n")
    assert [error.split()[:3] for error in errors_of(path)] == [
        ["x.ini:2", f"[{section}]", "use:"],
        ["x.ini:3", f"[{section}]", "A:"],
        ["x.ini:4", f"[{section}]", "get"],
    ]


def test_composite_that_leads_elsewhere_is_followed(write):
    write("sub/other.ini", "[app:main]\nuse = egg:twod.wsgi\nA = %d\n")
    path = write("x.ini", "[composite:main]\nuse = egg:Paste#urlmap\n/ = config:sub/other.ini\n/b = config:gone.ini\n")
    assert [error.split()[:3] for error in errors_of(path)] == [
        ["sub/other.ini:3", "[app:main]", "A:"],
        ["x.ini:4", "[composite:main]", "/b:"],
    ]


def test_lines_that_nobody_can_read_are_found_in_all_files(write):
    write("base.ini", "[app:main]\nuse = egg:twod.wsgi\nA = 1\nA = 2\n")
    path = write("x.ini", "[app:main]\nuse = config:base.ini\nflag\n[app:main]\n")
    assert [error.split(":", 2)[:2] for error in errors_of(path)] == [
        ["base.ini", "4 [app"],
        ["x.ini", "3"],
        ["x.ini", "4 [app"],
    ]


def test_missing_ini_is_an_error(tmp_path):
    assert errors_of(tmp_path / "gone.ini") == [f"gone.ini: cannot read {tmp_path}/gone.ini: no such file or directory"]


def test_text_stands_in_for_the_file_alone(write):
    write("base.ini", "[app:main]\nuse = egg:twod.wsgi\nDEBUG = 1\n")
    path = write("x.ini", "[app:main]\nuse = egg:gone\nDEBUG = 2\n")
    (error,) = check_grammar(path, text="\ufeff[app:main]\nuse = config:base.ini\n").errors
    assert (error.file, error.line) == (str(path.with_name("base.ini")), 3)


def test_pastedeploy_is_silent_of_what_is_an_error_here(write):
    path = write(
        "x.ini",
        "[DEFAULT]\nA = 1\n[filter:f]\nuse = call:builtins:dict\n[app:base]\nuse = call:builtins:dict\nA = 2\n"
        "[application:base]\nB = 3\n[app:main]\nuse = base\nset A = 4\n",
    )
    assert appconfig(f"config:{path}").local_conf == {}
    assert len(check_grammar(path).errors) == 1
    assert len(check_grammar(path).warnings) == 1


@settings(max_examples=150)
@given(text=st.text(alphabet="[]=:#; \n\t%(){}$\"'.,+-abDEFAULTusepIN_0é\r\x0b", max_size=80))
def test_any_file_is_judged(text):
    for error in check_grammar("/srv/x.ini", text=f"[app:main]\nuse = egg:twod.wsgi\n{text}").errors:
        assert error.file == "/srv/x.ini"


@pytest.mark.parametrize(
    ("section", "hint"),
    [
        ("ap:main", "did you mean [app:main]?"),
        ("sever:main", "did you mean [server:main]?"),
        ("server", "did you mean [server:main]?"),
        ("filter gzip", "did you mean [filter:gzip]?"),
        ("pipline:site", "did you mean [pipeline:site]?"),
        ("logger", "did you mean [loggers]?"),
        ("loger_root", "did you mean [logger_root]?"),
        ("handler:console", "did you mean [handler_console]?"),
    ],
)
def test_section_that_nobody_reads_is_told(write, section, hint):
    path = write("x.ini", f"[app:main]\nuse = egg:twod.wsgi\n[{section}]\nuse = egg:x\n")
    assert warnings_of(path) == [f"x.ini [{section}]: neither PasteDeploy nor logging reads this section; {hint}"]


@pytest.mark.parametrize("section", ["uwsgi", "celery", "alembic", "program:site", "tool:pytest", "buildout"])
def test_section_of_another_program_is_left_to_it(write, section):
    assert warnings_of(write("x.ini", f"[app:main]\nuse = egg:twod.wsgi\n[{section}]\na = 1\n")) == []


def test_a_mistake_in_the_filter_of_health_probes_is_found_by_its_line():
    text = "[app:main]\nuse = egg:twod.wsgi\n[filter:health]\nuse = egg:twod.wsgi#health\npath = x\ntimout = 2s\n"
    assert [str(error) for error in check_grammar("/srv/x.ini", text=text).errors] == [
        "/srv/x.ini:5 [filter:health] path: expected a path such as /-/, got 'x'",
        "/srv/x.ini:6 [filter:health] timout: not an option of egg:twod.wsgi#health; did you mean timeout?",
    ]


def test_a_reference_in_the_filter_of_health_probes_is_for_its_start():
    text = "[app:main]\nuse = egg:twod.wsgi\n[filter:health]\nuse = egg:twod.wsgi#health\npath = ${env:HEALTH_PATH}\n"
    assert check_grammar("/srv/x.ini", text=text).errors == ()


def test_a_mistake_in_the_filter_that_leaves_files_to_the_front_is_found_by_its_line():
    text = "[app:main]\nuse = egg:twod.wsgi\n[filter:files]\nuse = egg:twod.wsgi#sendfile\nkind = x\nrots = /srv\n"
    assert [str(error) for error in check_grammar("/srv/x.ini", text=text).errors] == [
        "/srv/x.ini [filter:files]: roots is missing, such as roots = /srv/shop/media ; /-/media/",
        "/srv/x.ini:5 [filter:files] kind: expected x-accel or x-sendfile, got 'x'",
        "/srv/x.ini:6 [filter:files] rots: not an option of egg:twod.wsgi#sendfile; did you mean roots?",
    ]


def test_a_reference_in_the_filter_that_leaves_files_to_the_front_is_for_its_start():
    text = "[app:main]\nuse = egg:twod.wsgi\n[filter:files]\nuse = egg:twod.wsgi#sendfile\nkind = x-sendfile\n"
    assert check_grammar("/srv/x.ini", text=f"{text}roots = ${{env:FILES}}\n").errors == ()


READ_TOO_EARLY = "PasteDeploy reads this before twod expands references; write the name itself"
KEPT_AS_TEXT = "a variable does not expand references; write the reference where it is needed"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "[filter:f]\nuse = ${env:F}\n",
            READ_TOO_EARLY,
        ),
        (
            "[server:s]\nuse = egg:${env:F}\n",
            READ_TOO_EARLY,
        ),
        (
            "[pipeline:main]\npipeline = ${env:F} app\n",
            READ_TOO_EARLY,
        ),
        (
            "[filter:f]\nuse = egg:x\nset a = ${env:F}\n",
            KEPT_AS_TEXT,
        ),
        ("[filter:f]\nuse = egg:x\na = ${file:}\n", "${file:}: expected ${file:PATH} or ${file:PATH:-default}"),
    ],
)
def test_a_reference_is_refused_where_nobody_can_replace_it(text, message) -> None:
    assert message in [error.message for error in check_grammar("/srv/x.ini", text=text).errors]


def test_a_reference_in_a_name_is_told() -> None:
    (doubt,) = check_grammar("/srv/x.ini", text="[composite:main]\nuse = egg:x\n/${env:A} = b\n").warnings
    assert doubt.message == "a name cannot contain a reference, since the colon of the reference ends the name"
