"""Film the first hour: ``python -m tests.film --data DIR``.

`DIR` contains ``micrographs/`` and ``truth/`` of EMPIAR-10017. The window is driven by mouse and key events only; the
person knows the truth, so the answers are right. Each chapter starts from what the one before it left in ``--work``,
so that a chapter can be filmed again alone.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

import mrcfile
import numpy as np
from PyQt5 import sip
from PyQt5.QtCore import QSettings, Qt
from PyQt5.QtWidgets import QApplication

from iceboxer.boxmanager.app import make_application
from iceboxer.boxmanager.core.settings import Settings
from iceboxer.boxmanager.window.main_window import MainWindow
from iceboxer.boxmanager.window.theme import apply_theme
from iceboxer.engine.data.micrograph import open_micrograph
from tests.film.chapters import CHAPTERS, TRAINING
from tests.film.reel import Reel

PIXEL_SIZE = 1.77  # Å/px, of EMPIAR-10017
MICROGRAPHS = 3
KEPT = ("project.icebox", "settings")  # what a chapter leaves in the folder of work


def prepare(data: Path, work: Path) -> None:
    """Write a few of the micrographs as MRC files with a pixel size, unless they are there."""
    folder = work / "micrographs"
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted((data / "micrographs").iterdir())[:MICROGRAPHS]:
        target = folder / f"{path.stem}.mrc"
        if not target.exists():
            with mrcfile.new(target) as mrc:
                mrc.set_data(np.asarray(open_micrograph(path).read(), np.int16))
                mrc.voxel_size = PIXEL_SIZE


def restore(work: Path, chapter: str) -> None:
    """Put back what the chapter before this one left.

    Raises
    ------
    SystemExit
        The chapter before was not filmed.
    """
    names = list(CHAPTERS)
    for name in KEPT:
        shutil.rmtree(work / name, ignore_errors=True)
    shutil.rmtree(work / "boxes", ignore_errors=True)
    if chapter == names[0]:
        return
    before = work / "after" / names[names.index(chapter) - 1]
    if not before.is_dir():
        raise SystemExit(f"{before} is missing. Film the chapter '{before.name}' first.")
    for name in KEPT:
        shutil.copytree(before / name, work / name)


def keep(work: Path, chapter: str) -> None:
    """Keep what a chapter left."""
    after = work / "after" / chapter
    shutil.rmtree(after, ignore_errors=True)
    for name in KEPT:
        shutil.copytree(work / name, after / name)


def film(app: QApplication, chapter: str, given: argparse.Namespace) -> None:
    """Film one chapter in a new window."""
    work = given.work.absolute()
    restore(work, chapter)
    settings = Settings(work / "settings")
    settings.set("theme", given.theme)
    apply_theme(app, given.theme)
    window = MainWindow(settings)
    window.setWindowState(Qt.WindowState.WindowNoState)
    window.resize(*given.size)
    window.show()
    window.activateWindow()  # shortcuts work in the active window only: a display needs a window manager
    reel = Reel(window, given.data / "truth", given.output)
    reel.rest(0.5)
    if chapter != next(iter(CHAPTERS)):
        window.begin([])
        reel.until_seen()
    CHAPTERS[chapter](reel, work)
    assert window.saver.save_now()
    window.closing.may_interrupt = lambda: True  # type: ignore[method-assign]
    window.close()
    sip.delete(window)  # while the application is still there
    QSettings(str(settings.file), QSettings.Format.IniFormat).sync()  # writes what waits
    keep(work, chapter)


def main() -> int:
    """Film the story, or some chapters of it; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.film", description="Film the first hour in the window.")
    parser.add_argument("--data", type=Path, required=True, help="folder with micrographs/ and truth/")
    parser.add_argument("--output", type=Path, default=Path("docs/manual"), help="folder for the pictures")
    parser.add_argument("--work", type=Path, default=Path("film-work"), help="folder for micrographs and project")
    parser.add_argument("--chapters", nargs="+", choices=CHAPTERS, default=list(CHAPTERS), help="only these")
    parser.add_argument("--theme", choices=("dark", "light"), default="dark")
    parser.add_argument("--size", type=int, nargs=2, default=(1280, 800), metavar=("WIDTH", "HEIGHT"))
    parser.add_argument("--epoch-steps", type=int, default=20, help="steps in each epoch of the training")
    given = parser.parse_args()
    TRAINING["epoch_steps"] = given.epoch_steps
    app = make_application(sys.argv[:1])
    prepare(given.data, given.work)
    for chapter in given.chapters:
        film(app, chapter, given)
    return 0


if __name__ == "__main__":  # the engine's process imports this file again
    sys.exit(main())
