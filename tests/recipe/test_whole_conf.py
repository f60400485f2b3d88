"""A supervisord.conf; supervisord runs one in tests/servers/test_supervisor.py."""

from __future__ import annotations

import configparser
from pathlib import Path

from twod.recipe.engines.supervisor.whole_conf import SupervisorState, make_whole_conf


def read(text: str) -> configparser.RawConfigParser:
    parser = configparser.RawConfigParser()
    parser.read_string(text)
    return parser


def test_all_that_supervisord_writes_is_in_one_directory() -> None:
    parser = read(make_whole_conf(SupervisorState(Path("/srv/5%")), "[program:x]\ncommand = x\n", ["/etc/*.conf"]))
    assert parser["unix_http_server"]["file"] == "/srv/5%%/supervisor.sock"
    assert parser["supervisorctl"]["serverurl"] == "unix:///srv/5%%/supervisor.sock"
    assert {parser["supervisord"][name].rpartition("/")[0] for name in ("logfile", "pidfile")} == {"/srv/5%%"}
    assert parser["include"]["files"] == "/etc/*.conf"
    assert parser["program:x"]["command"] == "x"


def test_a_host_without_programs_has_a_supervisord_all_the_same() -> None:
    sections = read(make_whole_conf(SupervisorState(Path("/srv")), "", [])).sections()
    assert sections == ["unix_http_server", "supervisord", "rpcinterface:supervisor", "supervisorctl"]
