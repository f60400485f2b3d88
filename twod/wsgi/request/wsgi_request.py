"""The request that is both Django's and WebOb's."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from functools import cached_property
from io import BytesIO
from typing import TYPE_CHECKING, Any
from wsgiref.types import InputStream

import django
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.core.handlers.wsgi import WSGIRequest
from django.http import QueryDict, UnreadablePostError
from django.utils.datastructures import ImmutableList, MultiValueDict

from twod.wsgi.request.body import RequestBody, find_content_length
from twod.wsgi.request.body_streams import BodyStream
from twod.wsgi.request.meta import DecodedEnviron
from twod.wsgi.request.upload import UploadRecorder
from twod.wsgi.request.upload_watch import UploadWatch
from twod.wsgi.request.webob_names import WebObNames

if TYPE_CHECKING:
    from webob.request import Request

Parsed = tuple[QueryDict, "MultiValueDict[str, UploadedFile[Any]]"]

#: Whether tests have shown that our constructor does the same as that of this Django.
_IS_PROVEN = django.VERSION[:2] in {(5, 2), (6, 0), (6, 1)}


def _is_plain(environ: Mapping[str, Any], path_info: Any, script_name: Any) -> bool:
    """Return whether Django's text of the path equals the server's string."""
    return (
        type(path_info) is type(script_name) is str
        and path_info.isascii()
        and script_name.isascii()
        # Apache's names for the path before a rewrite, from which Django finds the script's name.
        and not environ.get("SCRIPT_URL")
        and not environ.get("REDIRECT_URL")
        and "wsgi.input" in environ
        and _IS_PROVEN
        and settings.FORCE_SCRIPT_NAME is None
    )


class TwodWSGIRequest(WSGIRequest, WebObNames):
    """Django's ``WSGIRequest`` with all names of :class:`webob.Request`, and an unchanged WSGI environ.

    >>> from twod.wsgi.handler import TwodWSGIRequest
    >>> request = TwodWSGIRequest.blank("/caf%C3%A9?drink=tea", headers={"Accept-Language": "es"})
    >>> request.path, request.GET["drink"]
    ('/café', 'tea')
    >>> request.accept_language.lookup(["en", "es"], default="en")
    'es'

    The request has each public name of ``webob.Request`` (``urlvars``, ``remote_user``, ``copy()``, ...). If both
    libraries have a name, the request has Django's, and :attr:`webob` has WebOb's. ``uGET`` and ``uPOST`` are WebOb's
    ``GET`` and ``POST``. A value that you assign to a name of the request stays on this object. To change the environ,
    assign to a name of :attr:`webob`.

    :param environ: the WSGI environ (:pep:`3333`), not a copy. ``PATH_INFO`` and ``SCRIPT_NAME`` stay the server's
        strings, so that you can pass ``environ`` to other WSGI code. Django's text is in ``META``, ``path`` and
        ``path_info``.
    """

    META: Any  # a DecodedEnviron; Django's stubs have a dict, with other signatures
    _read_started: bool
    _body_of_environ: RequestBody | None = None
    _closers: ExitStack | None = None

    def __init__(self, environ: dict[str, Any]) -> None:
        # PEP 3333 lets a server leave out empty ones. With both present, META has the keys of the environ.
        raw_path_info = environ.setdefault("PATH_INFO", "")
        script_name = environ.setdefault("SCRIPT_NAME", "")
        if not _is_plain(environ, raw_path_info, script_name):
            self._decode(environ, raw_path_info, script_name)
            return
        # The same as in Django's constructor, with a quarter of the instructions.
        self.environ = environ
        self.path_info = path_info = raw_path_info or "/"
        if script_name or path_info[0] != "/":
            self.path = f"{script_name.rstrip('/')}/{path_info.replace('/', '', 1)}"
        else:
            self.path = path_info
        self.META = DecodedEnviron(environ, path_info, script_name)
        self.method = environ["REQUEST_METHOD"].upper()
        if environ.get("CONTENT_TYPE"):
            self._set_content_type_params(environ)  # type: ignore[attr-defined]  # not in the stubs
        else:
            self.content_type = ""
            self.content_params = {}
        self._read_started = False
        self.resolver_match = None

    def _decode(self, environ: dict[str, Any], raw_path_info: Any, raw_script_name: Any) -> None:
        """Run Django's constructor, which decodes any path, and restore the environ."""
        try:
            super().__init__(environ)
            path_info, script_name = environ["PATH_INFO"], environ["SCRIPT_NAME"]
        finally:
            environ["PATH_INFO"] = raw_path_info
            environ["SCRIPT_NAME"] = raw_script_name
        self.META = DecodedEnviron(environ, path_info, script_name)
        # The property below replaces Django's stream, which reads from the server even if the body was read before.
        del self._stream

    @cached_property
    def _stream(self) -> Any:  # type: ignore[override]
        return BodyStream(self._open_body())

    @property
    def _raw_body(self) -> RequestBody:
        # On first use, as the stream, because most requests have no body.
        if self._body_of_environ is None:
            self._body_of_environ = RequestBody()
        return self._body_of_environ

    def _open_body(self) -> RequestBody:
        body = self._raw_body
        body.open(self.environ)
        return body

    @cached_property
    def webob(self) -> Request:
        """A real :class:`webob.Request` on the same environ, made on first use."""
        self._raw_body.expect_second_reader()
        self._input_before_webob = self.environ["wsgi.input"]
        return super().webob

    def __getstate__(self) -> dict[str, Any]:
        # A copy makes a new WebOb request, because the copy module cannot copy WebOb's.
        return {name: value for name, value in self.__dict__.items() if name != "webob"}

    def get_wsgi_input(self) -> InputStream:
        """Return the ``wsgi.input`` for a WSGI application that you call with this request.

        If the body is unread, this is the server's own stream, and Django cannot read the body any more. Otherwise, it
        is a stream that returns the body again from its first byte.

        :raises django.http.request.RawPostDataException: if the body was read in pieces and is too long to be kept, or
            is being read with WebOb's ``body_file``.
        """
        if self._body_of_environ is None and find_content_length(self.environ) == 0:
            stream: InputStream = self.environ["wsgi.input"]
            return stream
        return self._raw_body.hand_on(self.environ)

    def close_later(self, close: Callable[[], object]) -> None:
        """Call ``close`` when Django closes the request, with the response that the server gets.

        That response may be another one than the view has returned. The function registered last is called first. Each
        is called once, even if another one raises an error.

        :param close: called without arguments, such as the ``close()`` of a WSGI application's iterable.
        """
        if self._closers is None:
            self._closers = ExitStack()
        self._closers.callback(close)

    def close(self) -> None:
        """Close the uploaded files and the kept body, and call the functions passed to :meth:`close_later`."""
        try:
            if self._closers is not None:
                self._closers.close()
        finally:
            try:
                super().close()
            finally:
                if self._body_of_environ is not None:
                    self._body_of_environ.close()
                    self._let_go()

    def _let_go(self) -> None:
        # A request and its environ are often part of a circle, in Django too: upload handlers refer to the request, and
        # so does the function behind request.user. All objects that the circle refers to would keep their memory and
        # temporary files until the garbage collector runs.
        self._upload_handlers: list[FileUploadHandler] = []
        if "webob" not in self.__dict__:
            return
        environ = self.environ
        # WebOb's GET, which refers to the environ, and its POST, which refers to the files of the form.
        for name in [name for name in environ if name.startswith("webob._")]:
            del environ[name]
        if environ.get("webob.is_body_seekable") and environ["wsgi.input"] is not self._input_before_webob:
            # WebOb's copy of the body, which is a temporary file if it is large.
            environ["wsgi.input"].close()

    @property
    def body(self) -> bytes:
        """The whole body, as in Django, and also of a chunked request.

        :raises django.core.exceptions.RequestDataTooBig: beyond ``DATA_UPLOAD_MAX_MEMORY_SIZE`` bytes.
        :raises django.http.UnreadablePostError: if the client disconnects before it has sent the whole body.
        :raises django.http.request.RawPostDataException: if the body was read as a stream before.
        """
        if not self._read_started and not hasattr(self, "_body") and isinstance(self._stream, BodyStream):
            limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
            # Django rejects a body with too large a Content-Length, unread.
            if limit is None or (self._raw_body.length or 0) <= limit:
                self._stream = BytesIO(self._read_body(limit))
        return super().body

    def _read_body(self, limit: int | None) -> bytes:
        # Not by Django: 5.2 treats the first bytes that arrive as the whole body.
        try:
            data = self._raw_body.read_rest(0, limit)
        except OSError as error:
            self._read_started = True
            raise UnreadablePostError(*error.args) from error
        if limit is not None and len(data) > limit:
            raise RequestDataTooBig("Request body exceeded settings.DATA_UPLOAD_MAX_MEMORY_SIZE.")
        return data

    def parse_file_upload(self, META: Mapping[str, Any], post_data: Any) -> Parsed:  # noqa: N803 - Django's name
        """Return ``POST`` and ``FILES`` of a body in ``multipart/form-data``, also of a chunked request.

        For a chunked request, upload handlers get ``sys.maxsize`` as the length, and treat all files as large ones.

        :param META: the request's ``META``.
        :param post_data: the stream to parse: this request, or the bytes read from it before.
        """
        body = self._open_body()
        meta = META
        is_read_before = post_data is not self
        if body.length is None:
            length = len(self.body) if is_read_before else sys.maxsize
            meta = {**META, "CONTENT_LENGTH": str(length)}
        if is_read_before:
            return self._parse_watched(meta, post_data, UploadWatch(post_data.read))
        body.expect_second_reader()
        if body.kept.length or not UploadRecorder.understands(self.upload_handlers):
            watch = UploadWatch(self.read)
            return self._parse_watched(meta, watch, watch)
        return self._parse_and_record(meta, UploadRecorder(body))

    def _parse_and_record(self, meta: Any, recorder: Any) -> Parsed:
        files: MultiValueDict[str, UploadedFile[Any]] = MultiValueDict()
        try:
            post, files = self._parse_watched(meta, recorder, recorder)
        finally:
            recorder.finish(files)
            # As if Django's parser had read from the request itself. It may have failed before reading.
            self._read_started = self._read_started or recorder.has_read
            self._stream = BodyStream(self._raw_body, self._raw_body.kept.length)
        return post, files

    def _parse_watched(self, meta: Any, post_data: Any, watch: Any) -> Parsed:
        handlers = self.upload_handlers
        self.upload_handlers = [watch, *handlers]
        try:
            with watch.interrupting(handlers):
                return super().parse_file_upload(meta, post_data)
        finally:
            # Django has frozen the list, and the application expects its own handlers in it.
            warning = getattr(self.upload_handlers, "warning", "")
            self.upload_handlers = ImmutableList(handlers, warning=warning)
