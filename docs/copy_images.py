"""Take the manual's pictures from the last visit with a browser: ``tox -e browser && python docs/copy_images.py``."""

from __future__ import annotations

import shutil
from pathlib import Path

ROOT = Path(__file__).parents[1]

if __name__ == "__main__":
    for image in (ROOT / "docs" / "images").glob("*.png"):
        shutil.copyfile(ROOT / "screenshots" / f"wide-{image.name}", image)
