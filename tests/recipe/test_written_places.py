"""The places that a site writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from twod.recipe.engines.written_places import list_written_places

from .conftest import MakeSite


@pytest.mark.parametrize(
    ("options", "places"),
    [
        ({}, []),
        ({"event-log": "log/event.log", "access-log": "stdout"}, ["/srv/shop/current/log"]),
        ({"event-log": "/tmp/event.log"}, ["/tmp"]),
        ({"event-log": "event.log"}, ["/srv/shop/current/event.log"]),
        ({"MEDIA_ROOT": "/srv/media", "FILE_UPLOAD_TEMP_DIR": "/srv/tmp"}, ["/srv/media", "/srv/tmp"]),
        ({"MEDIA_ROOT": "$${env:MEDIA}"}, []),
        ({"MEDIA_ROOT": "${buildout:directory}/media"}, ["/srv/shop/current/media"]),
    ],
)
def test_they_are_those_of_logs_and_uploads(make_site: MakeSite, options: dict[str, str], places: list[str]) -> None:
    assert list_written_places(make_site(**options)) == list(map(Path, places))
