"""Uploaded files as a part of what is kept of a body, so that a large upload is not stored a second time.

While Django parses ``multipart/form-data`` (:rfc:`7578`), the bytes of each file go through its upload handlers and
into memory or a temporary file. An :class:`UploadRecorder` watches them go and puts into the record of the body,
instead of the bytes of a file, "what that uploaded file holds from here to there". The other bytes (boundaries, the
parts' headers, fields) go into the record as they are, so that it gives the body back byte for byte.
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

#: Bytes; a file shorter than that is put into the record itself.
_WORTH_NOTING = 4096

#: Blocks to hold before they go into the record, when no file is among them.
_WINDOW_BLOCKS = 32


class _StoredUpload:
    """The bytes of an uploaded file, wherever Django has put them.

    :param field_name: the form field.
    """

    def __init__(self, field_name: str) -> None:
        self.field_name = field_name
        self.size = 0
        self._content: bytes | Content = b""

    def find_in(self, upload: UploadedFile[Any]) -> bool:
        """Return whether ``upload`` is what Django made of this file, and hold its bytes if it is.

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
        """Let go of the bytes."""
        if not isinstance(self._content, bytes):
            self._content.close()
        self._content = b""


class UploadRecorder(FileUploadHandler):
    """What stands at both ends of Django's parser: the stream that it reads, and the first of the upload handlers.

    The other handlers have to be Django's own, which store what they are given.

    :param body: the body, of which nothing has been read.
    """

    # Of no influence on the size of the blocks that Django reads.
    chunk_size = 0

    def __init__(self, body: RequestBody) -> None:
        super().__init__()
        self._body = body
        self._record = body.record
        self._uploads: list[_StoredUpload] = []
        self._lookahead = 0
        # The blocks that were read and are not yet in the record, and the position in the body where they end.
        self._window: list[bytes] = []
        self._window_end = 0
        # Where in the body, and where in the uploaded file, the bytes begin that are known to be stored; where in
        # the body they end, or -1 when there are none.
        self._stored_start = self._stored_offset = 0
        self._stored_end = -1

    @staticmethod
    def understands(handlers: Iterable[FileUploadHandler]) -> bool:
        """Return whether ``handlers`` store each file as it was sent."""
        return all(type(handler) in {MemoryFileUploadHandler, TemporaryFileUploadHandler} for handler in handlers)

    def read(self, size: int) -> bytes:
        """Return the next ``size`` bytes of the body, fewer at its end.

        :raises UnreadablePostError: when the client went away before it had sent all of the body.
        """
        try:
            data = self._body.pull(size)
        except OSError as error:
            raise UnreadablePostError(*error.args) from error
        self._window_end += len(data)
        self._window.append(data)
        if len(self._window) > _WINDOW_BLOCKS:
            self._leave_file()
            self._record.append(b"".join(self._window[:-2]))
            del self._window[:-2]
        return data

    def handle_raw_input(self, *args: Any, **_kwargs: Any) -> None:
        """Learn how far Django reads ahead of what it passes on: it holds back what may begin a boundary."""
        boundary: bytes = args[3]
        self._lookahead = len(b"--" + boundary) + 6

    def new_file(self, field_name: str, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        super().new_file(field_name, *args, **kwargs)
        self._leave_file()
        self._uploads.append(_StoredUpload(field_name))

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Note that these bytes are stored, and pass them on.

        :param raw_data: bytes of the file.
        :param start: their offset in it.
        """
        size = len(raw_data)
        self._uploads[-1].size += size
        end = self._window_end - self._lookahead
        # The bytes are right behind the last ones and all that came from the client meanwhile: so they are what
        # stands there. Anything decoded (base64) would be shorter than what it was decoded from.
        if self._stored_end == end - size:
            self._stored_end = end
            last = self._window[-1] if len(self._window[-1]) >= self._lookahead else b"".join(self._window)
            self._window = [last[-self._lookahead :]]
        elif size >= _WORTH_NOTING:
            self._find(raw_data, end - size, start)
        return raw_data

    def _find(self, data: bytes, likely_position: int, start: int) -> None:
        """Look for ``data`` where it may be: behind the last bytes of the file, or just before what is held back."""
        window = b"".join(self._window)
        window_start = self._window_end - len(window)
        for position in (self._stored_end, likely_position):
            if position >= window_start and window.startswith(data, position - window_start):
                if position != self._stored_end:
                    self._leave_file()
                    self._record.append(window[: position - window_start])
                    self._stored_start, self._stored_offset = position, start
                self._stored_end = position + len(data)
                self._window = [window[self._stored_end - window_start :]]
                return
        self._leave_file()

    def _leave_file(self) -> None:
        """Put the stored bytes into the record."""
        if self._stored_end >= 0:
            size = self._stored_end - self._stored_start
            self._record.append_content(self._uploads[-1], self._stored_offset, size)
            self._stored_end = -1

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the handlers behind this one."""

    def finish(self, files: MultiValueDict[str, UploadedFile[Any]]) -> None:
        """Complete the record once the body is parsed.

        :param files: ``FILES``, or nothing when the parser failed.
        """
        self._leave_file()
        self._record.append(b"".join(self._window))
        self._window.clear()
        made = {name: iter(uploads) for name, uploads in files.lists()}
        for stored in self._uploads:
            upload = next(made.get(stored.field_name, iter(())), None)
            if upload is None or not stored.find_in(upload):
                self._record.lose("its upload failed, and the files in it are gone.")
                return
            self._record.close_later(stored)
