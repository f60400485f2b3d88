"""The factory of an application or a filter that raises is a problem of its section, and no traceback."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from twod.wsgi.commands.pastescript.request_command import RequestCommand
from twod.wsgi.commands.starting.service import Service
from twod.wsgi.exc import ConfigurationError

INI = """\
[pipeline:main]
pipeline = gzip site
[filter:gzip]
use = egg:Paste#gzip
compress_level = {level}
[app:site]
use = call:{module}:make
{option}
[app:static]
use = egg:Paste#static
document_root = .
"""


@pytest.mark.parametrize(
    ("code", "level", "option", "problem"),
    [
        ("def make(conf):\n    return 1 / 0", "6", "",
         "site.ini:7 [app:site] use: {module}.py:2 raised ZeroDivisionError: division by zero (TWOD_TRACEBACK=1"),
        ("def make(conf):\n    raise KeyError('API')", "6", "",
         "site.ini:7 [app:site] use: {module}.py:2 raised KeyError: 'API' (TWOD_TRACEBACK=1"),
        ("def make(conf):\n    return str", "6", "foo = 1",
         "site.ini:7 [app:site] use: raised TypeError: make() got an unexpected keyword argument 'foo' (TWOD_"),
        ("def make(conf):\n    return str", "x", "",
         "site.ini:4 [filter:gzip] use: raised ValueError: invalid literal for int() with base 10: 'x' (TWOD_"),
        ("import nowhere_at_all", "6", "",
         "site.ini:7 [app:site] use: {module}.py:1 raised ModuleNotFoundError: No module named 'nowhere_at_all' (TW"),
    ],
)  # fmt: skip
def test_what_a_factory_raises_is_told_at_its_section(
    write: Callable[[str, str], Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    code: str,
    level: str,
    option: str,
    problem: str,
) -> None:
    module = f"site_{zlib.crc32(problem.encode())}"
    write(f"{module}.py", code)
    monkeypatch.syspath_prepend(str(tmp_path))
    write("site.ini", INI.format(module=module, level=level, option=option))
    with pytest.raises(ConfigurationError) as raised:
        Service("twod", "site.ini").load_application()
    (found,) = raised.value.problems
    assert str(found).startswith(problem.format(module=module))


def test_no_section_is_named_for_another_s_error(write: Callable[[str, str], Path]) -> None:
    write(
        "site.ini",
        "[composite:main]\nuse = egg:Paste#urlmap\n/ = a\n/b = b\n"
        "[app:a]\nuse = egg:Paste#static\n[app:b]\nuse = egg:Paste#static\n",
    )
    with pytest.raises(ConfigurationError, match=r"^site\.ini: raised TypeError: "):
        Service("twod", "site.ini").load_application()


@pytest.mark.parametrize(
    ("body", "error"),
    [("return 1 / 0", ConfigurationError), ("return lambda environ, start_response: 1 / 0", ZeroDivisionError)],
)
def test_request_tells_what_a_factory_raises_and_leaves_what_an_application_does(
    write: Callable[[str, str], Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    body: str,
    error: type[Exception],
) -> None:
    module = f"site_{zlib.crc32(body.encode())}"
    write(f"{module}.py", f"def make(conf):\n    {body}")
    monkeypatch.syspath_prepend(str(tmp_path))
    write("site.ini", f"[app:main]\nuse = call:{module}:make\n")
    with pytest.raises(error, match="site.ini:2" if error is ConfigurationError else "division"):
        RequestCommand("request").run(["site.ini", "/"])
