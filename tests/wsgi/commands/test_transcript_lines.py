"""The remarks on settings that a command has written."""

from __future__ import annotations

from twod.wsgi.commands.transcript_lines import list_transcript_lines


def test_lines_name_what_is_left_what_differs_and_what_to_set():
    needed = {"PW": ["DATABASES.default.PASSWORD"], "KEY": ["SECRET_KEY", "JWT.KEY"]}
    assert list(list_transcript_lines({"B": "a callable"}, {"A": "a list"}, needed, ["KEY"], "conf.prod")) == [
        "left in the module: B: a callable",
        "note: A: a list",
        "set the environment variable KEY, for SECRET_KEY, JWT.KEY (conf.prod also reads it)",
        "set the environment variable PW, for DATABASES.default.PASSWORD",
    ]
