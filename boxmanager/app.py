"""The start of the window."""

from __future__ import annotations

import locale
import signal
import sys
from importlib.util import find_spec
from pathlib import Path

from PyQt5 import sip
from PyQt5.QtCore import Qt, QTimer
from PyQt5.QtGui import QFont, QFontDatabase
from PyQt5.QtWidgets import QApplication

from iceboxer.boxmanager.core import language
from iceboxer.boxmanager.core.process import share_memory, take_short_turns
from iceboxer.boxmanager.core.settings import Settings
from iceboxer.boxmanager.desktop import ID
from iceboxer.boxmanager.window.theme import apply_theme

DEVICE_MS = 3000  # after the start, when the first look has begun
ALIASES = {"Monospace", "Sans Serif", "Serif"}  # Fontconfig lists them even if there is no font
_kept: list[QApplication] = []  # the application must outlive its windows: destroyed before them, it takes them along


def make_application(arguments: list[str]) -> QApplication:
    """Return the one QApplication, set up for screens of any density."""
    share_memory()
    take_short_turns()
    running = QApplication.instance()
    if isinstance(running, QApplication):
        return running
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_EnableHighDpiScaling)
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_UseHighDpiPixmaps)
    QApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    app = QApplication(arguments)
    locale.setlocale(locale.LC_NUMERIC, "C")  # Qt has set the system's, in which libraries would read 1.5 as 1
    app.setApplicationName("iceboxer")
    app.setApplicationDisplayName("Iceboxer")
    app.setDesktopFileName(ID)
    _ensure_font(app)
    _kept.append(app)
    return app


def _ensure_font(app: QApplication) -> None:
    """Load a font of Matplotlib's where the system has none, as minimal ones with an X server alone."""
    if not ALIASES.issuperset(QFontDatabase().families()):
        return
    (package,) = find_spec("matplotlib").submodule_search_locations or ("",)  # type: ignore[union-attr]
    for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"):
        QFontDatabase.addApplicationFont(str(Path(package) / "mpl-data" / "fonts" / "ttf" / name))
    app.setFont(QFont("DejaVu Sans", 9))


def main(paths: list[str]) -> int:
    """Open the window on files, folders or a project, by default the last ones; return the exit code."""
    from iceboxer.boxmanager.jobs.engine_process import EngineProcess

    engine = EngineProcess()
    engine.start()  # first, since it loads for longer than the window
    app = make_application(sys.argv[:1])
    settings = Settings()
    language.install(app, settings.get("language"))
    apply_theme(app, settings.get("theme"))
    from iceboxer.boxmanager.core.icons import program_icon
    from iceboxer.boxmanager.window.main_window import MainWindow

    app.setWindowIcon(program_icon())
    window = MainWindow(settings, engine)
    window.show()
    window.begin([Path(path) for path in paths])
    QTimer.singleShot(DEVICE_MS, window.learning.find_device)
    signal.signal(signal.SIGINT, lambda *_: app.quit())
    heartbeat = QTimer()  # Python handles Ctrl-C only when it runs, so run it regularly
    heartbeat.timeout.connect(lambda: None)
    heartbeat.start(300)
    code = int(app.exec())
    heartbeat.stop()
    window.stop()  # Ctrl-C ends the application without closing the window
    sip.delete(window)  # while the application and Python's own modules are still there
    return code
