"""The media types of the files that nginx sends, by suffix.

The ``mime.types`` of distributions lack common types. For one, they send ``.mjs`` as ``application/octet-stream``, and
no browser runs such a module.
"""

from __future__ import annotations

_TYPES = {
    "application/gzip": "gz tgz",
    "application/json": "json map",
    "application/manifest+json": "webmanifest",
    "application/pdf": "pdf",
    "application/wasm": "wasm",
    "application/xhtml+xml": "xhtml",
    "application/xml": "xsd xsl",
    "application/zip": "zip",
    "application/atom+xml": "atom",
    "application/rss+xml": "rss",
    "application/rtf": "rtf",
    "application/msword": "doc",
    "application/vnd.ms-excel": "xls",
    "application/vnd.ms-fontobject": "eot",
    "application/vnd.ms-powerpoint": "ppt",
    "application/vnd.oasis.opendocument.presentation": "odp",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/epub+zip": "epub",
    "application/x-7z-compressed": "7z",
    "application/x-bzip2": "bz2",
    "application/x-tar": "tar",
    "application/x-xz": "xz",
    "application/zstd": "zst",
    "audio/flac": "flac",
    "audio/mp4": "m4a",
    "audio/mpeg": "mp3",
    "audio/ogg": "ogg oga opus",
    "audio/wav": "wav",
    "font/otf": "otf",
    "font/ttf": "ttf",
    "font/woff": "woff",
    "font/woff2": "woff2",
    "image/avif": "avif",
    "image/bmp": "bmp",
    "image/gif": "gif",
    "image/heic": "heic",
    "image/jpeg": "jpg jpeg",
    "image/png": "png",
    "image/svg+xml": "svg",
    "image/tiff": "tif tiff",
    "image/vnd.microsoft.icon": "ico",
    "image/webp": "webp",
    "text/calendar": "ics",
    "text/css": "css",
    "text/csv": "csv",
    "text/html": "html htm",
    "text/javascript": "js mjs",
    "text/markdown": "md",
    "text/plain": "txt log",
    "text/vcard": "vcf",
    "text/vtt": "vtt",
    "text/xml": "xml",
    "video/mp4": "mp4 m4v",
    "video/ogg": "ogv",
    "video/quicktime": "mov",
    "video/webm": "webm",
    "video/x-msvideo": "avi",
}

#: Types in which a browser runs scripts, as a pattern; twod.wsgi has the same for the media files that it sends.
SCRIPTABLE = r"~^(text/html|text/xml|text/xsl|application/xml|[^;]+\+xml)"

#: Types of text for which a browser would guess the encoding.
WITH_CHARSET = ("text/css", "text/csv", "text/html", "text/javascript", "text/markdown", "text/plain", "text/xml")


def list_media_types() -> list[str]:
    """Return the lines of nginx's block ``types``."""
    return [f"{name} {endings};" for name, endings in sorted(_TYPES.items())]
