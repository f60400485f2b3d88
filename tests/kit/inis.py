"""Sections of inis that are the same in many."""

from __future__ import annotations

#: All messages, from INFO on, go to standard error, each in a line that begins with ``LOGGED``.
LOGGING = """\
[loggers]
keys = root

[handlers]
keys = console

[formatters]
keys = plain

[logger_root]
level = INFO
handlers = console

[handler_console]
class = StreamHandler
args = ()
formatter = plain

[formatter_plain]
format = LOGGED %(name)s %(message)s
"""


def make_server(port: int) -> str:
    """Return a section by which waitress serves at a port."""
    return f"[server:main]\nuse = egg:waitress\nlisten = 127.0.0.1:{port}\n"
