#!/usr/bin/env python3
"""Copy a benchmark report to docs/benchmarks/, and its table of goals into docs/benchmarks.md."""

import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = "docs/benchmarks.md"
BETWEEN = re.compile("(<!-- headline -->\n).*?(<!-- end of headline -->)", re.DOTALL)


def main(report: Path) -> None:
    target = ROOT / "docs" / "benchmarks"
    target.mkdir(exist_ok=True)
    for name in ("report.html", "report.json", "report.md", "headline.md"):
        shutil.copyfile(report / name, target / name)
    table = (report / "headline.md").read_text(encoding="utf-8")
    page = ROOT / PAGE
    text, times = BETWEEN.subn(lambda place: place[1] + table + place[2], page.read_text(encoding="utf-8"))
    if times != 1:
        sys.exit(f"{page} does not have one place for the table.")
    page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: packaging/report.py FOLDER_OF_THE_REPORT")
    main(Path(sys.argv[1]))
