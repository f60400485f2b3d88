"""Applications without a framework, which do what the request asks for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote

TOLD = ["REMOTE_USER", "AUTH_TYPE", "SCRIPT_NAME", "PATH_INFO"]


def say(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """Answer with the status and the headers of the query, and ten bytes."""
    status, headers = json.loads(unquote(environ["QUERY_STRING"], "latin-1"))
    start_response(status, [("Content-Type", "text/plain"), *headers])
    return [b"0123456789"]


def tell(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """Answer with the visitor's name and the paths, as JSON."""
    start_response("200 OK", [("Content-Type", "application/json")])
    return [json.dumps({name: environ.get(name) for name in TOLD}).encode()]


def send(environ: dict[str, Any], start_response: Any) -> Any:
    """Answer with this file, and with the length that the query says."""
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", environ["QUERY_STRING"])])
    file = Path(__file__).open("rb")  # noqa: SIM115 - the server closes it
    return environ["wsgi.file_wrapper"](file) if "wsgi.file_wrapper" in environ else file
