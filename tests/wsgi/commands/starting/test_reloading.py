"""What the process that is started anew tells the one that watches; that it starts anew is in tests/processes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import hupper.reloader
import pytest

from twod.wsgi.commands.starting.reloading import serve_reloading, serve_watched
from twod.wsgi.commands.starting.service import Service


def test_the_watching_process_starts_the_function_that_serves(
    write: Callable[[str, str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    started = []
    monkeypatch.setattr(hupper, "start_reloader", lambda path, **options: started.append((path, options)))
    write("x.ini", "[DEFAULT]\ntwod.graceful_timeout = 7\n[app:main]\nuse = egg:twod.wsgi\n")
    service = Service("twod", "x.ini", variables={"a": "b"})
    serve_reloading(service, 0.5)
    ((path, options),) = started
    assert hupper.reloader.resolve_spec(path) is serve_watched
    assert (options["reload_interval"], options["shutdown_interval"]) == (0.5, 12)
    assert Service(*options["worker_args"][0].values()) == service
