"""Every page of the manual is in the contents of the site, which cannot be built otherwise."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_page_is_in_the_contents() -> None:
    listed = (ROOT / "packaging" / "site" / "index.md").read_text(encoding="utf-8").split()
    assert {path.stem for path in (ROOT / "docs").glob("*.md")} <= set(listed)
