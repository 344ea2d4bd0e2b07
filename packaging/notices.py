"""Print the licences of everything that Iceboxer needs and that is installed beside it: python packaging/notices.py

The bundle and containers hold these packages; their licences demand that the texts go along.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution

TEXTS = re.compile(r"(^|/)(licen[cs]e|copying|notice|copyright|authors)[^/]*$", re.IGNORECASE)


def main() -> int:
    """Print one section per package, in alphabetical order."""
    for found in sorted(needed("iceboxer"), key=lambda found: found.name.lower()):
        sys.stdout.write(section(found))
    return 0


def needed(name: str) -> list[Distribution]:
    """Return a package and all that it requires, directly or not, as far as it is installed."""
    done: dict[str, Distribution] = {}
    waiting = [name]
    while waiting:
        key = re.sub(r"[-_.]+", "-", waiting.pop()).lower()  # the normalised name, PEP 503
        if key in done:
            continue
        try:
            done[key] = distribution(key)
        except PackageNotFoundError:  # for another platform, or an extra that was not asked for
            continue
        waiting += [word for line in done[key].requires or () if (word := required(line))]
    return list(done.values())


def required(line: str) -> str:
    """Return the package that a requirement names; empty if it belongs to an extra."""
    match = re.match(r"[A-Za-z0-9._-]+", line)
    return match.group() if match and "extra ==" not in line else ""


def section(found: Distribution) -> str:
    """Return a package's name, version, licence, homepage and the texts that came with it."""
    data = found.metadata
    classifiers = [line.split(" :: ")[-1] for line in data.get_all("Classifier", []) if line.startswith("License")]
    licence = data.get("License-Expression") or ", ".join(classifiers) or (data.get("License") or "").split("\n")[0]
    pages = [data.get("Home-page") or "", *(line.split(", ")[-1] for line in data.get_all("Project-URL", []))]
    head = f"{data['Name']} {found.version}\n{licence or 'see below'}\n{next(filter(None, pages), '')}\n"
    return f"{'=' * 100}\n{head}\n{''.join(texts(found))}\n"


def texts(found: Distribution) -> Iterator[str]:
    """Yield the licence texts of a package."""
    for path in sorted(found.files or (), key=str):
        if TEXTS.search(str(path)) and path.suffix not in (".py", ".pyc", ".pyi"):
            yield f"{path.locate().read_text(encoding='utf-8', errors='replace').strip()}\n\n"


if __name__ == "__main__":
    sys.exit(main())
