"""The board's pages.

The server names the visitor in ``REMOTE_USER``, as a web server does, and passes two more
variables:

``board.folder``
    the :class:`~pathlib.Path` of the folder of the pictures;
``board.home``
    the address that the visitor came from, for a link back.
"""

from pathlib import Path

from flask import Flask, Response, redirect, render_template, request, send_from_directory, url_for
from werkzeug.utils import secure_filename

application = Flask(__name__)
application.config["MAX_CONTENT_LENGTH"] = 10 * 2**20

#: The first bytes of each kind of picture, and the end of its name. The name of an uploaded file proves nothing.
SIGNATURES = {b"\x89PNG\r\n\x1a\n": ".png", b"\xff\xd8\xff": ".jpg", b"GIF87a": ".gif", b"GIF89a": ".gif"}


@application.get("/")
def show_board() -> str:
    """Show all pictures, the newest first."""
    return render_board()


def render_board(problem: str = "") -> str:
    """Return the page of all pictures, with what went wrong."""
    pictures = sorted(find_pictures(get_folder()), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    return render_template(
        "board/board.html",
        visitor=find_visitor(),
        home=request.environ["board.home"],
        names=[path.name for path in pictures],
        pinned=request.args.get("pinned"),
        problem=problem,
    )


@application.post("/")
def pin_picture() -> Response | tuple[str, int]:
    """Put a picture on the board."""
    upload = request.files.get("picture")
    suffix = find_suffix(upload.stream.read(8)) if upload else None
    if upload is None or suffix is None:
        return render_board("This is no PNG, JPEG or GIF picture."), 415
    upload.stream.seek(0)
    path = make_new_file(get_folder(), Path(secure_filename(upload.filename or "")).stem or "picture", suffix)
    upload.save(path)
    return redirect(url_for("show_board", pinned=path.name))


@application.errorhandler(413)
def refuse_large_picture(error: Exception) -> tuple[str, int]:  # noqa: ARG001
    """Say that a picture is larger than the board takes."""
    return render_board("This picture is larger than 10 MB."), 413


@application.get("/pictures/<name>")
def show_picture(name: str) -> Response:
    """Show one picture."""
    return send_from_directory(get_folder(), name)


def get_folder() -> Path:
    """Return the folder of the pictures, which is made when there is none."""
    folder: Path = request.environ["board.folder"]
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def find_visitor() -> str:
    """Return the visitor's name: UTF-8, which PEP 3333 has in a string of Latin-1."""
    return request.environ.get("REMOTE_USER", "").encode("latin-1").decode()


def find_pictures(folder: Path) -> list[Path]:
    """Return the pictures of a folder, by the ends of their names."""
    return [path for path in folder.iterdir() if path.suffix in SIGNATURES.values() and path.is_file()]


def find_suffix(head: bytes) -> str | None:
    """Return the end of a picture's name, by the first bytes of its content; None when it is no picture."""
    return next((suffix for signature, suffix in SIGNATURES.items() if head.startswith(signature)), None)


def make_new_file(folder: Path, stem: str, suffix: str) -> Path:
    """Return a new, empty file, with a number in its name when the name is taken."""
    number = 1
    while True:
        path = folder / (f"{stem}{suffix}" if number == 1 else f"{stem}-{number}{suffix}")
        try:
            path.touch(exist_ok=False)
        except FileExistsError:
            number += 1
        else:
            return path
