"""Clients that ask a server again and again while something happens to it, and what became of each request."""

from __future__ import annotations

import http.client
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from kit.processes import PATIENCE

#: Seconds that a client waits for each piece of an answer.
_CLIENT_PATIENCE = 30.0


@dataclass(frozen=True)
class Asked:
    """What became of one request."""

    #: When it was begun, and when it was answered or lost, by ``time.monotonic``.
    began: float
    ended: float
    #: The status; None when no whole answer came.
    status: int | None
    #: The body, as text.
    text: str
    #: Why no whole answer came; empty when one came.
    error: str

    @property
    def is_lost(self) -> bool:
        """Whether a visitor would have seen an error: no whole answer, or one of a server that is not well."""
        return self.status is None or self.status >= 500


class SteadyLoad:
    """The requests of all clients so far, in the order in which they ended."""

    def __init__(self, url: str, *, body: bytes | None, headers: Mapping[str, str], pause: float) -> None:
        self._split = urlsplit(url)
        self._body = body
        self._headers = {"Connection": "close", **headers}
        self._pause = pause
        self._asked: list[Asked] = []
        self._changed = threading.Condition()
        self._is_over = threading.Event()

    @property
    def asked(self) -> list[Asked]:
        """All requests so far."""
        with self._changed:
            return list(self._asked)

    @property
    def lost(self) -> list[Asked]:
        """The requests that a visitor would complain of."""
        return [asked for asked in self.asked if asked.is_lost]

    @property
    def texts(self) -> Counter[str]:
        """How often each body came as a whole, with a status below 500."""
        return Counter(asked.text for asked in self.asked if not asked.is_lost)

    def describe(self) -> str:
        """Return ``0 of 742 lost``, with the reasons if there are any."""
        asked, lost = self.asked, self.lost
        reasons = Counter(one.error or f"status {one.status}" for one in lost)
        found = "; ".join(f"{count} x {reason}" for reason, count in reasons.most_common())
        return f"{len(lost)} of {len(asked)} lost" + (f" ({found})" if found else "")

    def wait_for(self, count: int) -> None:
        """Wait until so many requests that are begun from now on have ended, lost or not."""
        now = time.monotonic()
        self._wait(lambda: sum(asked.began >= now for asked in self._asked) >= count, f"{count} more requests")

    def wait_for_text(self, text: str) -> None:
        """Wait until a request that is begun from now on has an answer with this body."""
        now = time.monotonic()
        self._wait(lambda: any(one.began >= now and one.text == text for one in self._asked), f"an answer {text!r}")

    def wait_for_only(self, text: str, count: int = 20) -> None:
        """Wait until each of the last `count` requests that ended was answered with this body."""

        def is_only() -> bool:
            last = self._asked[-count:]
            return len(last) == count and all(one.text == text for one in last)

        self._wait(is_only, f"{count} answers {text!r} in a row")

    def _wait(self, is_so: Callable[[], bool], wanted: str) -> None:
        with self._changed:
            came = self._changed.wait_for(is_so, PATIENCE)
        assert came, f"no {wanted} within {PATIENCE} s: {self.describe()}; {self.texts}"

    def ask_on(self) -> None:
        """Ask until the end of the block; the work of one client's thread."""
        while not self._is_over.is_set():
            asked = self._ask()
            with self._changed:
                self._asked.append(asked)
                self._changed.notify_all()
            self._is_over.wait(self._pause)

    def end(self) -> None:
        """Have each client end with the answer that it waits for."""
        self._is_over.set()

    def _ask(self) -> Asked:
        began = time.monotonic()
        connection = http.client.HTTPConnection(self._split.netloc, timeout=_CLIENT_PATIENCE)
        path = (self._split.path or "/") + (f"?{self._split.query}" if self._split.query else "")
        try:
            connection.request("GET" if self._body is None else "POST", path, self._body, dict(self._headers))
            with connection.getresponse() as response:
                text = response.read().decode(errors="replace")
            return Asked(began, time.monotonic(), response.status, text, "")
        except (OSError, http.client.HTTPException) as error:
            return Asked(began, time.monotonic(), None, "", f"{type(error).__name__}: {error}")
        finally:
            connection.close()


@contextmanager
def steady_load(
    url: str,
    *,
    clients: int = 4,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    pause: float = 0.01,
) -> Iterator[SteadyLoad]:
    """Ask a server as long as a block lasts; gives the requests, all of which have ended behind the block.

    Each request has a connection of its own, and none is asked a second time.

    Example::

        with steady_load(f"http://{address}/") as load:
            load.wait_for(20)
            server.send(signal.SIGHUP)
            load.wait_for_only("new")
        assert not load.lost, load.describe()

    :param clients: how many ask at the same time.
    :param body: what they send by POST; None for GET.
    :param headers: further headers, or ``Host``.
    :param pause: seconds between an answer and the client's next request.
    """
    load = SteadyLoad(url, body=body, headers=headers or {}, pause=pause)
    threads = [threading.Thread(target=load.ask_on, daemon=True) for _ in range(clients)]
    for thread in threads:
        thread.start()
    try:
        yield load
    finally:
        load.end()
        for thread in threads:
            thread.join(PATIENCE)
