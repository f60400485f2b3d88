"""Serve an ini by waitress, at a free port that it prints: ``python -m kit.waitress_server INI [URL-PREFIX]``."""

from __future__ import annotations

import sys

from waitress import create_server

from twod.wsgi.loading import load_application


def main(ini: str, url_prefix: str = "") -> None:
    server = create_server(load_application(ini), host="127.0.0.1", port=0, url_prefix=url_prefix)
    print(f"Serving on http://127.0.0.1:{server.effective_port}", flush=True)  # noqa: T201 - whoever started this waits
    server.run()


if __name__ == "__main__":
    main(*sys.argv[1:])
