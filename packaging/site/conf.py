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


LISTED = re.compile(r"(?:^## (.+)\n\n)?((?:^- \[[^\]]+\]\([^)]+\.md\)\n)+)", re.MULTILINE)


def setup(app: Any) -> None:
    """Register what happens to each page."""
    app.connect("source-read", name_files_of_the_clone)
    app.connect("source-read", make_contents)


def make_contents(app: Any, page: str, source: list[str]) -> None:  # noqa: ARG001
    """Turn the lists of pages in a table of contents into the lists of the site's side bar."""
    if page == "index" or page.endswith("/README"):
        source[0] = LISTED.sub(toctree, source[0])


def toctree(listed: re.Match[str]) -> str:
    """Return the directive for a list of links to pages under a heading."""
    pages = "\n".join(re.findall(r"\(([^)]+)\.md\)", listed[2]))
    caption = f":caption: {listed[1]}\n" if listed[1] else ""
    return f"```{{toctree}}\n{caption}:maxdepth: 1\n\n{pages}\n```\n"


def name_files_of_the_clone(app: Any, page: str, source: list[str]) -> None:  # noqa: ARG001
    """Turn links to files that are not part of the site into their names."""
    source[0] = OUTSIDE.sub(r"\1 (`\2`)", source[0])
