"""What makes a value of an option's text."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twod.inifile.key_place import KeyPlace
from twod.inifile.reference_syntax import Reference, parse_references
from twod.recipe.cfg import readers
from twod.recipe.cfg.readers import (
    GENERATED_KEY,
    make_choice_reader,
    make_optional,
    read_arguments,
    read_assignments,
    read_code,
    read_entry_points,
    read_environment_names,
    read_file_name,
    read_mode,
    read_path,
    read_permission,
    read_requirements,
    read_scripts,
    read_secret_key,
    read_url_prefix,
)


def test_modes_are_octal() -> None:
    assert [read_mode(text) for text in ("640", "0640", "0o640")] == [0o640] * 3
    for text in ("", "9", "64", "06400", "rw-r-----"):
        with pytest.raises(ValueError, match="expected an octal file mode"):
            read_mode(text)


def test_a_wrong_variable_is_named_by_its_line_and_not_by_what_may_be_its_secret() -> None:
    assert read_assignments("A = 1\n\n B=x = y ") == (("A", "1"), ("B", "x = y"))
    with pytest.raises(ValueError, match=r"^expected NAME = value in line 2$"):
        read_assignments("A = 1\nhunter2")


@pytest.mark.parametrize(
    ("line", "mistake"),
    [
        ("# hunter2", "is a comment"),
        ("export A = hunter2", "begins with export"),
        ("A = 'hunter2'", "has quotes around its value, which would become part of it"),
        ('A="hunter2"', "has quotes around its value, which would become part of it"),
        ("A = hunter2 # the password", "has a comment after its value, which would become part of it"),
    ],
)
def test_what_env_files_know_is_refused_with_the_option_for_it(line: str, mistake: str) -> None:
    with pytest.raises(ValueError, match=rf"^line 2 {mistake}; .* that environment-file names$") as raised:
        read_assignments(f"B = it's #1 'so' \n{line}")
    assert "hunter2" not in str(raised.value)


@pytest.mark.parametrize("line", ["-", "--x", "- - x", "a\0b"])
def test_what_is_no_listed_file_is_refused(line: str) -> None:
    assert [str(file) for file in readers.read_listed_files("a b\n-c\n")] == ["a b", "-c"]
    with pytest.raises(ValueError, match="expected the path of a file, or '-' and the path of an optional file"):
        readers.read_listed_files(line)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("generate", GENERATED_KEY),
        ("file:/etc/shop/secret key", ("file", "/etc/shop/secret key")),
        ("file:etc/key", ("file", "etc/key")),
        ("file: a:b$c", ("file", "a:b$c")),
        ("env:SHOP_KEY", ("env", "SHOP_KEY")),
        ("cred:secret-key.1", ("cred", "secret-key.1")),
    ],
)
def test_a_secret_key_has_a_place(text: str, place: KeyPlace) -> None:
    assert read_secret_key(text) == place


@pytest.mark.parametrize("text", ["hunter2", "hunter2:a", "generate:hunter2", "${file:hunter2}", "File:hunter2", ":"])
def test_a_wrong_secret_key_is_not_shown(text: str) -> None:
    with pytest.raises(
        ValueError, match=r"^expected generate, or the place of a key: file:PATH, env:NAME or"
    ) as raised:
        read_secret_key(text)
    assert "hunter2" not in str(raised.value)


@pytest.mark.parametrize(
    "text",
    [
        *(
            f"{kind}:{name}"
            for kind in ("file", "env", "cred")
            for name in ("", " ", "a}b", "${env:A}", "a:-b", "a\nb")
        ),
        *("env:A B", "env:a-b", "env:1", "cred:../a", "cred:..", "cred:A B", "cred:a:b", "file:a$${b"),
    ],
)
def test_a_place_that_no_reference_can_name_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^expected [a-z]+: and a name for a reference"):
        read_secret_key(text)


@given(st.sampled_from(["file", "env", "cred"]), st.text(max_size=8))
def test_the_reference_to_a_place_means_it_and_nothing_else(kind: str, name: str) -> None:
    try:
        place = read_secret_key(f"{kind}:{name}")
    except ValueError:
        return
    (reference,) = parse_references(place.reference).parts
    assert isinstance(reference, Reference)
    assert (reference.kind, reference.name, reference.default) == (kind, (place.name,), None)


def test_a_requirement_may_have_a_comment_behind_it_as_for_zc_recipe_egg() -> None:
    text = "\nmysite  # ours\nDjango >= 5.2 # theirs\n\npkg @ https://example.com/pkg.zip#sha256=ab\n"
    assert read_requirements(text) == ("mysite", "Django >= 5.2", "pkg @ https://example.com/pkg.zip#sha256=ab")
    assert read_requirements("\n    # what everybody needs\n    mysite\n") == ("mysite",)


@pytest.mark.parametrize("text", ["my site", "-x"])
def test_what_is_no_requirement_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="expected a requirement"):
        read_requirements(f"mysite\n{text}")


def test_environments_are_named_once_and_so_that_files_can_be_named_for_them() -> None:
    assert read_environment_names("dev\n  prod") == ("dev", "prod")
    for text, message in (("", "at least one"), ("a a", "more than once"), ("a/b", "cannot be part of a file name")):
        with pytest.raises(ValueError, match=message):
            read_environment_names(text)


@pytest.mark.parametrize("text", ["", "a b", "a/b", ".hidden", "-x", "ä"])
def test_what_cannot_be_a_files_name_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="cannot be part of a file name"):
        read_file_name(text)


def test_a_prefix_ends_without_a_slash() -> None:
    assert [read_url_prefix(text) for text in ("/shop", "/shop/", "/a/b-c.d~")] == ["/shop", "/shop", "/a/b-c.d~"]


@pytest.mark.parametrize("text", ["", "/", "shop", "//shop", "/shop//", "/a b", "/%20", "/."])
def test_what_is_no_prefix_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="expected a path such as /shop"):
        read_url_prefix(text)


def test_arguments_are_split_as_a_shell_does_it() -> None:
    assert read_arguments("-k 'a b' -x") == ("-k", "a b", "-x")
    with pytest.raises(ValueError, match="cannot split"):
        read_arguments("'")


def test_code_is_python() -> None:
    assert read_code("import os\nx = 1") == "import os\nx = 1"
    with pytest.raises(ValueError, match="line 2 is not valid Python"):
        read_code("import os\nimport (")


def test_an_entry_point_names_module_and_function() -> None:
    assert read_entry_points("a=b.c:d e=f:g.h") == (("a", "b.c", "d"), ("e", "f", "g.h"))
    for text in ("a", "a=b", "=b:c", "a=b:", "../a=b:c"):
        with pytest.raises(ValueError, match="expected NAME=MODULE:FUNCTION"):
            read_entry_points(text)


def test_a_script_with_settings_is_an_egg_s_or_a_function() -> None:
    assert read_scripts("celery\nworker=shop.jobs:run") == (("celery", "", ""), ("worker", "shop.jobs", "run"))
    with pytest.raises(ValueError, match="expected NAME=MODULE:FUNCTION, got 'a=b'"):
        read_scripts("celery a=b")
    with pytest.raises(ValueError, match="listed more than once: celery, worker"):
        read_scripts("worker celery other worker=shop.jobs:run celery")


def test_a_home_directory_has_to_be_there() -> None:
    assert read_path("~/x") == "~/x"
    with pytest.raises(ValueError, match="home directory of an unknown user"):
        read_path("~no-such-user-here/x")


def test_a_choice_is_one_of_a_few_words() -> None:
    read = make_choice_reader("text", "json")
    assert read("json") == "json"
    with pytest.raises(ValueError, match="expected one of text, json, got 'xml'"):
        read("xml")


def test_no_text_undoes_what_was_inherited() -> None:
    read = make_optional(read_mode, None)
    assert [read(""), read("600")] == [None, 0o600]


@pytest.mark.parametrize(
    ("read", "good", "bad", "message"),
    [
        (readers.read_count, "3", "0", "expected a whole number above 0, got '0'"),
        (readers.read_count, "12", "1.5", "expected a whole number above 0, got '1.5'"),
        (
            readers.read_module,
            "a.b_c",
            "a-b",
            "expected the dotted name of a module such as mysite.settings, got 'a-b'",
        ),
        (readers.read_server, "egg:x#y", "apache", "expected waitress, paste, gunicorn or egg:"),
        (readers.read_log_target, "var/x.log", "-", "expected the name of a file, stderr or stdout, got '-'"),
        (readers.read_call_arguments, "1, x=2", "1, (", "expected the arguments of a Python call"),
    ],
)
def test_each_kind_of_text_says_what_would_be_right(
    read: Callable[[str], object], good: str, bad: str, message: str
) -> None:
    read(good)
    with pytest.raises(ValueError) as raised:  # noqa: PT011 - the message is compared
        read(bad)
    assert message in str(raised.value)


@pytest.mark.parametrize("text", ["${env:PORT}x", "a b:${env:PORT}", "${env:PORT", ":${env:PORT}", "${env:HOST}:80a"])
def test_what_is_no_address_with_references_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"expected HOST:PORT or PORT|without '}'"):
        readers.read_listening_address(text)


def test_a_permission_has_a_dot_or_is_a_function() -> None:
    for text in ("shop.view_invoice", "shop.access:may_see", "access:may_see"):
        assert read_permission(text) == text
    for text in ("view", "shop.view invoice", "a.b.c", ":may_see", "shop:"):
        with pytest.raises(ValueError, match="expected a permission such as"):
            read_permission(text)
