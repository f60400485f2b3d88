"""Headers by which a proxy tells a site where a request comes from."""

from __future__ import annotations

#: Headers by which one server or another would believe a client on where its request comes from. Those that a proxy
#: sets by itself are not among them.
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

#: The mark of https that every proxy sets, since all servers read it.
USUAL_MARK = ("X-Forwarded-Proto", "https")


def is_usual_mark(header: tuple[str, str]) -> bool:
    """Return whether the name and value of a header are the mark of https that every proxy sets.

    >>> is_usual_mark(("x-forwarded-proto", "https")), is_usual_mark(("X-Forwarded-Ssl", "on"))
    (True, False)
    """
    return (header[0].title(), header[1]) == USUAL_MARK
