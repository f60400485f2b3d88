"""The filter of an ini that leaves files to the server in front."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from paste.deploy import loadapp

from twod.inifile.send_file_options import Root, SendFileOptions
from twod.wsgi.exc import ConfigurationError
from twod.wsgi.serving.sendfile import SendFileFilter, make_send_file_filter


def nothing(_environ: Any, _start_response: Any) -> Any:
    return []


def test_the_options_come_to_a_server_in_front() -> None:
    options = {"kind": "x-accel", "roots": "/srv/a ; /-/a/\n/srv/b ; /-/b/", "headers": "X-One", "trusted": "true"}
    made = make_send_file_filter(nothing, {}, **options)
    roots = (Root("/srv/a", "/-/a/"), Root("/srv/b", "/-/b/"))
    assert made.application is nothing
    assert made.front.options == SendFileOptions("x-accel", roots, ("X-One",), trusted=True)


def test_all_that_is_wrong_is_raised_at_once() -> None:
    with pytest.raises(ConfigurationError) as raised:
        make_send_file_filter(nothing, {"__file__": "/srv/x.ini"}, kind="x-acel", color="red")
    assert list(map(str, raised.value.problems)) == [
        "/srv/x.ini kind: expected x-accel or x-sendfile, got 'x-acel'; did you mean x-accel?",
        "/srv/x.ini color: not an option of egg:twod.wsgi#sendfile; the options are kind, roots, headers, trusted",
        "/srv/x.ini roots: is missing, such as roots = /srv/shop/media ; /-/media/",
    ]


def test_pastedeploy_finds_the_filter_by_its_name(tmp_path: Path) -> None:
    ini = tmp_path / "x.ini"
    ini.write_text(
        "[app:main]\nuse = egg:Paste#static\ndocument_root = %(here)s\nfilter-with = files\n\n"
        "[filter:files]\nuse = egg:twod.wsgi#sendfile\nkind = x-accel\nroots =\n    %(here)s/a b ; /-/a/\n",
        encoding="utf-8",
    )
    made = loadapp(f"config:{ini}")
    assert isinstance(made, SendFileFilter)
    assert made.front.options.roots == (Root(f"{tmp_path}/a b", "/-/a/"),)
