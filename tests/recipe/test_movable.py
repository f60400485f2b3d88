"""An environment whose ini can be moved with the whole tree."""

from __future__ import annotations

from pathlib import Path

from twod.recipe.ini.movable import make_movable

from .conftest import read_prod


def test_values_name_paths_of_the_tree_from_the_ini() -> None:
    options = {
        "MEDIA_ROOT": "/srv/shop/var/media",
        "STATIC_URL": "/srv/shop/static/",
        "filter.prefix.prefix": "/srv/shop",
        "filter.files.root": "/srv/shop/files",
        "handler.audit.args": "('/srv/shop/audit.log',)",
        "formatter.text.format": "/srv/shop %(message)s",
    }
    moved = make_movable(read_prod(options), Path("/srv/shop"), Path("/srv/shop/parts/twod"))
    assert {name: written.text for name, written in moved.settings.items()} == {
        "MEDIA_ROOT": "%(here)s/../../var/media",
        "STATIC_URL": "/srv/shop/static/",
    }
    assert {header: {name: text for name, (text, _) in named.items()} for header, named in moved.sections.items()} == {
        "filter:prefix": {"prefix": "/srv/shop"},
        "filter:files": {"root": "%(here)s/../../files"},
        "handler_audit": {"args": "('%(here)s/../../audit.log',)"},
        "formatter_text": {"format": "/srv/shop %(message)s"},
    }
