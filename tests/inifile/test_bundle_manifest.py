"""The manifest of a bundle: read as it was written, and refused when it could lead out of the bundle."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twod.inifile.bundle_manifest import BundleManifest, ManifestError, is_inner_path, read_manifest

HASH = "0" * 64
MANIFEST = BundleManifest(
    project="shop",
    part="twod",
    python="3.11",
    environments={"prod": "parts/twod/prod.ini"},
    files={"bin/twod": HASH, "parts/twod/prod.ini": HASH},
    versions={"Django": "5.2.1"},
    var=("var/twod",),
    scripts=("bin/twod",),
)

names = st.from_regex(r"[a-z][\w.-]*", fullmatch=True)
paths = st.lists(st.from_regex(r"[a-zé][\w .-]*", fullmatch=True), min_size=1, max_size=4).map("/".join)
hashes = st.binary(min_size=32, max_size=32).map(bytes.hex)
manifests = st.builds(
    BundleManifest,
    project=names,
    part=names,
    python=st.sampled_from(["3.11", "3.14"]),
    environments=st.dictionaries(names, paths, max_size=3),
    files=st.dictionaries(paths, hashes, max_size=3),
    versions=st.dictionaries(st.text(), st.text(), max_size=3),
    var=st.lists(paths, max_size=3).map(tuple),
    scripts=st.lists(paths, max_size=3).map(tuple),
)


@given(manifests)
def test_a_manifest_is_read_as_it_was_written(manifest: BundleManifest) -> None:
    assert read_manifest(manifest.make_text()) == manifest


def test_the_order_of_the_files_makes_no_difference() -> None:
    turned = BundleManifest(**vars(MANIFEST) | {"files": dict(reversed(MANIFEST.files.items()))})
    assert turned.make_text() == MANIFEST.make_text()


def change(**changes: Any) -> str:
    return json.dumps(json.loads(MANIFEST.make_text()) | changes)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "manifest.json is not JSON: Expecting property name"),
        ("[]", "manifest.json: expected an object with 'format'"),
        ("{}", "manifest.json: expected an object with 'format'"),
        ('{"format": 1}', "manifest.json: 'project' is missing"),
        (change(format=2), "manifest.json: format 2; this twod reads format 1: use the bundle's own bin/twod"),
        (change(project="a/b"), "manifest.json: 'project': expected a name, got 'a/b'"),
        (change(python=3.11), "manifest.json: 'python': expected a minor version such as 3.11, got 3.11"),
        (change(environments=["prod"]), "manifest.json: 'environments': expected an object, got ['prod']"),
        (change(files={"a": "0"}), "manifest.json: 'files': expected a SHA-256 of 64 hexadecimal digits, got '0'"),
        (change(files={"/a": HASH}), "manifest.json: 'files': expected a path inside the bundle, got '/a'"),
        (change(var="var"), "manifest.json: 'var': expected a list, got 'var'"),
        (change(versions={"a": 1}), "manifest.json: 'versions': expected a string, got 1"),
    ],
)
def test_what_is_wrong_is_named(text: str, message: str) -> None:
    with pytest.raises(ManifestError) as caught:
        read_manifest(text)
    assert str(caught.value).startswith(message)


def test_names_of_a_later_twod_are_ignored() -> None:
    assert read_manifest(change(built_by="a later twod")) == MANIFEST


@given(st.lists(st.sampled_from(["..", ".", "", "a", "b/", "/c"])).map("/".join))
def test_a_path_that_leads_out_is_no_inner_one(text: str) -> None:
    if is_inner_path(text):
        assert Path("/top", text).resolve().is_relative_to("/top")
        assert str(Path("/top", text).resolve()) == f"/top/{text}"
