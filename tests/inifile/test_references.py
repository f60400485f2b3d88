"""References to variables, the environment and files."""

from __future__ import annotations

import os
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twod.inifile.hidden_references import hide_references
from twod.inifile.problems import Report
from twod.inifile.reading import IniOption
from twod.inifile.reference_syntax import has_reference
from twod.inifile.references import References
from twod.inifile.seals import seal, unseal

EXPECTED_CREDENTIAL = "expected ${cred:NAME} or ${cred:NAME:-default}, where NAME is a file name, not a path"


def make_option(text, name="X", file="/srv/site/x.ini"):
    return IniOption(name, text, file, 3, "app:main")


def expand(text, environ=None, **variables):
    options = {name: make_option(value, name) for name, value in variables.items()}
    report = Report()
    expansion = References(options, environ or {}).expand(make_option(text), report)
    assert report.errors == ()
    return unseal(expansion.text)


def find_mistakes(text, environ, **variables):
    options = {name: make_option(value, name) for name, value in variables.items()}
    report = Report()
    assert References(options, environ).expand(make_option(text), report).text is None
    return [error.message for error in report.errors]


def test_variables_of_default_and_the_environment_are_put_in():
    assert expand("${a}/${env:B}/c", {"B": "b"}, a="1") == "1/b/c"


def test_doubled_dollar_is_no_reference():
    assert expand("$${a} $$ $a {a}") == "${a} $$ $a {a}"


def test_what_a_reference_gives_is_not_looked_at_again():
    assert expand("${a}", a="${b}") == "${b}"


@pytest.mark.parametrize(
    ("environ", "expected"), [({}, "d"), ({"A": ""}, "d"), ({"A": "a"}, "a")], ids=["unset", "empty", "set"]
)
def test_default_takes_the_place_of_an_unset_or_empty_variable(environ, expected):
    assert expand("${env:A:-d}", environ) == expected


def test_empty_variable_without_default_is_empty():
    assert expand("<${env:A}>", {"A": ""}) == "<>"


@settings(max_examples=100)
@given(value=st.text())
def test_any_text_arrives_as_it_is(value):
    assert expand("${x}", x=value) == value
    assert expand("<${x}${x}>", x=value) == f"<{value}{value}>"


def test_each_reference_is_a_seal_with_its_spelling():
    option = make_option("a ${x} ${env:A:-b}")
    expansion = References({"x": make_option("1")}, {}).expand(option, Report())
    assert expansion.text == f"a {seal('1', '${x}')} {seal('b', '${env:A:-b}')}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("${nope}", "${nope}: no such option in [DEFAULT]; for an environment variable, write ${env:nope}"),
        ("${nv:A}", "${nv:A}: no such option in [DEFAULT]; the kinds of references are ${env:…}, ${file:…}, ${cred:…}"),
        ("${databse_url}", "${databse_url}: no such option in [DEFAULT]; did you mean ${database_url}?"),
        ("${env:SECRET}", "the environment variable SECRET is not set"),
        ("${env:DATABASE_URI}", "the environment variable DATABASE_URI is not set; did you mean DATABASE_URL?"),
        ("${env:}", "${env:}: expected ${env:NAME} or ${env:NAME:-default}"),
        ("${env:A-B}", "${env:A-B}: expected ${env:NAME} or ${env:NAME:-default}"),
        ("${file:}", "${file:}: expected ${file:PATH} or ${file:PATH:-default}"),
        ("${file:${env:EMPTY}}", "${file:${env:EMPTY}}: expected ${file:PATH} or ${file:PATH:-default}"),
        ("${env:${env:DATABASE_URL}}", "${env:${env:DATABASE_URL}}: expected ${env:NAME} or ${env:NAME:-default}"),
        ("${file:${env:GONE}/a}", "the environment variable GONE is not set"),
        ("${env:A:-${env:B}}", "the environment variable B is not set"),
        ("${env:A:-${env:B:-${env:C}}}", "references can be nested only one level deep"),
        ("${cred:}", f"${{cred:}}: {EXPECTED_CREDENTIAL}"),
        ("${cred:..}", f"${{cred:..}}: {EXPECTED_CREDENTIAL}"),
        ("${cred:/etc/passwd}", f"${{cred:/etc/passwd}}: {EXPECTED_CREDENTIAL}"),
        ("${cred:../shadow:-x}", f"${{cred:../shadow:-x}}: {EXPECTED_CREDENTIAL}"),
        (
            "${cred:twod-test-none}",
            "cannot read the credential twod-test-none: /run/secrets/twod-test-none: no such file or directory; mount "
            "the secret there, or set CREDENTIALS_DIRECTORY to the directory that has it, as systemd does",
        ),
        ("a ${b", "'${' without '}'; write '$${' for plain text"),
        ("${file:gone}", "cannot read /srv/site/gone: no such file or directory"),
    ],
)
def test_reference_that_leads_nowhere_is_an_error(text, message):
    assert find_mistakes(text, {"DATABASE_URL": "x", "EMPTY": ""}, database_url="x") == [message]


def test_all_references_of_a_text_are_judged():
    assert len(find_mistakes("${a}${b}${env:}", {})) == 3


@pytest.mark.parametrize("text", ["a ${env:NOBODY_SET_THIS}", "a ${file:gone}"])
def test_check_looks_at_neither_variables_nor_files(text):
    report = Report()
    expansion = References({}, None).expand(make_option(text), report)
    assert (unseal(expansion.text), expansion.is_known, report.errors) == ("a ", False, ())


def test_check_knows_a_default():
    expansion = References({}, None).expand(make_option("${env:A:-7}"), Report())
    assert (unseal(expansion.text), expansion.is_known) == ("7", True)


@pytest.mark.parametrize("text", ["${nope}", "${env:}", "${file:}", "${a"])
def test_check_finds_what_means_nothing(text):
    assert len(find_mistakes(text, None)) == 1


def test_sources_are_named(tmp_path):
    (tmp_path / "secret").write_text("s3cret\n")
    references = References({}, {"A": "1"})
    expansion = references.expand(make_option("${env:A}${file:secret}", file=f"{tmp_path}/x.ini"), Report())
    assert expansion.sources == ("environment variable A", f"file {tmp_path}/secret")
    assert references.files == {f"{tmp_path}/secret"}


@pytest.mark.parametrize("name", ["../../var/secret", "./../../var/secret"])
def test_file_is_named_without_the_way_up_and_down_to_it(tmp_path, name):
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "secret").write_text("s3cret\n")
    references = References({}, {})
    option = make_option(f"${{file:{name}}}", file=f"{tmp_path}/parts/twod/x.ini")
    assert unseal(references.expand(option, Report()).text) == "s3cret"
    assert references.files == {f"{tmp_path}/var/secret"}


@pytest.mark.parametrize(
    ("content", "text"), [("a\n", "a"), ("a\r\n", "a"), ("a", "a"), ("a\n\n", "a\n"), (" a ", " a ")]
)
def test_one_trailing_newline_of_a_secret_file_goes(tmp_path, content, text):
    (tmp_path / "secret").write_bytes(content.encode())
    option = make_option("${file:secret}", file=f"{tmp_path}/x.ini")
    assert unseal(References({}, {}).expand(option, Report()).text) == text


def test_secret_file_that_is_no_text_is_an_error(tmp_path):
    (tmp_path / "secret").write_bytes(b"\xff")
    report = Report()
    References({}, {}).expand(make_option("${file:secret}", file=f"{tmp_path}/x.ini"), report)
    assert [error.message for error in report.errors] == [f"cannot read {tmp_path}/secret: not UTF-8 text"]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("pipe", "not a regular file"),
        (".", "not a regular file"),
        ("/dev/zero", "not a regular file"),
        ("big", "larger than 1048576 bytes"),
        ("pipe/a", "not a directory"),
        ("a" * 5000, "file name too long"),
    ],
)
def test_what_is_no_file_is_neither_waited_for_nor_read(tmp_path, name, reason):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "big").touch()
    os.truncate(tmp_path / "big", 2**40)
    report = Report()
    option = make_option(f"${{file:{name}}}", file=f"{tmp_path}/x.ini")
    assert References({}, {}).expand(option, report).text is None
    assert [error.message for error in report.errors] == [f"cannot read {tmp_path / name}: {reason}"]


def test_name_of_a_file_that_cannot_be_printed_is_quoted(tmp_path):
    report = Report()
    References({}, {}).expand(make_option("${file:a\0b}", file=f"{tmp_path}/x.ini"), report)
    assert [error.message for error in report.errors] == [
        f"cannot read '{tmp_path}/a\\x00b': its name contains a null character"
    ]


def test_file_is_read_once(tmp_path):
    references = References({}, {})
    option = make_option("${file:a}", file=f"{tmp_path}/x.ini")
    (tmp_path / "a").write_text("1")
    assert unseal(references.expand(option, Report()).text) == "1"
    (tmp_path / "a").write_text("2")
    assert unseal(references.expand(option, Report()).text) == "1"


@pytest.mark.parametrize(("content", "expected"), [(None, "d"), ("", "d"), ("\n", "d"), ("a\n", "a")])
def test_default_takes_the_place_of_a_file_that_is_missing_or_empty(tmp_path, content, expected):
    if content is not None:
        (tmp_path / "key").write_text(content)
    assert expand(f"${{file:{tmp_path}/key:-d}}") == expected
    assert expand("${cred:key:-d}", {"CREDENTIALS_DIRECTORY": str(tmp_path)}) == expected


def test_default_takes_no_place_of_a_file_that_cannot_be_read(tmp_path):
    assert find_mistakes(f"${{file:{tmp_path}:-d}}", {}) == [f"cannot read {tmp_path}: not a regular file"]


def test_a_reference_may_be_inside_of_another(tmp_path):
    (tmp_path / "key").write_text("s3cret\n")
    environ = {"CREDENTIALS_DIRECTORY": str(tmp_path), "NAME": "key"}
    assert expand("<${file:${env:CREDENTIALS_DIRECTORY}/key}>", environ) == "<s3cret>"
    assert expand("${cred:${env:NAME}}", environ) == "s3cret"
    assert expand("${env:A:-${cred:key}}", environ) == "s3cret"
    assert expand("${file:gone:-${env:NAME}}/${env:A:-${x}}", environ, x="1") == "key/1"
    assert expand("${file:${env:NOWHERE}/key:-d}") == "d"


def test_the_inside_of_a_default_is_looked_up_only_where_the_default_is_used():
    assert expand("${env:A:-${env:GONE}}", {"A": "a"}) == "a"


def test_a_missing_credential_of_a_unit_is_an_error_with_the_cure(tmp_path):
    assert find_mistakes("${cred:db}", {"CREDENTIALS_DIRECTORY": str(tmp_path)}) == [
        f"cannot read the credential db: {tmp_path}/db: no such file or directory; "
        "add LoadCredential=db:PATH to the unit"
    ]


def test_sources_of_credentials_nested_references_and_defaults_are_named(tmp_path):
    (tmp_path / "key").write_text("s3cret")
    references = References({}, {"DIR": str(tmp_path), "CREDENTIALS_DIRECTORY": str(tmp_path)})
    text = "${cred:key}${file:${env:DIR}/key}${file:/gone:-${env:DIR}}${cred:none:-x}"
    expansion = references.expand(make_option(text), Report())
    assert expansion.sources == (
        "credential key",
        "environment variable DIR",
        f"file {tmp_path}/key",
        "default; /gone is missing",
        "environment variable DIR",
        "default; the credential none is missing",
    )
    assert expansion.secrets == {"${cred:key}", "${file:${env:DIR}/key}", "${file:/gone:-${env:DIR}}"}


@settings(max_examples=100)
@given(value=st.text())
def test_any_text_arrives_elsewhere_as_it_is(value):
    option = make_option("<${env:X}${env:X}>")
    expansion = References({}, {"X": value}).expand_elsewhere(option, Report())
    assert expansion.text == f"<{seal(value, '${env:X}')}{seal(value, '${env:X}')}>"


@settings(max_examples=300)
@given(text=st.text(st.sampled_from("${}:-envfilcrd A/%()")) | st.text())
def test_text_without_a_reference_stays_elsewhere_as_it_is(text):
    report = Report()
    expansion = References({}, {}).expand_elsewhere(make_option(text), report)
    assert has_reference(text) or (expansion.text, report.errors) == (text, ())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("${name} $${name} $$ ${ }", "${name} $${name} $$ ${ }"),
        ("%(message)s ${env:A} ${message}", "%(message)s a ${message}"),
        ("$${env:A} $${file:x} $${cred:x}", "${env:A} ${file:x} ${cred:x}"),
        ("$${x} ${env:A}", "$${x} a"),
        ("${env:B:-${env:A}}", "a"),
    ],
)
def test_other_words_in_braces_are_text_elsewhere(text, expected):
    expansion = References({}, {"A": "a"}).expand_elsewhere(make_option(text), Report())
    assert unseal(expansion.text) == expected


def test_a_reference_without_end_is_an_error_elsewhere():
    report = Report()
    assert References({}, {}).expand_elsewhere(make_option("${env:A"), report).text is None
    message = "'${env:' without '}'; write '$${env:' for plain text"
    assert [error.message for error in report.errors] == [message]


def test_dialect_one_has_no_references_but_warns():
    report = Report()
    option = make_option("${nope}")
    expansion = References({"twod.booleans": make_option("A")}, {}).expand(option, report)
    assert expansion.text == "${nope}"
    message = "in dialect 1 '${…}' is plain text; add twod.dialect = 2 to [DEFAULT] to use it"
    assert report.warnings == (option.problem(message),)


def test_here_of_another_directory_is_a_warning():
    report = Report()
    references = References({"here": make_option("/srv/site", "here")}, {})
    references.expand(make_option("${here}/a"), report)
    assert report.warnings == ()
    references.expand(make_option("${here}/a", file="/srv/base/base.ini"), report)
    message = "${here} is the directory of the ini that was loaded, %(here)s that of the file that contains it"
    assert [warning.message for warning in report.warnings] == [message]


@pytest.mark.parametrize("name", ["expand", "expand_elsewhere"])
@pytest.mark.parametrize(
    "part",
    ['"${x}", ', "${env:A:-${env:B:-b}} ", "${env:A:-", "$${", "${", "}", "${env:A:-:-:-} ", "${file:${env:A:-/}:-d}"],
)
def test_twice_the_references_take_twice_the_time(part, name):
    expand_option = getattr(References({"x": make_option("1")}, {}), name)

    def measure(count):
        option = make_option(part * count)
        times = []
        for _ in range(5):
            start = time.process_time()
            expand_option(option, Report())
            hide_references(option.text)
            times.append(time.process_time() - start)
        return min(times)

    # Where the time grows with the square, this is four.
    assert measure(2000) / max(measure(1000), 0.0005) < 3
