"""Writing of many files on another thread, with progress and a way to cancel."""

from __future__ import annotations

import threading
from collections.abc import Callable

from PyQt5.QtCore import QCoreApplication, Qt, QTimer
from PyQt5.QtWidgets import QDialog, QProgressDialog

from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.jobs.background import Background
from iceboxer.engine.errors import Cancelled, EngineError
from iceboxer.engine.events import IsCancelled

SHOW_PROGRESS_MS, PROGRESS_MS = 500, 100  # until the progress is shown, and between two of its updates

Write = Callable[[Callable[[int], object], IsCancelled], object]  # with the report of written files


def write_with_progress(dialog: QDialog, thread: Background, session: Session, files: int, write: Write) -> bool:
    """Run `write`, which writes `files` files, on the thread; return whether all were written.

    The dialog takes no input meanwhile. A failure is shown as a problem of the session.
    """
    text = QCoreApplication.translate
    progress = QProgressDialog(text("Progress", "Exporting…"), text("Progress", "Cancel"), 0, files, dialog)
    progress.setWindowModality(Qt.WindowModality.WindowModal)
    progress.setMinimumDuration(SHOW_PROGRESS_MS)
    written, cancelled = [0], threading.Event()
    progress.canceled.connect(cancelled.set)
    ticks = QTimer(progress)
    ticks.timeout.connect(lambda: progress.setValue(min(written[0], files - 1)))
    ticks.start(PROGRESS_MS)

    def note(count: int) -> None:
        written[0] = count

    dialog.setEnabled(False)
    progress.setEnabled(True)
    try:
        thread.call(lambda: write(note, cancelled.is_set), takes_input=True)
    except Cancelled:
        sentence = text("Progress", "Export cancelled: {0:,} of {1:,} files were written.")
        session.problem.emit(sentence.format(written[0], files), "")
        return False
    except EngineError as e:
        session.problem.emit(str(e), "")
        return False
    finally:
        ticks.stop()
        progress.canceled.disconnect(cancelled.set)
        progress.close()
        dialog.setEnabled(True)
    return True
