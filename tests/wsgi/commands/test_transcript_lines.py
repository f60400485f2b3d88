"""What is to be known of settings that were written anew."""

from __future__ import annotations

from twod.wsgi.commands.transcript_lines import list_transcript_lines


def test_lines_name_what_is_left_what_differs_and_what_to_set():
    secrets = [
        {"variable": "KEY", "name": "SECRET_KEY", "is_read": True},
        {"variable": "PW", "name": "DATABASES.default.PASSWORD", "is_read": False},
    ]
    assert list(list_transcript_lines({"B": "a callable"}, {"A": "a list"}, secrets, "conf.prod")) == [
        "left in the module: B: a callable",
        "note: A: a list",
        "set KEY, which conf.prod reads as well: the secret of SECRET_KEY",
        "set PW: the secret of DATABASES.default.PASSWORD",
    ]
