"""What is going to be in a bundle."""

from __future__ import annotations

from twod.recipe.engines.bundle.bundle_contents import (
    BundleContents,
    BundledPath,
    BundledProject,
    read_contents,
)


def make_contents(**changes: object) -> BundleContents:
    contents = BundleContents(
        archive="/srv/dist/shop.tar.gz",
        archive_format="gz",
        project="shop",
        part="twod",
        environments={"prod": "parts/twod/prod.ini"},
        var=("var/twod",),
        scripts=("bin/manage-prod", "bin/twod"),
        versions={"django": "5.2"},
        paths=(BundledPath("/srv/it's", "eggs/it's"),),
        projects=(BundledProject("shop", "/srv/src", "eggs/shop-1.0"),),
        skipped=("/srv/var",),
        excluded=("tests",),
        has_static=False,
        has_bytecode=False,
        variables=(("A", "b"),),
    )
    return contents._replace(**changes)  # type: ignore[arg-type]


def test_what_the_script_has_is_what_the_part_has_found() -> None:
    contents = make_contents()
    assert read_contents(eval(contents.make_arguments())) == contents
