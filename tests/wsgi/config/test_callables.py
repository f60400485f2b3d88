"""Callables are named in an ini, and imported when they are first called."""

from __future__ import annotations

import pytest

from twod.wsgi.config.kinds.callables import CallableName, NamedCallable
from twod.wsgi.exc import BadValueError


def test_dotted_name_is_a_callable():
    assert CallableName().read("mysite.urls.find") == NamedCallable("mysite.urls.find")


@pytest.mark.parametrize("text", ["find", "mysite.", "a b.c", ""])
def test_other_text_is_refused(text):
    with pytest.raises(BadValueError, match="expected the dotted name of a callable"):
        CallableName().read(text)


def test_named_callable_is_imported_when_it_is_called():
    assert NamedCallable("os.path.basename")("/a/b") == "b"


def test_callables_of_one_name_are_the_same():
    assert NamedCallable("os.path.join") == NamedCallable("os.path.join")
    assert len({NamedCallable("os.path.join"), NamedCallable("os.path.join")}) == 1
    assert NamedCallable("no.such.module") != NamedCallable("os.path.basename")
    assert repr(NamedCallable("a.b")) == "NamedCallable('a.b')"
