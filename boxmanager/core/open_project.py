"""The open project: its micrographs, the current one, the active model and the view."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PyQt5.QtCore import QObject, pyqtSignal

from iceboxer.boxmanager.document.by_defocus import thresholds_by_defocus
from iceboxer.boxmanager.document.project import Project
from iceboxer.boxmanager.document.view import View
from iceboxer.engine.data.defocus import DefocusCurve, Points
from iceboxer.engine.data.model_card import Card, read_card
from iceboxer.engine.errors import ReadError


class OpenProject(QObject):
    """The open project without its boxes, and how it is viewed. Emits one signal for each thing that can change."""

    project_changed = pyqtSignal()  # another project, or micrographs were added or removed
    current_changed = pyqtSignal()  # another micrograph is shown
    marks_changed = pyqtSignal(object)  # the empty mark or the problem of this micrograph
    view_changed = pyqtSignal()
    size_changed = pyqtSignal()  # box size or pixel size
    selection_changed = pyqtSignal()
    model_changed = pyqtSignal()  # another active model, or none
    modified = pyqtSignal()  # something must be saved
    problem = pyqtSignal(str, str)  # sentence, details

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.project = Project()
        self.selection: frozenset[int] = frozenset()
        self.problems: dict[Path, str] = {}
        self.unsaved_index = False
        self.edited = False  # by the user, since the project was opened or saved in its folder
        self.shape: tuple[int, int] | None = None  # height, width of the current micrograph, px
        self.file_pixel_size: float | None = None  # Å/px, from the header of the current micrograph
        self.card: Card | None = None  # of the active model
        self.even_curve: Callable[[float], DefocusCurve | None] | None = None  # by the common threshold

    # ── micrographs ─────────────────────────────────────────────────────────────────────────────────────────

    @property
    def current(self) -> Path | None:
        """The current micrograph, or None if the project has none."""
        return self.project.current

    @property
    def index(self) -> int:
        """The index of the current micrograph, -1 if there is none."""
        return self.project.index(self.current) if self.current else -1

    def go_to(self, path: Path) -> None:
        """Show another micrograph."""
        if path != self.project.current and path in self.project.box_files:
            self.project.current = path
            self.shape = self.file_pixel_size = None
            self.selection = frozenset()
            self.current_changed.emit()
            self.selection_changed.emit()

    def step(self, by: int) -> None:
        """Show the micrograph `by` positions further in the list, if there is one."""
        target = self.index + by
        if self.current and 0 <= target < len(self.project.micrographs):
            self.go_to(self.project.micrographs[target])

    def set_file_facts(self, shape: tuple[int, int], pixel_size: float | None) -> None:
        """Store the shape (height, width) in px and the pixel size in Å/px of the current micrograph's file."""
        self.shape, self.file_pixel_size = shape, pixel_size
        self.size_changed.emit()

    def mark_problem(self, path: Path, reason: str) -> None:
        """Mark a micrograph as unreadable; it stays in the list, with the reason."""
        self.problems[path] = reason
        self.marks_changed.emit(path)

    # ── the active model ────────────────────────────────────────────────────────────────────────────────────

    def use_model(self, path: Path | None) -> None:
        """Make `path` the active model, with its threshold unless a person set one; None is the general model."""
        self.project.model = path
        self.card = self._read_card(path)
        if self.card is not None:
            self.recommend_threshold(self.card.threshold)
        self.model_changed.emit()
        self.touch_index(by_hand=False)

    @property
    def model_name(self) -> str | None:
        """The name of the active model; None if there is none."""
        return self.project.model.stem if self.project.model is not None else None

    def _read_card(self, path: Path | None) -> Card | None:
        if path is None:
            return None
        try:
            return read_card(path)
        except ReadError as e:
            self.problem.emit(str(e), "")
            return None

    # ── the view ─────────────────────────────────────────────────────────────────────────────────

    @property
    def view(self) -> View:
        """Threshold, size range and contrast."""
        return self.project.view

    def change_view(self, **changes: Any) -> None:
        """Change the view: `change_view(threshold=0.4)`."""
        changed = replace(self.view, **changes)
        if "curve" in changes:
            changed = replace(changed, by_defocus=thresholds_by_defocus(changed.curve, self.project.defocus))
        if changed != self.view:
            self.project.view = changed
            self.view_changed.emit()
            self.touch_index(by_hand=False)

    @property
    def threshold(self) -> float:
        """The threshold of the current micrograph: its own, that of its defocus, or the common one."""
        return self.view.threshold_of(self.current)

    @property
    def has_own_threshold(self) -> bool:
        """Whether the current micrograph has a threshold of its own."""
        return self.current in self.view.own_thresholds

    def set_threshold(self, threshold: float) -> None:
        """Set the threshold of the current micrograph as a person does: its own, or the common one."""
        if self.has_own_threshold:
            self.set_own_threshold(threshold)
        else:
            self.set_common_threshold(threshold)

    def set_common_threshold(self, threshold: float) -> None:
        """Set the threshold of all micrographs without their own as a person does; no model changes it from now on."""
        self.change_view(threshold=threshold, threshold_set=True, **self._curve_at(threshold))

    def _curve_at(self, threshold: float) -> dict[str, Points]:
        """Return the change of the curve that goes with another common threshold: made anew, or shifted if by hand."""
        view = self.view
        if not view.curve:
            return {}
        even = None if view.curve_by_hand or self.even_curve is None else self.even_curve(threshold)
        return {"curve": (even or DefocusCurve(view.curve).shifted(threshold - view.threshold)).points}

    def set_defocus(self, defocus: dict[Path, float]) -> None:
        """Set the defocus (μm) of micrographs, which the threshold may follow."""
        if defocus != self.project.defocus:
            self.project.defocus = defocus
            self.change_view(curve=self.view.curve)
            self.view_changed.emit()
            self.touch_index(by_hand=False)

    @property
    def adjustable_threshold(self) -> float:
        """The threshold that `set_threshold` sets: that of the current micrograph alone, or the common one."""
        return self.threshold if self.has_own_threshold else self.view.threshold

    def set_own_threshold(self, threshold: float | None) -> None:
        """Give the current micrograph a threshold of its own; None returns it to the common one."""
        if self.current is not None:
            own = {path: value for path, value in self.view.own_thresholds.items() if path != self.current}
            self.change_view(own_thresholds=own if threshold is None else own | {self.current: threshold})

    def recommend_threshold(self, threshold: float) -> None:
        """Set the threshold that a model recommends, unless a person set another."""
        if not self.view.threshold_set:
            self.change_view(threshold=threshold, **self._curve_at(threshold))

    @property
    def pixel_size(self) -> float | None:
        """The pixel size in Å/px set by the user, else that of the current micrograph's file; None if unknown."""
        return self.project.pixel_size or self.file_pixel_size

    def set_pixel_size(self, pixel_size: float | None) -> None:
        """Set the pixel size in Å/px of all micrographs; None uses the one in their files."""
        self.project.pixel_size = pixel_size
        self.size_changed.emit()
        self.touch_index()

    # ── saving ──────────────────────────────────────────────────────────────────────────────────────────────

    def touch_index(self, by_hand: bool = True) -> None:
        """Mark the project file as unsaved; `by_hand` is false for changes that need no question before closing."""
        self.unsaved_index = True
        self.edited = self.edited or by_hand
        self.modified.emit()
