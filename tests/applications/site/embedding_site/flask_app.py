"""A Flask application: its own session, redirects, an upload, a stream, a file."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from flask import Flask, Response, redirect, request, send_file, session, url_for

if TYPE_CHECKING:
    from collections.abc import Iterator

app = Flask(__name__)
app.secret_key = "flask's own"
app.config["SESSION_COOKIE_NAME"] = "flask_session"
app.config["SESSION_COOKIE_SAMESITE"] = "Strict"


@app.get("/")
def index() -> str:
    session["count"] = session.get("count", 0) + 1
    return f"{request.remote_user}: {session['count']}"


@app.get("/old")
def old() -> Response:
    return redirect(url_for("page", name="a b/ü"))


@app.get("/page/<path:name>")
def page(name: str) -> str:
    return f"{url_for('page', name=name)} is {name!r}"


@app.route("/upload", methods=["POST", "PUT"])
def upload() -> dict[str, object]:
    if request.method == "PUT":
        return {"length": len(request.get_data())}
    file = request.files["file"]
    return {"name": file.filename, "length": len(file.read()), "note": request.form["note"]}


@app.get("/file")
def file() -> Response:
    return send_file(io.BytesIO(bytes(range(256)) * 40), mimetype="application/octet-stream", download_name="bytes")


@app.get("/source")
def source() -> Response:
    return send_file(__file__, mimetype="text/plain")


@app.get("/stream")
def stream() -> Response:
    def blocks() -> Iterator[str]:
        for number in range(3):
            yield f"{number}\n"

    return Response(blocks(), mimetype="text/plain")
