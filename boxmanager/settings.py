"""What the program remembers between two runs, and where it keeps what is not yet saved."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from PyQt5.QtCore import QByteArray, QSettings, QStandardPaths

RECENT = 10

DEFAULTS: dict[str, Any] = {
    "theme": "system",
    "line_width": 1.5,
    "opacity": 1.0,
    "label_colour": "#56B4E9",
    "pick_colour": "#E69F00",
    "rejected_colour": "#CC79A7",
    "train_minutes": 2.0,
    "train_network": "compact",
    "train_start": "present",
    "train_advanced": {},
    "device": "auto",
    "recent": [],
    "last": "",
    "export_format": "star",
    "export_all": True,
    "export_folder": "",
    "open_folder": "",
    "import_folder": "",
    "watch_folder": "",
}


class Settings:
    """Plain values by name, kept in an INI file. Tests hand in a `folder` of their own."""

    def __init__(self, folder: Path | None = None) -> None:
        if folder is None:
            place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppConfigLocation)
            data = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppDataLocation)
            self.file, self.data_folder = Path(place) / "iceboxer.ini", Path(data)
        else:
            self.file, self.data_folder = folder / "iceboxer.ini", folder / "data"
        self._store = QSettings(str(self.file), QSettings.Format.IniFormat)

    def get(self, name: str) -> Any:
        """The value, or its default where none or a damaged one is kept."""
        default = DEFAULTS[name]
        try:
            value = json.loads(str(self._store.value(name, json.dumps(default))))
        except (ValueError, RecursionError):
            return default
        if isinstance(default, float) and isinstance(value, int):
            return float(value)
        return value if isinstance(value, type(default)) else default

    def set(self, name: str, value: Any) -> None:
        """Keep a value."""
        if name not in DEFAULTS:
            raise KeyError(name)
        self._store.setValue(name, json.dumps(value))

    def get_state(self, name: str) -> QByteArray | None:
        """A window's geometry or layout as it was kept."""
        value = self._store.value(f"state/{name}")
        return value if isinstance(value, QByteArray) else None

    def set_state(self, name: str, state: QByteArray) -> None:
        """Keep a window's geometry or layout."""
        self._store.setValue(f"state/{name}", state)

    def add_recent(self, path: Path) -> None:
        """Put a project or folder first among the recent ones."""
        recent = [str(path), *(p for p in self.get("recent") if p != str(path))]
        self.set("recent", recent[:RECENT])

    @property
    def unsaved_folder(self) -> Path:
        """Where projects without a name are kept, so that a crash loses nothing."""
        return self.data_folder / "unsaved"
