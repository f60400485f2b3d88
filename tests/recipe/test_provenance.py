"""Where an option of a buildout was written."""

from __future__ import annotations

from twod.inifile.problems import Place
from twod.recipe.cfg.provenance import Provenance, get_provenance

from .conftest import MakeBuildout


class Annotated:
    """What zc.buildout keeps for its command ``annotate``."""

    def __init__(self, value: str, source: str) -> None:
        self.value = value
        self.source = source


def test_an_inherited_option_belongs_to_the_section_and_file_that_it_was_written_in(
    make_buildout: MakeBuildout,
) -> None:
    buildout = make_buildout(
        "extends = base.cfg\n[prod]\n<= base\n[more]\n<=\n    base\n    prod\nA += 2\n",
        ("prod", "B", "2"),
        base="[base]\nA = 1\nB = 1\nC = 1\n",
    )
    provenance = get_provenance(buildout)
    assert provenance.get_place("prod", "A") == Place("base.cfg", None, "base", "A")
    assert provenance.get_place("prod", "B") == Place("command line", None, "prod", "B")
    assert provenance.get_place("more", "A") == Place("buildout.cfg", None, "more", "A")
    assert provenance.get_place("more", "B") == Place("command line", None, "prod", "B")
    assert provenance.get_place("more", "C") == Place("base.cfg", None, "base", "C")


def test_what_nobody_wrote_has_no_file(make_buildout: MakeBuildout) -> None:
    provenance = get_provenance(make_buildout(""))
    assert provenance.get_place("buildout", "directory") == Place(None, None, "buildout", "directory")
    assert provenance.get_place("buildout", "offline") == Place(None, None, "buildout", "offline")
    assert provenance.get_place("nowhere", "A") == Place(None, None, "nowhere", "A")


def test_the_origins_are_one_object_for_a_run(make_buildout: MakeBuildout) -> None:
    buildout = make_buildout("")
    assert get_provenance(buildout) is get_provenance(buildout)


def test_a_file_outside_the_buildout_is_named_by_its_path() -> None:
    annotated = {"prod": {"A": Annotated("1", "/etc/all.cfg"), "B": Annotated("1", "/srv/site/conf/live.cfg")}}
    provenance = Provenance(annotated, "/srv/site")
    assert provenance.get_place("prod", "A").file == "/etc/all.cfg"
    assert provenance.get_place("prod", "B").file == "conf/live.cfg"


def test_sections_that_inherit_from_each_other_have_an_end() -> None:
    annotated = {"a": {"<": Annotated("b", "x")}, "b": {"<": Annotated("a", "x")}}
    assert Provenance(annotated, "/srv/site").get_place("a", "A") == Place(None, None, "a", "A")
