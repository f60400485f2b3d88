"""Headers by which a proxy informs a site about the client."""

from __future__ import annotations

#: Headers in which some server would believe a client's claim about its address or scheme. The headers that a proxy
#: sets itself are not in this list.
FORGEABLE_HEADERS = (
    "Forwarded",
    "X-Forwarded-By",
    "X-Forwarded-Prefix",
    "X-Forwarded-Protocol",
    "X-Forwarded-Scheme",
    "X-Forwarded-Server",
    "X-Forwarded-Ssl",
    "X-Real-IP",
)

#: The header that marks https. Every proxy sets it, since all servers read it.
USUAL_MARK = ("X-Forwarded-Proto", "https")


def is_usual_mark(header: tuple[str, str]) -> bool:
    """Return whether the name and value of a header are the mark of https that every proxy sets.

    >>> is_usual_mark(("x-forwarded-proto", "https")), is_usual_mark(("X-Forwarded-Ssl", "on"))
    (True, False)
    """
    return (header[0].title(), header[1]) == USUAL_MARK
