"""The text of a report of a problem: versions, machine, device, project and log."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version

import psutil
from PyQt5.QtCore import PYQT_VERSION_STR, QT_VERSION_STR
from PyQt5.QtWidgets import QApplication

from iceboxer.boxmanager.core.activity import Activity
from iceboxer.boxmanager.core.log import Log
from iceboxer.boxmanager.core.session import Session
from iceboxer.engine.version import __version__

PACKAGES = ("torch", "numpy", "scipy", "mrcfile", "tifffile")
LOG_LINES = 200


def report_text(session: Session, activity: Activity, log: Log) -> str:
    """Return the report; it has counts of the project and names of files only as far as the log has them."""
    project = session.project
    screens = [
        f"{screen.size().width()} × {screen.size().height()} at {screen.devicePixelRatio():g}"
        for screen in QApplication.screens()
    ]
    facts = {
        "Iceboxer": __version__,
        "System": f"{platform.platform()}, {QApplication.platformName()}",
        "Python": platform.python_version(),
        "Qt": f"{QT_VERSION_STR}, PyQt {PYQT_VERSION_STR}",
        **{name: _version(name) for name in PACKAGES},
        "Processors": f"{os.cpu_count()}, {psutil.virtual_memory().total / 2**30:.0f} GB of memory",
        "Device": activity.device or "not known yet",
        "Screens": "; ".join(screens),
        "Micrographs": f"{len(project.micrographs):,}, the current one {session.shape or 'not read'}",
        "Model": f"{session.model_name or 'general'}, {session.card.network if session.card else 'built in'}",
        "Running": str(activity.running.value if activity.running else "nothing"),
    }
    wide = max(map(len, facts))
    lines = [f"{name:<{wide}}  {value}" for name, value in facts.items()]
    return "\n".join([*lines, "", "What happened:", "", "", "Log:", log.text(LOG_LINES)])


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
