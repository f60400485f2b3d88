"""Each option of a server that we know is judged by what that server itself knows."""

from __future__ import annotations

import string

import pytest
from gunicorn.config import KNOWN_SETTINGS
from hypothesis import given, settings
from hypothesis import strategies as st
from waitress.adjustments import Adjustments

from twod.inifile.pastedeploy.deployment import SERVER_ROLE
from twod.inifile.pastedeploy.route import Route
from twod.inifile.problems import Report
from twod.inifile.reading import IniReader
from twod.inifile.references import References
from twod.inifile.replaced_options import replace_all
from twod.wsgi.config.surroundings.installed import find_target
from twod.wsgi.config.surroundings.server_options import find_listening_addresses, find_sockets, judge_server_options

PASTE_OPTIONS = ["host", "port", "ssl_pem", "server_version", "protocol_version", "start_loop", "daemon_threads"]
PASTE_OPTIONS += ["socket_timeout", "use_threadpool", "threadpool_workers", "request_queue_size"]
PASTE_OPTIONS += ["threadpool_max_requests", "threadpool_hung_thread_limit", "threadpool_spawn_if_under"]
#: The names that each server has.
OPTIONS = {
    "egg:waitress": [name for name, _ in Adjustments._params],
    "egg:Paste#http": PASTE_OPTIONS,
    "egg:gunicorn#main": ["host", "port", *(setting.name for setting in KNOWN_SETTINGS)],
}


def judge(server: str, *options: str, environ: dict[str, str] | None = None) -> list[str]:
    text = "\n".join(["[server:main]", f"use = {server}", *options, ""])
    (deployment,) = Route(IniReader({"/srv/x.ini": text}), "/srv/x.ini").walk("main", SERVER_ROLE)
    report = Report()
    replaced = replace_all(deployment, References(deployment.variables, environ), Report())
    target = find_target(deployment.factory or "", SERVER_ROLE.factory_options)
    judge_server_options(replaced, deployment.place, target, report)
    return [f"{problem.name or problem.section}: {problem.message}" for problem in report.errors]


@pytest.mark.parametrize("name", ["threads", "connection_limit"])
@pytest.mark.parametrize("text", ["0", "-1"])
def test_waitress_needs_one_of_what_it_answers_with(name: str, text: str) -> None:
    assert judge("egg:waitress", f"{name} = {text}") == [f"{name}: expected 1 or more, got {text!r}"]
    assert judge("egg:waitress", f"{name} = 1") == []


@pytest.mark.parametrize("server", OPTIONS)
def test_a_name_with_one_letter_changed_is_found(server: str) -> None:
    for name in OPTIONS[server]:
        for place in range(len(name)):
            changed = name[:place] + "xq_"[place % 3] + name[place + 1 :]
            if changed not in OPTIONS[server] and not changed.startswith("threadpool_"):
                (found,) = judge(server, f"{changed} = {'1'}")
                assert found.startswith(f"{changed}: not an option of "), found


@given(
    server=st.sampled_from(sorted(OPTIONS)),
    name=st.text(string.ascii_lowercase + "_", min_size=1, max_size=12),
    data=...,
)
@settings(max_examples=200)
def test_a_name_that_the_server_does_not_have_is_found(server: str, name: str, data: int) -> None:
    if name not in OPTIONS[server] and not name.startswith(("threadpool_", "use")):
        assert len(judge(server, f"{name} = {data}")) == 1


@pytest.mark.parametrize(
    ("server", "options"),
    [
        ("egg:waitress", ["listen = 127.0.0.1:8080 [::1]:8080 *:80", "threads = 8"]),
        ("egg:waitress", ["listen = localhost:http", "expose_tracebacks = no"]),
        ("egg:waitress", ["listen = 127.0.0.1"]),
        ("egg:waitress", ["host = shop.example", "port = 0", "url_prefix = /shop"]),
        ("egg:waitress", ["unix_socket = /run/x/site", "unix_socket_perms = 660"]),
        ("egg:waitress", ["trusted_proxy = *", "trusted_proxy_headers = x-forwarded-for x-forwarded-proto"]),
        ("egg:Paste#http", ["host = ::1", "port = 8080", "use_threadpool = true", "threadpool_workers = 10"]),
        ("egg:Paste#http", ["host = 127.0.0.1:8080", "socket_timeout = 5", "daemon_threads = on"]),
        ("egg:Paste#http", ["threadpool_workers = 2", "threadpool_spawn_if_under = 1", "threadpool_logger = pool"]),
        ("egg:gunicorn", ["bind = 127.0.0.1:8080", "workers = 2", "worker_class = gthread", "timeout = 90"]),
        ("egg:gunicorn", ["host = 127.0.0.1", "port = 80", "post_fork = no.such.module.hook"]),
        ("egg:gunicorn", ["bind = unix:/run/x/site", "accesslog = -", "worker_class = uvicorn.workers.Worker"]),
        ("egg:gunicorn", ["bind = fd://3", "proc_name = shop", "forwarded_allow_ips = 10.0.0.0/8"]),
        ("egg:unknown", ["anything = goes", "port = 99999"]),
        ("call:shop.server:serve", ["anything = goes"]),
    ],
)
def test_right_options_have_no_problem(server: str, options: list[str]) -> None:
    assert judge(server, *options) == []


@pytest.mark.parametrize(
    ("server", "option", "problem"),
    [
        ("egg:waitress", "lisen = 127.0.0.1:8080", "not an option of waitress; did you mean listen?"),
        ("egg:waitress", "listen = localhost8080", "expected HOST:PORT, got 'localhost8080'"),
        ("egg:waitress", "listen = :8080", "expected HOST:PORT, got ':8080'; for all addresses, write 0.0.0.0:8080"),
        ("egg:waitress", "listen = a.b:80 127.0.0.1:99999", "expected a port from 0 to 65535, got '127.0.0.1:99999'"),
        ("egg:waitress", "listen = 127.0.0.1:htp", "expected a port from 0 to 65535, got '127.0.0.1:htp'"),
        ("egg:waitress", "port = 99999", "expected a port from 0 to 65535, got '99999'"),
        ("egg:waitress", "port = -1", "expected a port from 0 to 65535, got '-1'"),
        ("egg:waitress", "port = eighty", "expected an integer, got 'eighty'"),
        ("egg:waitress", "threads = four", "expected an integer, got 'four'"),
        ("egg:waitress", "unix_socket_perms = 0x9", "expected an octal number such as 600, got '0x9'"),
        ("egg:waitress", "expose_tracebacks = fasle", "expected true or false, got 'fasle'"),
        ("egg:Paste#http", "port = 99999", "expected a port from 0 to 65535, got '99999'"),
        ("egg:Paste#http", "hots = localhost", "not an option of Paste's server; did you mean host?"),
        ("egg:Paste#http", "host = 127.0.0.1:99999", "expected a port from 0 to 65535, got '127.0.0.1:99999'"),
        ("egg:Paste#http", "socket_timeout = soon", "expected an integer, got 'soon'"),
        ("egg:Paste#http", "use_threadpool = maybe", "expected true or false, got 'maybe'"),
        ("egg:Paste#http", "protocol_version = 1.1", "expected HTTP/1.0 or HTTP/1.1, got '1.1'"),
        (
            "egg:Paste#http",
            "threadpool_max_request = 5",
            "not an option of Paste's server; did you mean threadpool_max",
        ),
        (
            "egg:Paste#http",
            "threadpool_workers = 2",
            "expected at least 5, the value of threadpool_spawn_if_under, got 2",
        ),
        ("egg:gunicorn", "bind = 127.0.0.1:99999", "expected a port from 0 to 65535, got '127.0.0.1:99999'"),
        ("egg:gunicorn", "bind = fd://three", "expected an integer, got 'three'"),
        ("egg:gunicorn", "port = 99999", "expected a port from 0 to 65535, got '99999'"),
        ("egg:gunicorn", "worker = 2", "not an option of gunicorn; did you mean workers?"),
        ("egg:gunicorn", "workers = two", "gunicorn: "),
        ("egg:gunicorn", "preload_app = maybe", "gunicorn: Invalid boolean: maybe"),
        ("egg:gunicorn", "worker_class = gthred", "expected the name of a worker, got 'gthred'; did you mean gthread?"),
        ("egg:gunicorn", "chdir = /no/such/directory", "gunicorn: "),
    ],
)
def test_a_wrong_option_is_found(server: str, option: str, problem: str) -> None:
    (found,) = judge(server, option)
    assert found.startswith(f"{option.partition(' ')[0]}: {problem}")


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (["listen = 127.0.0.1:80", "port = 80"], "waitress: host or port may not be set if listen is set."),
        (["trusted_proxy_count = 2"], "waitress: trusted_proxy_count has no meaning without setting trusted_proxy"),
    ],
)
def test_options_that_do_not_go_together_are_told_of_the_section(options: list[str], problem: str) -> None:
    assert judge("egg:waitress", *options) == [f"server:main: {problem}"]


def find(text: str) -> tuple[list[str], list[str]]:
    (deployment,) = Route(IniReader({"/x.ini": f"[server:main]\nuse = egg:x\n{text}"}), "/x.ini").walk(
        "main", SERVER_ROLE
    )
    options = replace_all(deployment, References({}, None), Report())
    addresses = find_listening_addresses(options)
    return [address for address, _ in addresses], [path for path, _ in find_sockets(options)]


@pytest.mark.parametrize(
    ("text", "addresses", "sockets"),
    [
        ("listen = 127.0.0.1:80 [::1]:80", ["127.0.0.1:80", "[::1]:80"], []),
        ("bind = 0.0.0.0:80", ["0.0.0.0:80"], []),
        ("host = localhost\nport = 80", ["localhost:80"], []),
        ("port = 80", ["127.0.0.1:80"], []),
        ("unix_socket = /run/site", [], ["/run/site"]),
        ("bind = unix:/run/site", [], ["/run/site"]),
        ("", [], []),
    ],
)
def test_addresses_are_found_by_the_names_that_servers_agree_on(
    text: str, addresses: list[str], sockets: list[str]
) -> None:
    assert find(text) == (addresses, sockets)


LISTEN = "listen = 127.0.0.1:${env:PORT}"
EXPECTED = "expected a port from 0 to 65535"


@pytest.mark.parametrize(
    ("options", "environ", "problems"),
    [
        ([LISTEN], None, []),
        ([LISTEN], {"PORT": "80"}, []),
        ([LISTEN], {}, []),
        ([LISTEN], {"PORT": "web"}, ["listen: {}, got '127.0.0.1:web'; it comes from the environment variable PORT"]),
        ([LISTEN], {"PORT": ""}, ["listen: {}, got '127.0.0.1:'; it comes from the environment variable PORT"]),
        (["listen = *:${env:PORT:-80a}"], None, ["listen: {}, got '*:80a'; it comes from the default"]),
        (["listen = *:${env:P:-80a}"], {}, ["listen: {}, got '*:80a'; it comes from the default; P is not set"]),
        (["threads = ${env:THREADS}"], None, []),
        (["threads = ${env:N}"], {"N": "1.5"}, ["threads: expected an integer, got '1.5'; {} N"]),
        (["threadz = ${env:N}"], None, ["threadz: not an option of waitress; did you mean threads?"]),
    ],
)
def test_an_option_is_judged_by_the_value_of_its_references(options, environ, problems) -> None:
    found = judge("egg:waitress", *options, environ=environ)
    source = "it comes from the environment variable"
    assert found == [
        problem.replace("{}", source if problem.startswith("threads: ") else EXPECTED) for problem in problems
    ]


def test_a_value_from_a_file_is_not_shown(tmp_path) -> None:
    (tmp_path / "port").write_text("hunter2")
    assert judge("egg:Paste#http", f"port = ${{file:{tmp_path}/port}}", environ={}) == [
        f"port: expected an integer; it comes from the file {tmp_path}/port"
    ]
