"""URLs for the items of ``MAILERS``."""

from __future__ import annotations

from collections.abc import Iterator

from twod.wsgi.config.kinds.urls import Url, UrlItem, split_url

_BACKENDS = "django.core.mail.backends"
_SMTP: dict[str, dict[str, object]] = {
    "smtp": {},
    "smtp+tls": {"use_tls": True},
    "smtps": {"use_tls": True},
    "smtp+ssl": {"use_ssl": True},
}
#: The backends, by the schemes of their URLs.
MAIL_BACKENDS = {
    **dict.fromkeys(_SMTP, f"{_BACKENDS}.smtp.EmailBackend"),
    "consolemail": f"{_BACKENDS}.console.EmailBackend",
    "filemail": f"{_BACKENDS}.filebased.EmailBackend",
    "memorymail": f"{_BACKENDS}.locmem.EmailBackend",
    "dummymail": f"{_BACKENDS}.dummy.EmailBackend",
}
#: The options of an SMTP server that a URL may contain after the question mark.
_OPTIONS = ("ssl_certfile", "ssl_keyfile", "timeout", "use_ssl", "use_tls")


def read_mailer_url(text: str) -> UrlItem:
    """Return the item of ``MAILERS`` for a URL such as ``smtp+tls://user:password@host:587``.

    Example::

        >>> read_mailer_url("smtp://mail.example.com").values["OPTIONS"]
        {'host': 'mail.example.com'}

    :param text: the URL, with seals in the place of references.
    :raises BadValueError: if the text is not the URL of a mail server.
    """
    url = split_url(text, "a mail server", MAIL_BACKENDS)
    options: dict[str, object] = {}
    if url.scheme in _SMTP:
        parts = {"host": url.host.name, "port": url.host.port, "username": url.user, "password": url.password}
        options = {name: part for name, part in parts.items() if part} | _SMTP[url.scheme]
    elif url.scheme == "filemail":
        options = {"file_path": url.decode(url.path[1:])}
    mailer: dict[str, object] = {"BACKEND": MAIL_BACKENDS[url.scheme]}
    return UrlItem(mailer | {"OPTIONS": options} if options else mailer, dict(_read_options(url)))


def _read_options(url: Url) -> Iterator[tuple[tuple[str, ...], str]]:
    known = _OPTIONS if url.scheme in _SMTP else ()
    for name, text in url.read_options().items():
        if name.lower() not in known:
            has = f"which has {', '.join(known)}" if known else "which has no options"
            raise url.refuse_option(name, f"does not exist for this mail server, {has}")
        yield ("OPTIONS", name.lower()), text
