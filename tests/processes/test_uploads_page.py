"""The sites of the manual's page ``docs/how-to/uploads.rst`` accept and serve the uploads that the page names."""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import InMemoryUploadedFile

from kit.environs import make_python_environ
from kit.processes import run
from kit.sites import write_files

if TYPE_CHECKING:
    from tests.test_docs import FindBlocks

PAGE = "docs/how-to/uploads.rst"

#: A request to the application of an ini, with the answer as curl shows it: waitress sorts the headers.
FETCH = """
import sys
from webob import Request
from twod.wsgi.loading import load_application

ini, url = sys.argv[1:]
answer = Request.blank(url).get_response(load_application(ini))
print(f"HTTP/1.1 {answer.status}", *(f"{name}: {value}" for name, value in sorted(answer.headerlist)), "", sep="\\n")
"""


@pytest.fixture
def site(manual: FindBlocks, tmp_path: Path) -> Path:
    inis = {block.caption: block.text for block in manual(PAGE, "ini")}
    files = {name: inis[name] for name in ("site.ini", "files.ini")}
    files |= {"secret-key": "for tests alone", "shop/__init__.py": "", "shop/urls.py": "urlpatterns = []\n"}
    write_files(tmp_path, files | {"media/page.html": "<script>"})
    return tmp_path


def fetch(site: Path, ini: str, url: str) -> str:
    done = run([sys.executable, "-c", FETCH, ini, url], cwd=site, environ=make_python_environ(site))
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_no_script_runs_in_an_upload(manual: FindBlocks, follow: Any, site: Path) -> None:
    (console,) = manual(PAGE, "console")
    follow(console.text, lambda line: fetch(site, "site.ini", line.split()[-1]))


def test_the_other_domain_serves_the_uploads(manual: FindBlocks, site: Path) -> None:
    (line,) = (block.text for block in manual(PAGE, "ini") if block.caption == "site.ini, [app:django]")
    text = (site / "site.ini").read_text(encoding="utf-8")
    (site / "site.ini").write_text(text.replace("MEDIA_URL = media/\n", line), encoding="utf-8")
    url = line.split()[-1]
    assert fetch(site, "files.ini", f"{url}page.html").startswith("HTTP/1.1 200 OK\n")
    assert fetch(site, "site.ini", "http://www.example.com/media/page.html").startswith("HTTP/1.1 404 Not Found\n")


@pytest.mark.parametrize(
    ("name", "size", "is_valid"), [("a.png", 5_000_000, True), ("a.svg", 9, False), ("a.png", 5_000_001, False)]
)
def test_the_form_accepts_small_pictures(manual: FindBlocks, name: str, size: int, is_valid: bool) -> None:
    names: dict[str, Any] = {}
    exec(manual(PAGE, "python")[0].text, names)
    field = names["PhotoForm"].base_fields["picture"]
    # Without those of the class, which need Pillow.
    validators = [validator for validator in field.validators if validator not in field.default_validators]
    upload = InMemoryUploadedFile(BytesIO(b""), "picture", name, "image/png", size, None)
    assert len(validators) == 2
    assert is_valid == all(passes(validator, upload) for validator in validators)


def passes(validator: Any, upload: object) -> bool:
    try:
        validator(upload)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize(
    ("path", "is_staff", "is_served"),
    [("/media/logos/a.png", False, True), ("/media/a.png", False, False), ("/media/a.png", True, True)],
)
def test_the_function_lets_everybody_see_the_logos(
    manual: FindBlocks, path: str, is_staff: bool, is_served: bool
) -> None:
    names: dict[str, Any] = {}
    exec(manual(PAGE, "python")[1].text, names)
    request = SimpleNamespace(path_info=path, user=SimpleNamespace(is_staff=is_staff))
    assert names["may_see"](request) is is_served
