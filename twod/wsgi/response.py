"""A response whose reason phrase the application chooses."""

from __future__ import annotations

import re
import warnings
from typing import Any

from django.http import BadHeaderError, HttpResponse

from twod.wsgi.old_names import warn_of_old_name


class OldReason:
    """The reason phrase of a response by its name in twod.wsgi 1.x."""

    #: The reason phrase that whoever made the response chose; None for the usual one of its status.
    given_reason: str | None = None

    @property
    def status_reason(self) -> str | None:
        """Deprecated: ``given_reason`` by its name in 1.x."""
        warn_of_old_name("status_reason", "reason_phrase")
        return self.given_reason


class TwodResponse(OldReason, HttpResponse):
    """Django's ``HttpResponse`` with the status as one string.

    >>> from twod.wsgi import TwodResponse
    >>> response = TwodResponse("Not you", status="403 Get out", content_type="text/plain")
    >>> response.status_code, response.reason_phrase
    (403, 'Get out')

    :param content: the body, as in Django.
    :param content_type: the ``Content-Type``; Django's default when None.
    :param status: a code, or a code and a reason phrase as in :pep:`3333`, with a space between them.
    :param reason: the reason phrase; when None, the one in ``status``, or the usual one of the code.
    :param kwargs: Django's other arguments (``charset``, ``headers``), and twod.wsgi 1's ``mimetype``, which is
        deprecated: use ``content_type``.
    :raises ValueError: if ``status`` does not begin with a code from 100 to 599.
    :raises TypeError: if the reason phrase, or the content type, is given twice.
    :raises django.http.BadHeaderError: if the reason phrase has a character that a status line cannot have
        (:rfc:`9112`): a control character, or one outside latin-1.
    """

    def __init__(
        self,
        content: object = b"",
        content_type: str | None = None,
        status: int | str | None = None,
        reason: str | None = None,
        **kwargs: Any,
    ) -> None:
        if isinstance(status, str):
            status, phrase = _split_status(status)
            if phrase is not None and reason is not None:
                raise TypeError(f"Two reason phrases: {phrase!r} in the status and {reason!r}.")
            reason = phrase if reason is None else reason
        if "mimetype" in kwargs:
            content_type = _choose_content_type(content_type, kwargs.pop("mimetype"))
        if reason is not None:
            check_reason(reason)
        super().__init__(content, content_type, status, reason, **kwargs)
        self.given_reason = reason


def _split_status(status: str) -> tuple[int, str | None]:
    """Return the code and, if there is one, the reason phrase of ``status``.

    :raises ValueError: when there is no code.
    """
    code, _, phrase = status.partition(" ")
    if not re.fullmatch("[1-5][0-9][0-9]", code, re.ASCII):
        raise ValueError(f"status: {status!r} is not CODE or 'CODE REASON', such as '403 Get out'.")
    return int(code), phrase.strip() or None


def check_reason(reason: str) -> None:
    """Refuse a phrase that would end, or could not be sent in, the status line.

    :raises BadHeaderError: for such a phrase.
    """
    if not re.fullmatch(r"[\t\x20-\x7e\x80-\xff]*", reason):
        raise BadHeaderError(f"reason: {reason!r} has a character that cannot stand in a status line.")


def _choose_content_type(content_type: str | None, mimetype: str | None) -> str | None:
    """Return the content type that was meant by either argument.

    :raises TypeError: when both were given.
    """
    warnings.warn("mimetype is the old name of content_type.", DeprecationWarning, stacklevel=3)
    if content_type is not None and mimetype is not None:
        raise TypeError(f"Two content types: {content_type!r} and the mimetype {mimetype!r}.")
    return mimetype if content_type is None else content_type
