"""Make the inventory of another project's manual: ``python docs/make_inventory.py DOCS BUILDER FILE``.

Sphinx links to that manual by the inventory (``intersphinx_mapping`` in ``conf.py``), without a network. DOCS is the
folder with the project's ``conf.py``, from its source distribution or its repository; install what that file imports.
BUILDER is the one that makes the published pages: ``dirhtml`` for Django, ``html`` for the others.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace
from sphinx.util.inventory import InventoryFile


def main(docs: str, builder: str, file: str) -> None:
    """Read the manual and write its inventory; no page is written."""
    with tempfile.TemporaryDirectory() as folder, docutils_namespace():
        app = Sphinx(docs, docs, folder, folder, builder, status=None, warning=None)
        app.builder.read()
        app.env.check_consistency()
        Path(file).parent.mkdir(exist_ok=True)
        InventoryFile.dump(file, app.env, app.builder)


if __name__ == "__main__":
    main(*sys.argv[1:])
