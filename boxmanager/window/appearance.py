"""The preferences: theme, colours and lines."""

from __future__ import annotations

from PyQt5.QtCore import QObject
from PyQt5.QtWidgets import QApplication

from iceboxer.boxmanager.canvas.markers import Marker, marker_from
from iceboxer.boxmanager.canvas.micrograph_view import MicrographView
from iceboxer.boxmanager.canvas.overlay import Style
from iceboxer.boxmanager.core.host import Host, Slots
from iceboxer.boxmanager.core.settings import Settings
from iceboxer.boxmanager.panels.gallery import GalleryPanel
from iceboxer.boxmanager.panels.histogram import HistogramSlider
from iceboxer.boxmanager.window.theme import apply_theme


class Appearance(QObject):
    """Opens the preferences and applies them while they are changed."""

    def __init__(
        self, settings: Settings, canvas: MicrographView, gallery: GalleryPanel, host: Host, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.settings, self.canvas, self.gallery, self.host = settings, canvas, gallery, host
        self._histograms: tuple[HistogramSlider, ...] = ()

    @property
    def slots(self) -> Slots:
        """The slots of the actions."""
        return {
            "preferences": self.choose,
            "next_marker": self.next_marker,
            "log_histograms": self.set_log_histograms,
        }

    def follow_histograms(self, *histograms: HistogramSlider) -> None:
        """Set the axis of these histograms, now and when it is changed."""
        self._histograms = histograms
        self.set_log_histograms(bool(self.settings.get("log_histograms")))

    def set_log_histograms(self, on: bool) -> None:
        """Show all histograms with a logarithmic axis, or with square roots."""
        self.settings.set("log_histograms", on)
        for histogram in self._histograms:
            histogram.set_logarithmic(on)

    def next_marker(self) -> None:
        """Mark the boxes by the next shape: circle, box, dot, cross."""
        markers = list(Marker)
        here = markers.index(marker_from(self.settings.get("marker")))
        self.settings.set("marker", markers[(here + 1) % len(markers)].value)
        self._apply_style()

    def choose(self) -> None:
        """Open the preferences."""
        from iceboxer.boxmanager.dialogs.preferences import Preferences

        dialog = Preferences(self.settings, self.host.dialog_parent)
        dialog.changed.connect(self.apply)
        dialog.exec()

    def apply(self) -> None:
        """Apply the settings to the program and to everything that draws boxes."""
        app = QApplication.instance()
        if isinstance(app, QApplication):
            apply_theme(app, self.settings.get("theme"))
        self._apply_style()

    def _apply_style(self) -> None:
        style = style_from(self.settings)
        self.canvas.set_style(style)
        self.gallery.set_style(style)


def style_from(settings: Settings) -> Style:
    """Return the style of boxes according to the settings."""
    return Style(
        settings.get("label_colour"),
        settings.get("pick_colour"),
        settings.get("rejected_colour"),
        settings.get("line_width"),
        settings.get("opacity"),
        marker_from(settings.get("marker")),
    )
