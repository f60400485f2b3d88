"""Serve an ini by Paste's server, at a free port that it prints: ``python -m kit.paste_server INI``."""

from __future__ import annotations

import sys

from paste.httpserver import serve

from twod.wsgi.loading import load_application


def main(ini: str) -> None:
    server = serve(load_application(ini), host="127.0.0.1", port="0", protocol_version="HTTP/1.1", start_loop=False)
    print(f"Serving on http://127.0.0.1:{server.server_port}", flush=True)  # noqa: T201 - whoever started this waits
    server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
