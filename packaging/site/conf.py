"""Sphinx's settings for the manual as a site: see build.sh."""

from __future__ import annotations

import re
from typing import Any

from iceboxer.engine.version import __version__

project = "Iceboxer"
author = "The Iceboxer developers"
copyright = author
release = version = __version__
extensions = ["myst_parser"]
myst_heading_anchors = 4
exclude_patterns = ["benchmarks/*.md"]  # tables that other pages link to
smartquotes = False  # they would turn two hyphens into a dash
html_theme = "furo"
html_title = f"Iceboxer {version}"
html_static_path = ["style"]
html_css_files = ["wide.css"]
html_copy_source = False
html_show_sphinx = False

OUTSIDE = re.compile(
    r"\[([^\]]+)\]\((?:\.\./)*((?:packaging|resources|tests|benchmarks)/[^)]*|README\.md|CHANGELOG\.md)\)"
)


def setup(app: Any) -> None:
    """Register what happens to each page."""
    app.connect("source-read", name_files_of_the_clone)


def name_files_of_the_clone(app: Any, page: str, source: list[str]) -> None:  # noqa: ARG001
    """Turn links to files that are not part of the site into their names."""
    source[0] = OUTSIDE.sub(r"\1 (`\2`)", source[0])
