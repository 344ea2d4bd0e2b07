"""The check that a window can be opened, before Qt ends the process because it cannot."""

from __future__ import annotations

import os
import select
import sys

from iceboxer.engine.cli.window_requirements import missing_library, missing_packages

WITHOUT_DISPLAY = ("offscreen", "minimal", "minimalegl", "vnc", "linuxfb", "eglfs")  # Qt's platforms for no desktop
PATIENCE = 15.0  # s for Qt to connect to the display
ADVICE = (
    "Log in to a desktop, connect with ssh -X or a remote desktop, or work without the window: "
    "iceboxer pick FOLDER --output FOLDER (see iceboxer --help)."
)


def missing_display() -> str:
    """Return a sentence on why no window can be opened and what to do, or "" if one can."""
    if lacking := missing_packages():
        names = " ".join(lacking)
        return f"The window needs packages that are not installed: pip install {names}. Commands work without them."
    if not sys.platform.startswith("linux"):
        return ""
    platform = os.environ.get("QT_QPA_PLATFORM", "").split(":")[0].split(";")[0]
    if platform in WITHOUT_DISPLAY:
        return ""
    if not platform and not any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")):
        return f"There is no display to open the window on. {ADVICE}"
    reason = _try_qt()
    return "" if reason is None else f"The window cannot be opened: {reason}. {ADVICE}"


def _try_qt() -> str | None:
    """Start Qt in a child process, since it aborts if it cannot; return its reason, None if it can."""
    try:
        from PyQt5.QtWidgets import QApplication
    except ImportError as e:
        return missing_library() or f"Qt cannot be loaded ({e})"
    import resource  # Linux and macOS only

    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            os.dup2(writing, 2)
            QApplication(sys.argv[:1])
            os.write(writing, b"\0")
        finally:
            os._exit(0)
    os.close(writing)
    said = _read_all(reading)
    if said is None:  # a slow connection; Qt itself may wait longer
        os.kill(child, 9)
    os.waitpid(child, 0)
    if said is None or said.endswith(b"\0"):
        return None
    lines = [line for line in said.decode(errors="replace").splitlines() if line.strip()]
    if any("could not load the qt platform plugin" in line.lower() for line in lines) and (
        problem := missing_library()
    ):
        return problem
    return lines[0].strip().rstrip(".") if lines else "Qt ended without a message"


def _read_all(pipe: int) -> bytes | None:
    """Read a pipe to its end and close it; return None if that takes too long."""
    said = b""
    with os.fdopen(pipe, "rb", buffering=0) as stream:
        while select.select([stream], [], [], PATIENCE)[0]:
            piece = stream.read(4096)
            if not piece:
                return said
            said += piece
    return None
