"""The pages of the manual: all are in the contents of the site, and no link to a file, picture or heading is broken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FENCE = re.compile(r"^(```|~~~).*?^\1", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"(?<!`)!?\[[^\]]*\]\(([^)\s]+)\)")
PAGES = [
    *ROOT.glob("*.md"),
    ROOT / "tests" / "README.md",
    *(ROOT / "docs").rglob("*.md"),
    *(ROOT / "resources").rglob("*.md"),
]


@pytest.mark.parametrize("folder", ["docs", "docs/decisions"])
def test_every_page_is_in_the_contents_with_its_title(folder: str) -> None:
    contents = (ROOT / folder / "README.md").read_text(encoding="utf-8")
    listed = re.findall(r"^- (\[.+\]\(.+\))$", contents, re.MULTILINE)
    pages = [path for path in (ROOT / folder).glob("*.md") if path.name != "README.md"]
    titles = {path: path.read_text(encoding="utf-8").split("\n", 1)[0].removeprefix("# ") for path in pages}
    assert {f"[{title}]({path.name})" for path, title in titles.items()} <= set(listed)


def test_no_link_is_broken() -> None:
    assert list(broken(PAGES)) == []


def test_broken_links_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "a.md"
    page.write_text(
        "# A *page*\n[here](#a-page) [gone](b.md) [no](#b)\n```\n[code](c.md)\n```\n![p](d.png)\n", encoding="utf-8"
    )
    monkeypatch.setattr("tests.project.test_site.ROOT", tmp_path)
    assert list(broken([page])) == ["a.md: b.md", "a.md: #b", "a.md: d.png"]


def broken(pages: list[Path]) -> Iterator[str]:
    """Yield page and target of each link within the project that leads nowhere."""
    for page in pages:
        text = FENCE.sub("", page.read_text(encoding="utf-8"))
        for target in LINK.findall(text):
            if re.match(r"[a-z]+:", target):  # another site
                continue
            name, _, anchor = target.partition("#")
            file = (page.parent / name).resolve() if name else page
            if not file.exists() or (anchor and anchor not in anchors(file)):
                yield f"{page.relative_to(ROOT)}: {target}"


def anchors(page: Path) -> set[str]:
    """Return the anchors that the headings of a page get on the site."""
    headings = re.findall(r"^#+ +(.+)$", FENCE.sub("", page.read_text(encoding="utf-8")), re.MULTILINE)
    plain = (re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading) for heading in headings)
    return {re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-") for heading in plain}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_pages_show_everything(page: Path) -> None:
    """A line that starts with % is a comment of the site's generator, and an unescaped | splits a cell."""
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    assert re.findall(r"^%.*$", text, re.MULTILINE) == []
    for table in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
        assert len({len(re.findall(r"(?<!\\)\|", row)) for row in table.splitlines()}) == 1, table
