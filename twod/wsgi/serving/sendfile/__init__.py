"""The filter that makes the front server send the site's files: ``use = egg:twod.wsgi#sendfile`` in an ini."""

from __future__ import annotations

from twod.inifile.send_file_options import Root, SendFileOptions
from twod.wsgi.serving.sendfile.sendfile_asgi import SendFileASGI
from twod.wsgi.serving.sendfile.sendfile_factories import make_asgi_send_file_filter, make_send_file_filter
from twod.wsgi.serving.sendfile.sendfile_filter import SendFileFilter

__all__ = [
    "Root",
    "SendFileASGI",
    "SendFileFilter",
    "SendFileOptions",
    "make_asgi_send_file_filter",
    "make_send_file_filter",
]
