"""Configuration of Sphinx for the manual; it is built without a network."""

import sys
from importlib.metadata import version as find_version
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from pygments.lexers.special import TextLexer
from sphinx.application import Sphinx
from sphinx.util.inspect import TypeAliasForwardRef

HERE = Path(__file__).parent
# The code that the reference and the tables are made of, and what makes the tables.
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "inifile"), str(HERE / "extensions")]

# Some modules of Django's cannot be imported without settings; the defaults will do.
settings.configure()
django.setup()

project = "twod"
author = "the twod contributors"
project_copyright = f"2026, {author}"
release = find_version("twod.wsgi")
version = release.rpartition(".")[0]

extensions = ["sphinx.ext.autodoc", "sphinx.ext.intersphinx", "message_table", "settings_table"]
# make_inventory.py makes the inventories, so that a build needs no network.
intersphinx_mapping = {
    "django": ("https://docs.djangoproject.com/en/5.2/", "inventories/django.inv"),
    "pastedeploy": ("https://docs.pylonsproject.org/projects/pastedeploy/en/latest/", "inventories/pastedeploy.inv"),
    "webob": ("https://docs.pylonsproject.org/projects/webob/en/stable/", "inventories/webob.inv"),
}
# Types stand in the signatures, as they stand in the code.
autodoc_typehints = "signature"
autodoc_type_aliases = {name: name for name in ("CSRF", "MakeMore", "Permission", "StartResponse", "WSGIApplication")}
# Sphinx itself has the names of the aliases for whole annotations alone, and for those in a union its own stand-in.
TypeAliasForwardRef.__repr__ = lambda self: self.name
# Show a default such as os.environ by its name: its value would be that of the machine that builds the manual.
autodoc_preserve_defaults = True
autodoc_member_order = "bysource"

# A name that no manual has is an error. Python's manual has no inventory here, and Django's leaves some classes out.
nitpicky = True
nitpick_ignore_regex = [
    ("py:.*", r"(collections|configparser|mimetypes|os|wsgiref)\b.*"),
    ("py:class", r"django\.(http\.(request|response)|urls\.resolvers)\..*|webob\.Request"),
    ("py:exc", r"django\.(core\.exceptions|http\.request)\..*|django\.http\.BadHeaderError"),
    # Anything that knows its place, such as an option.
    ("py:class", r"twod\.inifile\.problems\.HasPlace"),
    # Types as the signatures have them.
    (
        "py:class",
        "Address|CSRF|ConfigLoader|Http\\w+|InputStream|MakeMore|Permission|Request|StartResponse|URLPattern|WSGIApplication",
    ),
]
exclude_patterns = ["_build"]

html_theme = "furo"
html_title = f"twod {release}"
html_favicon = "icon.svg"
html_copy_source = False
html_theme_options = {
    # For "Edit this page".
    "source_repository": "https://github.com/twod-project/twod/",
    "source_branch": "main",
    "source_directory": "docs/",
    "light_css_variables": {"color-brand-primary": "#0f766e", "color-brand-content": "#0f766e"},
    "dark_css_variables": {"color-brand-primary": "#5eead4", "color-brand-content": "#5eead4"},
}


def complete_html(_app: Sphinx, _page: str, _template: str, context: dict[str, Any], _doctree: object) -> None:
    """Make a page usable for everybody, where Sphinx and Furo leave something out that axe-core reports."""
    tree = context.get("furo_navigation_tree", "")
    context["furo_navigation_tree"] = tree.replace('role="heading"', 'role="heading" aria-level="2"')
    # A keyboard can scroll only an element that takes the focus.
    body = context.get("body", "").replace("<pre>", '<pre tabindex="0">')
    context["body"] = body.replace('<div class="table-wrapper', '<div tabindex="0" class="table-wrapper')


def setup(app: Sphinx) -> None:
    """Take the blocks for HAProxy, whose language Pygments does not know, and complete the pages."""
    app.add_lexer("haproxy", TextLexer)
    # After Furo has made the navigation.
    app.connect("html-page-context", complete_html, priority=900)
