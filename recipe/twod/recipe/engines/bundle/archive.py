"""Reproducible archives: the same files make the same bytes, on every machine and at every time."""

from __future__ import annotations

import gzip
import hashlib
import importlib
import io
import os
import stat
import tarfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

#: The suffix of an archive's name, by its format.
SUFFIXES = {"gz": ".tar.gz", "zst": ".tar.zst"}

#: Modules that compress by Zstandard. Python 3.14 brings the first; the second has the same interface for older
#: Pythons.
_ZSTANDARD_MODULES = ("compression.zstd", "backports.zstd")


def find_zstandard() -> Any | None:
    """Return a module that compresses by Zstandard, or None if this Python has no such module."""
    for name in _ZSTANDARD_MODULES:
        try:
            return importlib.import_module(name)
        except ImportError:
            continue
    return None


def read_epoch(environ: Mapping[str, str] = os.environ) -> int | None:
    """Return ``SOURCE_DATE_EPOCH``, the time of all files of an archive, in seconds since 1970; None if it is not set.

    :raises ValueError: if the variable is not a number.
    """
    given = environ.get("SOURCE_DATE_EPOCH")
    return int(given) if given else None


def make_time(content: bytes) -> int:
    """Return a time for a file, in seconds since 1970, that differs with the content.

    Servers tell browsers by time and size whether a cached file is still valid. If all files had the same time, a
    browser would keep an old file that a release has changed without changing its size.
    """
    return int.from_bytes(hashlib.sha256(content).digest()[:4]) >> 2


def write_archive(folder: Path, target: Path, archive_format: str, epoch: int | None) -> None:
    """Pack the content of a folder into an archive.

    The archive is complete or does not exist.

    :param archive_format: one of :data:`SUFFIXES`.
    :param epoch: time of all files, in seconds since 1970. None: a time that depends on the content of each file.
    """
    temporary = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with _open_compressed(temporary, archive_format, epoch or 0) as stream, _open_tar(stream) as archive:
            for path in sorted(folder.rglob("*"), key=lambda path: path.relative_to(folder).parts):
                _add(archive, path, str(path.relative_to(folder)), epoch)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def _open_compressed(path: Path, archive_format: str, epoch: int) -> Iterator[IO[bytes]]:
    with path.open("wb") as file:
        if archive_format == "zst":
            compress = cast("Callable[..., Any]", find_zstandard().ZstdFile)  # type: ignore[union-attr]  # judged before
            with compress(file, "wb") as stream:
                yield stream
        else:
            with gzip.GzipFile("", "wb", fileobj=file, mtime=epoch) as stream:
                yield cast("IO[bytes]", stream)


def _open_tar(stream: IO[bytes]) -> tarfile.TarFile:
    return tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT)


def _add(archive: tarfile.TarFile, path: Path, name: str, epoch: int | None) -> None:
    """Add a file or folder, without an owner."""
    member = tarfile.TarInfo(name)
    member.mtime = epoch or 0
    if path.is_dir():
        member.type, member.mode = tarfile.DIRTYPE, 0o755
        archive.addfile(member)
        return
    content = path.read_bytes()
    member.size = len(content)
    member.mtime = make_time(content) if epoch is None else epoch
    member.mode = 0o755 if path.stat().st_mode & stat.S_IXUSR else 0o644
    archive.addfile(member, io.BytesIO(content))
