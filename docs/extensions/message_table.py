"""The directive ``messages`` of Sphinx: all messages that some modules report.

::

    .. messages:: twod.inifile.reading twod.wsgi.config.kinds

A package stands for all of its modules.
"""

from __future__ import annotations

from docutils import nodes
from reported_messages import find_messages, find_modules
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective


class Messages(SphinxDirective):
    """A list of the messages of the modules that are named as arguments."""

    required_arguments = 1
    optional_arguments = 100

    def run(self) -> list[nodes.Node]:
        """Return the list, each message once, in alphabetical order."""
        messages: set[str] = set()
        for name in self.arguments:
            for path in find_modules(name):
                self.env.note_dependency(str(path))
                messages.update(find_messages(path.read_text(encoding="utf-8")))
        ordered = sorted(messages, key=lambda text: text.lstrip("…'[ ").lower())
        items = [nodes.list_item("", nodes.paragraph("", "", nodes.literal(text, text))) for text in ordered]
        return [nodes.rubric("", "Messages"), nodes.bullet_list("", *items)]


def setup(app: Sphinx) -> dict[str, bool]:
    """Tell Sphinx of the directive."""
    app.add_directive("messages", Messages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
