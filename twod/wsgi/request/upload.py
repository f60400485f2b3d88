"""Uploaded files as a part of a kept body, so that a large upload is not stored a second time.

While Django parses ``multipart/form-data`` (:rfc:`7578`), the bytes of each file go through its upload handlers and
into memory or a temporary file. An :class:`UploadRecorder` watches them, and keeps a reference to a range of the
uploaded file instead of these bytes. It keeps the other bytes (boundaries, the parts' headers, fields) as they are, so
that the body can be read again byte for byte.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile, TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, MemoryFileUploadHandler, TemporaryFileUploadHandler
from django.http import UnreadablePostError
from django.utils.datastructures import MultiValueDict

from twod.wsgi.request.body import RequestBody
from twod.wsgi.request.kept_body import Content, FileContent, read_content
from twod.wsgi.request.pieces import Pieces
from twod.wsgi.request.upload_watch import UploadWatch
from twod.wsgi.request.upload_window import UploadWindow


class _StoredUpload:
    """The bytes of an uploaded file, wherever Django has put them.

    :param field_name: the form field.
    """

    def __init__(self, field_name: str) -> None:
        self.field_name = field_name
        self.size = 0
        self._content: bytes | Content = b""

    def find_in(self, upload: UploadedFile[Any]) -> bool:
        """Return whether ``upload`` is the file that Django made of these bytes, and hold its bytes if it is.

        They are held apart from it, since the application may close it or move it to its place.
        """
        file: Any = upload.file
        if upload.size != self.size:
            return False
        if isinstance(upload, TemporaryUploadedFile):
            self._content = FileContent(os.fdopen(os.dup(file.fileno()), "rb", buffering=0))
        elif isinstance(upload, InMemoryUploadedFile):
            self._content = file.getvalue()
        else:
            return False
        return True

    def read_at(self, offset: int, size: int) -> bytes:
        """Return up to ``size`` bytes from ``offset`` on."""
        return read_content(self._content, offset, size)

    def close(self) -> None:
        """Release the bytes."""
        if not isinstance(self._content, bytes):
            self._content.close()
        self._content = b""


class UploadRecorder(UploadWatch):
    """A watch that keeps the body, too.

    The other handlers have to be Django's own, which store the bytes that they receive.

    :param body: the body, of which nothing has been read.
    """

    def __init__(self, body: RequestBody) -> None:
        super().__init__(body.pull)
        #: Whether Django has begun to read the body.
        self.has_read = False
        self._body = body
        self._window = UploadWindow()
        self._uploads: list[_StoredUpload] = []

    @staticmethod
    def understands(handlers: Iterable[FileUploadHandler]) -> bool:
        """Return whether ``handlers`` store each file as it was sent."""
        return all(type(handler) in {MemoryFileUploadHandler, TemporaryFileUploadHandler} for handler in handlers)

    def read(self, size: int) -> bytes:
        """Return the next ``size`` bytes of the body, fewer at its end only.

        :raises UnreadablePostError: when the client went away before it had sent all of the body.
        """
        self.has_read = True
        pieces = Pieces()
        try:
            pieces.fill(self._read, size)
        except OSError as error:
            raise UnreadablePostError(*error.args) from error
        finally:
            block = pieces.join()
            if leaving := self._window.push(block):
                self._body.kept.append(leaving)
        return block

    def new_file(self, field_name: str, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        super().new_file(field_name, *args, **kwargs)
        self._uploads.append(_StoredUpload(field_name))

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Note that these bytes are stored, and pass them on.

        :param raw_data: bytes of the file.
        :param start: their offset in it.
        """
        upload = self._uploads[-1]
        upload.size += len(raw_data)
        before = self._window.take(raw_data, is_first=start == 0)
        if before is not None:
            kept = self._body.kept
            if before:
                kept.append(before)
            kept.append_content(upload, start, len(raw_data))
        return raw_data

    def finish(self, files: MultiValueDict[str, UploadedFile[Any]]) -> None:
        """Keep the rest of the body, and find where the files were stored, once the body is parsed.

        :param files: ``FILES``, or nothing when the parser failed.
        """
        kept = self._body.kept
        kept.append(self._window.drain())
        made = {name: iter(uploads) for name, uploads in files.lists()}
        for stored in self._uploads:
            upload = next(made.get(stored.field_name, iter(())), None)
            if upload is None or not stored.find_in(upload):
                kept.lose("its upload failed, and the files in it are gone.")
                return
            kept.close_later(stored)
