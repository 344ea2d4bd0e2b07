"""The program's entry in the menu of a Linux desktop, with its icon and file types."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

from iceboxer.engine.data.atomic import make_folder, write_text
from iceboxer.engine.errors import EngineError

ID = "org.iceboxer.Iceboxer"
INSTALL, REMOVE = "--install-desktop", "--remove-desktop"
# source below `resources` and target below the folder for data of the XDG base directory specification
FILES = {
    f"desktop/{ID}.desktop": f"applications/{ID}.desktop",
    f"desktop/{ID}.metainfo.xml": f"metainfo/{ID}.metainfo.xml",
    f"desktop/{ID}.xml": f"mime/packages/{ID}.xml",
    "icons/iceboxer.svg": f"icons/hicolor/scalable/apps/{ID}.svg",
}
INDEXES = {"update-desktop-database": "applications", "update-mime-database": "mime"}  # program and its folder


def run(option: str) -> str:
    """Install or remove the entry for this user; return a sentence for the terminal.

    Raises
    ------
    EngineError
        This is not Linux, or a file cannot be written or removed.
    """
    if not sys.platform.startswith("linux"):
        raise EngineError(f"{option} works on Linux only. Create a shortcut to the program 'iceboxer' instead.")
    home = data_home()
    try:
        return _install(home) if option == INSTALL else _remove(home)
    except OSError as e:
        raise EngineError(f"The menu entry cannot be changed in {home}: {e.strerror or e}.") from e


def data_home() -> Path:
    """Return the user's folder for data (XDG base directory specification, ``XDG_DATA_HOME``)."""
    given = os.environ.get("XDG_DATA_HOME", "")
    return Path(given) if given.startswith("/") else Path.home() / ".local" / "share"


def launch_words() -> list[str]:
    """Return the program of this installation and its arguments; the menu does not know a user's PATH."""
    bundled = sys.executable if getattr(sys, "frozen", False) else None  # see packaging/bundle
    program = bundled or shutil.which("iceboxer", path=str(Path(sys.executable).parent))
    return [program] if program else [sys.executable, "-m", "iceboxer"]


def launch_command() -> str:
    """Return the command that starts this installation, quoted for ``Exec`` of a desktop entry."""
    return _escape_backslashes(" ".join(_quote(word) for word in launch_words()))


def _quote(word: str) -> str:
    word = word.replace("%", "%%")  # a single % begins a field code
    if shlex.quote(word) == word:
        return word
    escaped = re.sub(r'["`$\\]', r"\\\g<0>", word)
    return f'"{escaped}"'


def _escape_backslashes(value: str) -> str:
    return value.replace("\\", "\\\\")


def _install(home: Path) -> str:
    for source, target in FILES.items():
        text = (files("iceboxer.resources") / source).read_text(encoding="utf-8")
        if target.endswith(".desktop"):
            # desktops hide an entry whose TryExec is gone, as after `pip uninstall`
            text = text.replace("TryExec=iceboxer", f"TryExec={_escape_backslashes(launch_words()[0])}")
            text = text.replace("\nExec=iceboxer", f"\nExec={launch_command()}")
        make_folder((home / target).parent)
        write_text(home / target, text)
    _update_indexes(home)
    return f"Iceboxer is in the menu now, and opens MRC and CBOX files. Files are in {home}; {REMOVE} removes them."


def _remove(home: Path) -> str:
    present = [home / target for target in FILES.values() if (home / target).exists()]
    for path in present:
        path.unlink()
    if not present:
        return f"There is no menu entry of Iceboxer in {home}."
    _update_indexes(home)
    return "The menu entry of Iceboxer is removed."


def _update_indexes(home: Path) -> None:
    """Update the indexes of desktops that have them; the others read the files."""
    for program, folder in INDEXES.items():
        if found := shutil.which(program):
            subprocess.run([found, str(home / folder)], check=False, capture_output=True)
