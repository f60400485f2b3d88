"""How long the end may take is found in what PasteDeploy passes on, and in the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from twod.inifile.variables import EndTimes
from twod.wsgi.exc import ConfigurationError
from twod.wsgi.serving.end.end_times import find_ini_times, find_passed_times


def test_times_are_those_of_the_variables() -> None:
    assert find_passed_times({"twod.graceful_timeout": "1m", "twod.stop_delay": "5"}) == EndTimes(60, 5)
    assert find_passed_times({}) == EndTimes()


def test_a_wrong_time_that_is_passed_on_is_an_error() -> None:
    with pytest.raises(ConfigurationError) as raised:
        find_passed_times({"twod.stop_delay": "soon", "__file__": "/x.ini"})
    message = "/x.ini [DEFAULT] twod.stop_delay: expected seconds, such as 2s, 0.5s or 5m, got 'soon'"
    assert str(raised.value) == message


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("[DEFAULT]\ntwod.graceful_timeout = 2m\n[app:main]\nuse = egg:twod.wsgi\n", EndTimes(120)),
        ("[DEFAULT]\ntwod.stop_delay = %(given)s\n[app:main]\nuse = egg:twod.wsgi\n", EndTimes(30, 7)),
        ("[app:main]\nuse = egg:twod.wsgi\n", EndTimes()),
        ("[DEFAULT]\ntwod.stop_delay = soon\n[app:main]\nuse = egg:twod.wsgi\n", EndTimes()),
        ("no ini", EndTimes()),
    ],
)
def test_a_file_tells_as_far_as_it_can_be_read(tmp_path: Path, text: str, times: EndTimes) -> None:
    (tmp_path / "site.ini").write_text(text)
    assert find_ini_times(tmp_path / "site.ini", {"given": "7"}) == times


def test_there_need_be_no_file(tmp_path: Path) -> None:
    assert find_ini_times(tmp_path / "none.ini") == EndTimes()
