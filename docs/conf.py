"""Configuration of Sphinx for the manual."""

project = "twod"
author = "the twod contributors"
copyright = f"2026, {author}"
version = release = "2.0"

html_theme = "furo"
html_title = "twod"
exclude_patterns = ["_build"]
