"""What was examined, for people and as JSON."""

from __future__ import annotations

import json

from twod.wsgi.commands.doctor.examination import Ailment, Examined, list_examined, write_examined_json

EXAMINED = [
    Examined("disk space"),
    Examined("DEBUG", (Ailment("DEBUG", "debug is on", "turn it off", "prod.ini:2 [DEFAULT]"),)),
]


def test_each_ailment_has_its_place_and_its_cure():
    assert list(list_examined(EXAMINED)) == [
        "ok       disk space",
        "wrong    DEBUG: debug is on (prod.ini:2 [DEFAULT])",
        "         cure: turn it off",
    ]


def test_json_has_what_is_well_and_what_is_not():
    assert json.loads(write_examined_json(iter(EXAMINED))) == {
        "ok": ["disk space"],
        "ailments": [
            {"subject": "DEBUG", "wrong": "debug is on", "cure": "turn it off", "place": "prod.ini:2 [DEFAULT]"}
        ],
    }
