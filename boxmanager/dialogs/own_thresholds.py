"""A sentence on micrographs that do not have the common threshold, for dialogs that export."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PyQt5.QtCore import QCoreApplication

from iceboxer.boxmanager.document.plurals import counted
from iceboxer.boxmanager.document.view import View


def _tr(text: str) -> str:
    return QCoreApplication.translate("OwnThresholds", text)


def describe_own_thresholds(view: View, micrographs: Iterable[Path]) -> str:
    """Return how many of the exported micrographs have other thresholds, after a space; empty if none has."""
    count = sum(path in view.thresholds for path in micrographs)
    if not count:
        return ""
    one, many = _tr("1 micrograph has another threshold."), _tr("{0:,} micrographs have other thresholds.")
    return " " + counted(count, one, many)
