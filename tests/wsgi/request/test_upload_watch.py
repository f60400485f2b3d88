"""An upload that fails leaves nothing behind, without any help of the garbage collector."""

from __future__ import annotations

import gc
import io
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.core.files.uploadhandler import (
    FileUploadHandler,
    MemoryFileUploadHandler,
    SkipFile,
    StopUpload,
    TemporaryFileUploadHandler,
)
from django.http import UnreadablePostError
from django.http.multipartparser import MultiPartParserError

from twod.wsgi.request import TwodWSGIRequest

if TYPE_CHECKING:
    from django.conf import UserSettingsHolder

BLOCK = 65536


def make_part(name: str, filename: str, content: bytes, headers: str = "") -> bytes:
    file = f'; filename="{filename}"' if filename else ""
    head = f'--xyz\r\nContent-Disposition: form-data; name="{name}"{file}\r\n{headers}\r\n'
    return head.encode() + content + b"\r\n"


FILE = make_part("file", "a.bin", b"0" * 300_000)
#: A form with two files, the first of which is complete before anything can fail.
FORM = FILE + FILE + make_part("field", "", b"1" * 100) + b"--xyz--\r\n"


def make_environ(sent: io.BytesIO, length: int | None = None) -> dict[str, Any]:
    return {
        "REQUEST_METHOD": "POST",
        "SCRIPT_NAME": "",
        "PATH_INFO": "/",
        "CONTENT_TYPE": "multipart/form-data; boundary=xyz",
        "CONTENT_LENGTH": str(len(sent.getvalue()) if length is None else length),
        "wsgi.input": sent,
    }


@pytest.fixture
def temporary_files(tmp_path: Path, django_settings: UserSettingsHolder) -> Iterator[Callable[[], list[Path]]]:
    """Return the temporary files of uploads; there are none after the test, which runs without garbage collector."""
    django_settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    django_settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0
    gc.disable()
    yield lambda: list(tmp_path.iterdir())
    left = list(tmp_path.iterdir())
    gc.enable()
    assert left == []


class OwnHandler(TemporaryFileUploadHandler):
    """A handler of the application, which stores as Django's does."""


class InFront(FileUploadHandler):
    """A handler of the application that passes everything on."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


class Breaking(io.BytesIO):
    """The stream of a server, which fails on the way.

    :param error: raised when the client has sent five blocks.
    """

    def __init__(self, sent: bytes, error: type[BaseException]) -> None:
        super().__init__(sent)
        self._error = error

    def read(self, size: int | None = -1, /) -> bytes:
        if self.tell() >= 5 * BLOCK:
            raise self._error
        return super().read(size)


class End(NamedTuple):
    """What ends an upload before Django has parsed it."""

    error: type[BaseException]
    sent: Callable[[], io.BytesIO] = lambda: io.BytesIO(FORM)
    settings: dict[str, int] = {}
    length: int | None = None


MANY_FIELDS = FILE + make_part("field", "", b"") * 4 + FILE
UNDECODABLE = FILE + make_part("b", "b.bin", b"QUJD" * 30_000 + b"Q", "Content-Transfer-Encoding: base64\r\n") + FILE
ENDS = {
    "a client that goes away": End(UnreadablePostError, lambda: io.BytesIO(FORM[: 5 * BLOCK]), length=len(FORM)),
    "a broken connection": End(UnreadablePostError, lambda: Breaking(FORM, ConnectionResetError)),
    "the end of the worker": End(SystemExit, lambda: Breaking(FORM, SystemExit)),
    "a field that is too long": End(RequestDataTooBig, settings={"DATA_UPLOAD_MAX_MEMORY_SIZE": 50}),
    "too many files": End(TooManyFilesSent, settings={"DATA_UPLOAD_MAX_NUMBER_FILES": 1}),
    "too many fields": End(
        TooManyFieldsSent, lambda: io.BytesIO(MANY_FIELDS), settings={"DATA_UPLOAD_MAX_NUMBER_FIELDS": 1}
    ),
    "a file that cannot be decoded": End(MultiPartParserError, lambda: io.BytesIO(UNDECODABLE)),
}


@pytest.mark.usefixtures("open_files")
@pytest.mark.parametrize("handlers", [(), (OwnHandler,), (InFront, TemporaryFileUploadHandler)])
@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
@pytest.mark.parametrize("reader", ["POST", "FILES"])
def test_an_upload_that_fails_leaves_no_temporary_file(
    temporary_files: Callable[[], list[Path]],
    django_settings: UserSettingsHolder,
    end: End,
    handlers: tuple[type[FileUploadHandler], ...],
    reader: str,
) -> None:
    for name, value in end.settings.items():
        setattr(django_settings, name, value)
    request = TwodWSGIRequest(make_environ(end.sent(), end.length))
    if handlers:
        request.upload_handlers = [handler(request) for handler in handlers]
    with pytest.raises(end.error):
        getattr(request, reader)
    assert temporary_files() == []
    request.close()


class Telling(TemporaryFileUploadHandler):
    """A handler that tells what it is called for, and fails where it should."""

    def __init__(self, fails_in: str = "", error: BaseException | None = None) -> None:
        super().__init__()
        self.told: list[str] = []
        self._fails_in = fails_in
        self._error = error

    def _tell(self, name: str) -> None:
        self.told.append(name)
        if name == self._fails_in and self._error is not None:
            raise self._error

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._tell("new_file")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        super().receive_data_chunk(raw_data, start)
        self._tell("receive_data_chunk")

    def file_complete(self, file_size: int) -> Any:
        self._tell("file_complete")
        return super().file_complete(file_size)

    def upload_complete(self) -> None:
        self._tell("upload_complete")

    def upload_interrupted(self) -> None:
        super().upload_interrupted()
        self._tell("upload_interrupted")


METHODS = ["new_file", "receive_data_chunk", "file_complete", "upload_complete"]


@pytest.mark.usefixtures("open_files")
@pytest.mark.parametrize("fails_in", METHODS)
def test_each_handler_is_interrupted_when_one_of_them_fails(
    temporary_files: Callable[[], list[Path]], fails_in: str
) -> None:
    request = TwodWSGIRequest(make_environ(io.BytesIO(FORM)))
    failing, other = Telling(fails_in, ValueError("no space")), Telling()
    request.upload_handlers = [failing, other]
    with pytest.raises(ValueError, match="no space"):
        request.POST  # noqa: B018
    assert failing.told.count("upload_interrupted") == other.told.count("upload_interrupted") == 1
    assert temporary_files() == []
    request.close()


@pytest.mark.usefixtures("open_files")
@pytest.mark.parametrize("error", [StopUpload(), StopUpload(connection_reset=True), SkipFile()])
@pytest.mark.parametrize("fails_in", ["new_file", "receive_data_chunk"])
def test_a_file_that_a_handler_does_not_want_is_closed_by_django(
    temporary_files: Callable[[], list[Path]], error: Exception, fails_in: str
) -> None:
    request = TwodWSGIRequest(make_environ(io.BytesIO(FORM)))
    request.upload_handlers = [Telling(fails_in, error), OwnHandler(request)]
    assert not request.FILES
    request.close()
    assert temporary_files() == []


def test_the_other_handlers_are_interrupted_even_if_one_cannot_be(
    temporary_files: Callable[[], list[Path]],
) -> None:
    request = TwodWSGIRequest(make_environ(io.BytesIO(FORM[: 5 * BLOCK]), len(FORM)))
    handlers = [Telling("upload_interrupted", ValueError("already gone")), Telling()]
    request.upload_handlers = handlers
    with pytest.raises(ValueError, match="already gone") as raised:
        request.POST  # noqa: B018
    assert isinstance(raised.value.__context__, UnreadablePostError)
    assert [handler.told[-1] for handler in handlers] == ["upload_interrupted"] * 2
    assert temporary_files() == []


@pytest.mark.parametrize("content_type", ["multipart/form-data", "multipart/form-data; boundary=\xe9"])
def test_no_handler_is_interrupted_before_its_first_file(
    django_settings: UserSettingsHolder, content_type: str
) -> None:
    request = TwodWSGIRequest(make_environ(io.BytesIO(FORM)) | {"CONTENT_TYPE": content_type})
    handler = Telling()
    request.upload_handlers = [handler]
    with pytest.raises(MultiPartParserError):
        request.POST  # noqa: B018
    assert handler.told == []


def test_no_handler_is_interrupted_when_all_went_well(temporary_files: Callable[[], list[Path]]) -> None:
    request = TwodWSGIRequest(make_environ(io.BytesIO(FORM)))
    handler = Telling()
    request.upload_handlers = [handler]
    assert len(request.FILES.getlist("file")) == 2
    assert handler.told[-1] == "upload_complete"
    assert "upload_interrupted" not in handler.told
    request.close()


@pytest.mark.parametrize("handler", [MemoryFileUploadHandler, OwnHandler])
def test_a_parser_is_given_full_blocks_however_little_comes_at_a_time(
    django_settings: UserSettingsHolder, handler: type[FileUploadHandler]
) -> None:
    sizes: list[int] = []

    class Dripping(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(1)

    class Counting(handler):  # type: ignore[misc,valid-type]
        def receive_data_chunk(self, raw_data: bytes, start: int) -> Any:
            sizes.append(len(raw_data))
            return super().receive_data_chunk(raw_data, start)

    body = make_part("file", "a", b"0" * 150_000) + b"--xyz--\r\n"
    request = TwodWSGIRequest(make_environ(Dripping(body)))
    request.upload_handlers = [Counting(request)]
    assert request.FILES["file"].size == 150_000
    assert len(sizes) <= 4
    request.close()


def test_a_closed_request_has_no_upload_handlers(temporary_files: Callable[[], list[Path]]) -> None:
    request = TwodWSGIRequest(make_environ(io.BytesIO(FORM)))
    request.upload_handlers = [OwnHandler(request)]
    freed = weakref.ref(request.upload_handlers[0])
    assert len(request.FILES.getlist("file")) == 2
    request.close()
    assert freed() is None
