"""Uploaded files as parts of a kept body, so that a large upload is not stored twice.

While Django parses ``multipart/form-data`` (:rfc:`7578`), its upload handlers store the bytes of each file in memory or
in a temporary file. An :class:`UploadRecorder` is one of the handlers. It keeps a reference to a range of the uploaded
file instead of these bytes, and keeps all other bytes (boundaries, the parts' headers, fields), so that the body can be
read again byte for byte.
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
    """The bytes of an uploaded file, in Django's memory or temporary file.

    :param field_name: the form field.
    """

    def __init__(self, field_name: str) -> None:
        self.field_name = field_name
        self.size = 0
        self._content: bytes | Content = b""

    def find_in(self, upload: UploadedFile[Any]) -> bool:
        """Refer to the bytes of ``upload``, and return whether it is the file that Django has made from them.

        The reference stays valid if the application closes or moves the file.
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
    """An :class:`UploadWatch` that also keeps the body.

    The other handlers have to be Django's own, which store files unchanged.

    :param body: the body, still unread.
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
        """Return whether all ``handlers`` store files unchanged."""
        return all(type(handler) in {MemoryFileUploadHandler, TemporaryFileUploadHandler} for handler in handlers)

    def read(self, size: int) -> bytes:
        """Return the next ``size`` bytes of the body; fewer only at its end.

        :raises UnreadablePostError: if the client disconnects before it has sent the whole body.
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
        """Record that a file begins."""
        super().new_file(field_name, *args, **kwargs)
        self._uploads.append(_StoredUpload(field_name))

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Record that these bytes are stored, and pass them on.

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
        """Keep the rest of the body and refer to the stored files, after Django has parsed the body.

        :param files: ``FILES``; empty if the parser failed.
        """
        kept = self._body.kept
        kept.append(self._window.drain())
        made = {name: iter(uploads) for name, uploads in files.lists()}
        for stored in self._uploads:
            upload = next(made.get(stored.field_name, iter(())), None)
            if upload is None or not stored.find_in(upload):
                kept.lose("its upload failed, and Django has deleted the files in it.")
                return
            kept.close_later(stored)
