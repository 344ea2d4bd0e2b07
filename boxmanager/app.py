"""Starts the window."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

from PyQt5.QtCore import Qt, QTimer
from PyQt5.QtWidgets import QApplication

from iceboxer.boxmanager.settings import Settings
from iceboxer.boxmanager.theme import apply_theme

WARM_UP_MS = 3000  # after the start; the engine is then ready when it is wanted


def make_application(arguments: list[str]) -> QApplication:
    """The one QApplication, sharp on screens of any density."""
    running = QApplication.instance()
    if isinstance(running, QApplication):
        return running
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_EnableHighDpiScaling)
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_UseHighDpiPixmaps)
    QApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    app = QApplication(arguments)
    app.setApplicationName("iceboxer")
    app.setApplicationDisplayName("Iceboxer")
    app.setDesktopFileName("iceboxer")
    return app


def main(paths: list[str]) -> int:
    """Open the window on files, folders or a project; with none on what was open last."""
    app = make_application(sys.argv[:1])
    settings = Settings()
    apply_theme(app, settings.get("theme"))
    from iceboxer.boxmanager.icons import program_icon
    from iceboxer.boxmanager.main_window import MainWindow

    app.setWindowIcon(program_icon())
    window = MainWindow(settings)
    window.show()
    window.begin([Path(path) for path in paths])
    QTimer.singleShot(WARM_UP_MS, window.learning.ask_device)
    signal.signal(signal.SIGINT, lambda *_: app.quit())
    awake = QTimer()  # lets Python see a Ctrl-C between two events of Qt
    awake.timeout.connect(lambda: None)
    awake.start(300)
    return int(app.exec())
