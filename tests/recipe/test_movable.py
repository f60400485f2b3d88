"""An environment whose ini can be moved with the whole tree."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from paste.deploy.loadwsgi import NicerConfigParser

from twod.inifile.text import Entry, Section, render_ini
from twod.inifile.tree_paths import straighten
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


#: Texts in which PATH is something in the tree, and in which OLD only looks so.
PATHS = ["PATH/var/x", "PATH", "'PATH/b'", '["PATH/c", "x"]', "${file:PATH/k}", "sqlite:///PATH/db"]
OTHERS = ["OLD-old", "xOLD", "https:/OLD/x", "^OLD/", "me@host:OLD/x", "50%", "# no", ""]
PIECES = st.sampled_from([*PATHS, *OTHERS])


@given(
    st.lists(PIECES, min_size=1, max_size=5), st.sampled_from(["\n", " ", ", ", ";"]), st.sampled_from(["/a", "/b/c d"])
)
def test_what_is_read_of_a_moved_ini_has_the_new_directory(pieces: list[str], separator: str, new: str) -> None:
    """And where it was written, it has the text that was written."""
    old = "/srv/shop"
    text = separator.join(pieces).replace("OLD", old)
    moved = make_movable(read_prod({"X": text.replace("PATH", old)}), Path(old), Path(f"{old}/parts/twod"))
    sections = [Section("DEFAULT", []), Section("x", [Entry("X", moved.settings["X"].text)])]
    ini = render_ini(Path(f"{old}/parts/twod/prod.ini"), [], sections)
    for place in (old, new):
        here = f"{place}/parts/twod"
        parser = NicerConfigParser(f"{here}/prod.ini", defaults={"here": here})
        parser.optionxform = str
        parser.read_string(ini)
        assert straighten(parser.get("x", "X"), here) == text.replace("PATH", place)
