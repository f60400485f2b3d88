"""Words and values of supervisor's configuration; supervisor reads them in tests/servers/test_supervisor.py."""

from __future__ import annotations

import pytest

from twod.recipe.engines.supervisor.supervisor_text import quote_program_command, quote_program_variables


@pytest.mark.parametrize(
    ("word", "quoted"),
    [
        ("/srv/bin/x", "/srv/bin/x"),
        ("a b", "'a b'"),
        ("100%", "100%%"),
        ("%(here)s", "'%%(he''re)s'"),
        ("a ;b #c", "'a '';b ''#c'"),
        ("é", "'é'"),
        ("it's", """'it'"'"'s'"""),
    ],
)
def test_a_word_means_itself(word: str, quoted: str) -> None:
    assert quote_program_command([word, word]) == f"{quoted} {quoted}"


def test_variables_are_apart() -> None:
    assert quote_program_variables([("A", "b,c=d"), ("E", 'x"y'), ("P", "5%")]) == """A="b,c=d",E='x"y',P="5%%\""""


@pytest.mark.parametrize("value", ["'a'", 'a"', "a'\"b", "a #b", "a ;b", "%(here)s", "a\nb"])
def test_a_value_that_supervisor_would_change_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="supervisor cannot represent the value of A"):
        quote_program_variables([("A", value)])
