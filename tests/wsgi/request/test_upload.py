"""Uploads: the body is given again byte for byte, and not stored a second time for that."""

from __future__ import annotations

import base64
import io
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.files.uploadhandler import (
    MemoryFileUploadHandler,
    StopUpload,
    TemporaryFileUploadHandler,
)
from django.http import UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.http.request import RawPostDataException
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from twod.wsgi.request import TwodWSGIRequest
from twod.wsgi.request.kept_body import _Spool

if TYPE_CHECKING:
    from django.conf import UserSettingsHolder

pytestmark = pytest.mark.usefixtures("django_settings")


class Server(io.BytesIO):
    """A ``wsgi.input`` that gives up to ``block`` bytes at a time, and what it gave only once."""

    def __init__(self, sent: bytes, block: int = 1 << 30) -> None:
        super().__init__(sent)
        self._block = block

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(self._block if size is None or size < 0 else min(size, self._block))


def make_request(body: bytes, *, boundary: str = "xyz", block: int = 1 << 30) -> TwodWSGIRequest:
    return TwodWSGIRequest(
        {
            "REQUEST_METHOD": "POST",
            "SCRIPT_NAME": "",
            "PATH_INFO": "/",
            "CONTENT_TYPE": f"multipart/form-data; boundary={boundary}",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": Server(body, block),
        }
    )


def make_part(name: str, filename: str | None, content: bytes, *, in_base64: bool = False) -> bytes:
    file = f'; filename="{filename}"' if filename else ""
    head = f'Content-Disposition: form-data; name="{name}"{file}\r\n'.encode()
    if in_base64:
        head += b"Content-Transfer-Encoding: base64\r\n"
        content = base64.encodebytes(content)
    return head + b"\r\n" + content


def make_body(*parts: bytes, boundary: str = "xyz", preamble: bytes = b"") -> bytes:
    delimiter = f"--{boundary}".encode()
    return preamble + b"".join(delimiter + b"\r\n" + part + b"\r\n" for part in parts) + delimiter + b"--\r\n"


def stored_size(request: TwodWSGIRequest) -> int:
    """Return the bytes that are stored for the body alone."""
    pieces = request._raw_body.kept._pieces
    return sum(end - start for start, end, content, _ in pieces if isinstance(content, bytes | bytearray | _Spool))


sizes = st.sampled_from([0, 1, 4095, 4096, 20_000, 65_400, 65_536, 65_537, 131_072, 200_000])
patterns = st.sampled_from([b"0", b"\n", b"\r\n", b"\r\n--", b"\r\n--xy", b"\r\n\r\n", bytes(range(256)), b"Vm0wd2Qy"])
parts = st.tuples(
    st.sampled_from(["a", "b"]), st.sampled_from([None, "a.bin", "b.bin", "/"]), sizes, patterns, st.booleans()
)


@given(
    parts=st.lists(parts, max_size=4),
    preamble=st.sampled_from([b"", b"preamble\r\n"]),
    boundary=st.sampled_from(["xyz", "a-boundary-as-long-as-browsers-make-them-1234567890"]),
    block=st.sampled_from([5000, 65536, 1 << 30]),
    memory=st.sampled_from([0, 2621440]),
)
@settings(max_examples=100)
def test_any_upload_that_django_has_parsed_is_given_again_byte_for_byte(
    django_settings: UserSettingsHolder,
    parts: list[tuple[str, str | None, int, bytes, bool]],
    preamble: bytes,
    boundary: str,
    block: int,
    memory: int,
) -> None:
    django_settings.FILE_UPLOAD_MAX_MEMORY_SIZE = memory
    made = [
        make_part(name, filename, (pattern * (size // len(pattern) + 1))[:size], in_base64=in_base64)
        for name, filename, size, pattern, in_base64 in parts
    ]
    body = make_body(*made, boundary=boundary, preamble=preamble)
    request = make_request(body, boundary=boundary, block=block)
    try:
        request.FILES  # noqa: B018
    except MultiPartParserError:
        reject()  # Django's parser loses its way in some bodies that come in small blocks.
    assert request.get_wsgi_input().read() == body
    request.close()


@pytest.mark.parametrize("memory", [0, 2621440])
@pytest.mark.parametrize("block", [65536, 1 << 30])
def test_the_bytes_of_files_are_not_stored_a_second_time(
    django_settings: UserSettingsHolder, memory: int, block: int
) -> None:
    django_settings.FILE_UPLOAD_MAX_MEMORY_SIZE = memory
    body = make_body(
        make_part("a", None, b"a field"),
        make_part("file", "a.bin", os.urandom(500_000)),
        make_part("a", None, b"another"),
        make_part("file", "b.bin", b"\0" * 1_000_000),
    )
    request = make_request(body, block=block)
    assert [file.size for file in request.FILES.getlist("file")] == [500_000, 1_000_000]
    assert stored_size(request) < 20_000
    assert request.get_wsgi_input().read() == body
    request.close()


def test_a_long_field_behind_a_file_stays_behind_it() -> None:
    body = make_body(make_part("file", "a.bin", b"0" * 20_000), make_part("a", None, b"1" * 200_000))
    request = make_request(body, block=5000)
    assert request.FILES["file"].size == 20_000
    assert request.get_wsgi_input().read() == body
    request.close()


def test_files_sent_in_base64_are_kept_as_they_were_sent() -> None:
    body = make_body(make_part("file", "a.bin", b"0123456789" * 30_000, in_base64=True))
    request = make_request(body)
    assert request.FILES["file"].read() == b"0123456789" * 30_000
    assert request.get_wsgi_input().read() == body
    request.close()


@pytest.mark.parametrize("memory", [0, 2621440])
def test_the_body_survives_what_the_application_does_with_its_files(
    django_settings: UserSettingsHolder, memory: int, tmp_path: Path
) -> None:
    django_settings.FILE_UPLOAD_MAX_MEMORY_SIZE = memory
    body = make_body(make_part("file", "a.bin", b"0123456789" * 30_000), make_part("file", "b.bin", b"1" * 90_000))
    request = make_request(body)
    moved, closed = request.FILES.getlist("file")
    if isinstance(moved, TemporaryUploadedFile):
        Path(moved.temporary_file_path()).rename(tmp_path / "a.bin")
        # The temporary file is not there to be deleted when it is closed.
        Path(moved.temporary_file_path()).touch()
    moved.seek(100)
    closed.close()
    assert request.get_wsgi_input().read() == body
    assert moved.read(10) == b"0123456789"
    request.close()


def test_a_stored_file_that_was_cut_short_is_reported(django_settings: UserSettingsHolder) -> None:
    django_settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0
    request = make_request(make_body(make_part("file", "a.bin", b"0123456789" * 30_000)))
    file: Any = request.FILES["file"]
    os.truncate(file.temporary_file_path(), 10)
    with pytest.raises(UnreadablePostError, match="has become shorter"):
        request.get_wsgi_input().read()
    request.close()


@pytest.mark.usefixtures("open_files")
def test_closing_the_request_closes_all_that_was_kept(django_settings: UserSettingsHolder) -> None:
    django_settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0
    django_settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100_000
    small_files = [make_part("file", "a.bin", b"0" * 4000) for _ in range(60)]
    request = make_request(make_body(make_part("file", "a.bin", b"0123456789" * 30_000), *small_files))
    assert len(request.FILES.getlist("file")) == 61
    stream = request.get_wsgi_input()
    request.close()
    with pytest.raises(RawPostDataException, match="the request was closed"):
        stream.read()


def test_the_application_sees_its_own_upload_handlers_and_none_else() -> None:
    request = make_request(make_body(make_part("file", "a.bin", b"0")))
    handlers = [TemporaryFileUploadHandler()]
    request.upload_handlers = handlers
    assert request.FILES["file"].read() == b"0"
    assert list(request.upload_handlers) == handlers
    with pytest.raises(AttributeError, match="You cannot alter upload handlers after"):
        request.upload_handlers.append(TemporaryFileUploadHandler())
    request.close()


class StopAfterFirstBlock(MemoryFileUploadHandler):
    """An upload handler that has enough."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        raise StopUpload(connection_reset=True)


def test_what_an_upload_handler_did_not_wait_for_is_given_from_the_server() -> None:
    body = make_body(make_part("file", "a.bin", b"0" * 500_000))
    request = make_request(body)
    request.upload_handlers = [StopAfterFirstBlock()]
    assert not request.FILES
    assert request.get_wsgi_input().read() == body
    request.close()
