"""Print the licences of everything that Iceboxer needs and that is installed beside it: python packaging/notices.py

The bundle and containers hold these packages; their licences demand that the texts go along. The bundle also holds
libraries of the system that builds it: see `of_debian`.
"""

from __future__ import annotations

import re
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

TEXTS = re.compile(r"(^|/)(licen[cs]e|copying|notice|copyright|authors)[^/]*$", re.IGNORECASE)
RULE = "=" * 100
GPL = Path(__file__).parent / "licences" / "GPL-3.txt"  # PyQt5 does not hold the text of its licence
COMMON = re.compile(r"/usr/share/common-licenses/([A-Za-z0-9.-]*[A-Za-z0-9])")


def main() -> int:
    """Print one section per package, in alphabetical order."""
    sys.stdout.write(of_packages("iceboxer"))
    return 0


def of_packages(*names: str) -> str:
    """Return the sections of Python, and of packages and all that they require."""
    found = {each.name.lower(): each for name in names for each in needed(name)}
    return of_python() + "".join(section(found[name]) for name in sorted(found))


def of_python() -> str:
    """Return the section of Python itself."""
    folders = sysconfig.get_path("stdlib"), sys.base_prefix
    paths = (Path(folder, name) for folder in folders for name in ("LICENSE.txt", "LICENSE"))
    text = next(
        (path.read_text(encoding="utf-8") for path in paths if path.is_file()), "See https://docs.python.org/license"
    )
    return f"{RULE}\nPython {sys.version.split()[0]}\nPSF-2.0\nhttps://www.python.org\n\n{text.strip()}\n\n"


def of_debian(libraries: Iterable[str]) -> str:
    """Return the sections of the Debian packages that hold these files, and the common licences that they name.

    Raises
    ------
    LookupError
        A file belongs to no package, or the package has no copyright file.
    """
    packages = sorted(set(packages_of(libraries).values()))
    text = "".join(f"{RULE}\n{name} (Debian)\n\n{copyright_of(name)}\n\n" for name in packages)
    for name in sorted(set(COMMON.findall(text))):
        path = Path("/usr/share/common-licenses", name)
        if path.is_file():
            text += f"{RULE}\n{path}\n\n{path.read_text(encoding='utf-8').strip()}\n\n"
    return text


def packages_of(libraries: Iterable[str]) -> dict[str, str]:
    """Return the Debian package that holds each file."""
    # a library may be recorded by the name of its link, and with or without /usr before it
    names = {path: {path, str(Path(path).resolve())} for path in libraries}
    for path, found in names.items():
        names[path] |= {each.removeprefix("/usr") for each in found} | {
            f"/usr{each.removeprefix('/usr')}" for each in found
        }
    command = ["dpkg-query", "--search", *sorted(set().union(*names.values()))]
    lines = subprocess.run(
        command, capture_output=True, text=True, check=False
    ).stdout.splitlines()  # fails if one is unknown
    owners = {path: owner.split(":")[0] for owner, path in (line.rsplit(": ", 1) for line in lines if ": " in line)}
    packages = {path: next((owners[name] for name in sorted(names[path]) if name in owners), "") for path in names}
    if missing := [path for path, package in packages.items() if not package]:
        raise LookupError(f"{missing[0]} belongs to no Debian package, so its licence is unknown.")
    return packages


def copyright_of(package: str) -> str:
    """Return the copyright file of a Debian package."""
    path = Path("/usr/share/doc", package, "copyright")
    if not path.is_file():
        raise LookupError(f"{path} is missing, so the licence of {package} is unknown.")
    return path.read_text(encoding="utf-8", errors="replace").strip()


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
        except PackageNotFoundError:  # for another platform, or an extra that is not installed
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
    own = "".join(texts(found))
    if not own and "GPL v3" in licence:
        own = f"{GPL.read_text(encoding='utf-8').strip()}\n\n"
    return f"{RULE}\n{head}\n{own}\n"


def texts(found: Distribution) -> Iterator[str]:
    """Yield the licence texts of a package."""
    for path in sorted(found.files or (), key=str):
        if TEXTS.search(str(path)) and path.suffix not in (".py", ".pyc", ".pyi"):
            yield f"{path.locate().read_text(encoding='utf-8', errors='replace').strip()}\n\n"


if __name__ == "__main__":
    sys.exit(main())
