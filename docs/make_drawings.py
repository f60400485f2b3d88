"""Draw the manual's drawings: ``python docs/make_drawings.py`` makes ``images/NAME.svg`` of ``drawings/NAME.dot``.

It needs Graphviz (``apt-get install graphviz``). A drawing has the checksum of its text, so that a test finds one that
is older than its text without drawing it: each version of Graphviz draws a little differently.
"""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

HERE = Path(__file__).parent


def find_drawings() -> dict[Path, Path]:
    """Return the image of each text."""
    return {text: HERE / "images" / f"{text.stem}.svg" for text in sorted(HERE.joinpath("drawings").glob("*.dot"))}


def make_mark(text: Path) -> str:
    """Return the comment in an image that names the text it was drawn from."""
    return f"<!-- drawn from {text.name}, sha256 {hashlib.sha256(text.read_bytes()).hexdigest()} -->\n"


def draw(text: Path, image: Path) -> None:
    """Draw one image."""
    svg = subprocess.check_output(["dot", "-Tsvg", str(text)], text=True)  # noqa: S603, S607 - Debian has it on the path
    image.write_text(svg[svg.index("<svg") :] + make_mark(text), encoding="utf-8")


if __name__ == "__main__":
    for text, image in find_drawings().items():
        draw(text, image)
