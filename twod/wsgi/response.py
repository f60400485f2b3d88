"""A response with a reason phrase of your choice."""

from __future__ import annotations

import re
import warnings
from typing import Any

from django.http import BadHeaderError, HttpResponse

from twod.wsgi.old_names import warn_of_old_name


class OldReason:
    """The reason phrase of a response under its name in twod.wsgi 1.x."""

    #: The reason phrase passed to the constructor; None for the usual phrase of the status.
    given_reason: str | None = None

    @property
    def status_reason(self) -> str | None:
        """Deprecated: ``given_reason`` under its name in 1.x."""
        warn_of_old_name("status_reason", "reason_phrase")
        return self.given_reason


class TwodResponse(OldReason, HttpResponse):
    """Django's ``HttpResponse`` with the status as one string.

    >>> from twod.wsgi import TwodResponse
    >>> response = TwodResponse("Not you", status="403 Get out", content_type="text/plain")
    >>> response.status_code, response.reason_phrase
    (403, 'Get out')

    :param content: the body, as in Django.
    :param content_type: the ``Content-Type``; None for Django's default.
    :param status: a code, or a code and a reason phrase as in :pep:`3333`, with a space between them.
    :param reason: the reason phrase; None for the one in ``status``, or else the usual one of the code.
    :param kwargs: Django's other arguments (``charset``, ``headers``), and twod.wsgi 1's ``mimetype``, which is
        deprecated: use ``content_type``.
    :raises ValueError: if ``status`` does not begin with a code from 100 to 599.
    :raises TypeError: if both a reason phrase in ``status`` and ``reason``, or both a content type and ``mimetype``,
        are given.
    :raises django.http.BadHeaderError: if the reason phrase has a character that a status line cannot contain
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
                raise TypeError(f"two reason phrases: {phrase!r} in status, {reason!r} in reason; remove one")
            reason = phrase if reason is None else reason
        if "mimetype" in kwargs:
            content_type = _choose_content_type(content_type, kwargs.pop("mimetype"))
        if reason is not None:
            check_reason(reason)
        super().__init__(content, content_type, status, reason, **kwargs)
        self.given_reason = reason


def _split_status(status: str) -> tuple[int, str | None]:
    """Return the code and, if there is one, the reason phrase of ``status``.

    :raises ValueError: if there is no code.
    """
    code, _, phrase = status.partition(" ")
    if not re.fullmatch("[1-5][0-9][0-9]", code, re.ASCII):
        raise ValueError(f"status: expected CODE or 'CODE REASON', such as '403 Get out', got {status!r}")
    return int(code), phrase.strip() or None


def check_reason(reason: str) -> None:
    """Reject a reason phrase that would end the status line, or that cannot be sent in it.

    :raises BadHeaderError: for such a phrase.
    """
    if not re.fullmatch(r"[\t\x20-\x7e\x80-\xff]*", reason):
        raise BadHeaderError(f"reason: {reason!r} has a character that a status line cannot contain")


def _choose_content_type(content_type: str | None, mimetype: str | None) -> str | None:
    """Return the content type given by either argument.

    :raises TypeError: if both are given.
    """
    warnings.warn("mimetype is the old name of content_type; use content_type", DeprecationWarning, stacklevel=3)
    if content_type is not None and mimetype is not None:
        raise TypeError(f"two content types: {content_type!r} and mimetype {mimetype!r}; remove mimetype")
    return mimetype if content_type is None else content_type
