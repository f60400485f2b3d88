"""Where the packages of develop eggs are, when an import hook hides that."""

from __future__ import annotations

from pathlib import Path

from twod.recipe.scripts.editable import EditableFinder, EditablePaths, find_editable_paths


def install(develop_eggs: Path, name: str, mapping: str | None) -> None:
    """Install a distribution as pip does an editable one, with a finder module when it has a mapping."""
    info = develop_eggs / f"{name.replace('.', '_')}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", encoding="utf-8")
    record = [f"{info.name}/METADATA,,"]
    if mapping is not None:
        finder = f"__editable___{name.replace('.', '_')}_1_0_finder.py"
        text = f"raise RuntimeError('the module is not run')\nMAPPING{mapping}\n"
        (develop_eggs / finder).write_text(text, encoding="utf-8")
        record.append(f"{finder},,")
    (info / "RECORD").write_text("\n".join(record), encoding="utf-8")


def test_a_package_beside_setup_py_is_found_through_its_directory(tmp_path: Path) -> None:
    install(tmp_path, "my.site", ": dict[str, str] = {'mysite': '/srv/src/mysite', 'pages': '/srv/src/pages'}")
    assert find_editable_paths(tmp_path, ["My-Site"]) == EditablePaths(("/srv/src",), ())


def test_a_package_in_a_namespace_is_found_through_the_directory_above_that(tmp_path: Path) -> None:
    install(tmp_path, "twod.site", " = {'twod.site': '/srv/src/twod/site'}")
    assert find_editable_paths(tmp_path, ["twod.site"]) == EditablePaths(("/srv/src",), ())


def test_a_package_of_another_name_than_its_directory_needs_the_finder(tmp_path: Path) -> None:
    install(tmp_path, "site", " = {'mysite': '/srv/src/lib', 'pages': '/srv/other/pages'}")
    finder = "__editable___site_1_0_finder"
    assert find_editable_paths(tmp_path, ["site"]) == EditablePaths(
        ("/srv/other",), (EditableFinder(finder, (("mysite", "/srv/src/lib"), ("pages", "/srv/other/pages"))),)
    )


def test_other_distributions_and_other_finders_are_none_of_ours(tmp_path: Path) -> None:
    install(tmp_path, "site", " = {'mysite': '/srv/src/mysite'}")
    install(tmp_path, "plain", None)
    install(tmp_path, "strange", "_OF_ANOTHER_SHAPE = []")
    assert find_editable_paths(tmp_path, ["plain", "strange", "absent"]) == EditablePaths((), ())
