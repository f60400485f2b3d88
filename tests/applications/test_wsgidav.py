"""WsgiDAV behind Django's users, with a real WebDAV client at the other end."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import pytest
from webdav4.client import Client

if TYPE_CHECKING:
    from collections.abc import Iterator

AUTH = ("zoë".encode(), b"secret")


@pytest.fixture
def dav(site: Any) -> Iterator[Client]:
    client = Client(f"{site.url}/dav", auth=AUTH, trust_env=False)
    yield client
    client.http.close()


NAMES = ["plain.txt", "with space.txt", "ünï 日本.txt", "100% sure.txt", "a+b&c.txt"]


@pytest.mark.parametrize("name", NAMES)
def test_put_get_move_and_delete(dav: Client, site: Any, name: str) -> None:
    content = bytes(range(256)) * 1000
    dav.upload_fileobj(io.BytesIO(content), name)
    assert (site.home / "files" / name).read_bytes() == content
    assert name in dav.ls("", detail=False)
    assert dav.content_length(name) == len(content)
    with dav.open(name, "rb") as file:
        assert file.read() == content
    dav.mkdir("ördner 1")
    dav.move(name, f"ördner 1/{name}")
    assert not dav.exists(name)
    assert dav.ls("ördner 1", detail=False) == [f"ördner 1/{name}"]
    dav.copy(f"ördner 1/{name}", name)
    assert dav.exists(name)
    dav.remove("ördner 1")
    dav.remove(name)
    assert not (site.home / "files" / name).exists()


LOCK = """<?xml version="1.0" encoding="utf-8"?>
<lockinfo xmlns="DAV:"><lockscope><exclusive/></lockscope><locktype><write/></locktype><owner>test</owner></lockinfo>
"""


def test_lock_keeps_others_from_writing_until_unlock(dav: Client, site: Any) -> None:
    dav.upload_fileobj(io.BytesIO(b"1"), "locked ü.txt")
    url = dav.join_url("locked ü.txt")
    locked = dav.http.request("LOCK", url, content=LOCK, headers={"Content-Type": "application/xml"})
    assert locked.status_code == 200
    # WsgiDAV knows the Django user as the one who has the lock.
    token = locked.headers["Lock-Token"]
    assert re.fullmatch(r"<opaquelocktoken:.+>", token)
    assert dav.http.put(url, content=b"2").status_code == 423
    assert dav.http.put(url, content=b"2", headers={"If": f"({token})"}).status_code == 204
    assert dav.http.request("UNLOCK", url, headers={"Lock-Token": token}).status_code == 204
    assert dav.http.put(url, content=b"3").status_code == 204
    assert (site.home / "files" / "locked ü.txt").read_bytes() == b"3"
    dav.remove("locked ü.txt")


def test_a_browser_sees_the_folder_and_whose_it_is(site: Any) -> None:
    with site.connect() as browser:
        page = browser.get("/dav/").text
    assert 'Authenticated user: "zo' in page


def test_a_foreign_page_cannot_delete(site: Any) -> None:
    (site.home / "files" / "kept.txt").write_text("kept", encoding="ascii")
    with site.connect() as browser:
        answer = browser.delete("/dav/kept.txt", headers={"Origin": "https://evil.example.net"})
    assert answer.status_code == 403
    assert (site.home / "files" / "kept.txt").exists()
    (site.home / "files" / "kept.txt").unlink()
