"""The dark and the light theme: a palette and a style sheet. Sizes are relative to the font."""

from __future__ import annotations

from dataclasses import dataclass

from PyQt5.QtCore import QSettings
from PyQt5.QtGui import QColor, QPalette
from PyQt5.QtWidgets import QApplication, QStyleFactory

from iceboxer.boxmanager.core.qt import required


@dataclass(frozen=True)
class Colours:
    """The colours of a theme. All text has a contrast of 4.5 or more; `link` is the accent as a text colour."""

    window: str
    panel: str
    base: str
    raised: str
    line: str
    text: str
    faint: str
    accent: str
    on_accent: str
    link: str
    warning: str


DARK = Colours(
    "#22252a",
    "#2a2e34",
    "#1b1e22",
    "#343941",
    "#3d434c",
    "#e4e7eb",
    "#9ea6b2",
    "#357bb4",
    "#ffffff",
    "#62aee6",
    "#5a4a1e",
)
LIGHT = Colours(
    "#f3f4f6",
    "#fbfbfc",
    "#ffffff",
    "#e8eaee",
    "#d0d4da",
    "#1d2126",
    "#616974",
    "#1f6fb2",
    "#ffffff",
    "#1f6fb2",
    "#fff1c9",
)

RULES = """
QToolTip {{ color: {text}; background: {raised}; border: 1px solid {line}; padding: 0.2em; }}
QMainWindow::separator {{ background: {line}; width: 1px; height: 1px; }}
QToolBar {{ background: {panel}; border: none; border-bottom: 1px solid {line}; }}
QToolBar {{ spacing: 0.1em; padding: 0.1em 0.4em; }}
QToolBar::separator {{ background: {line}; width: 1px; margin: 0.35em 0.45em; }}
QToolButton {{ border: 1px solid transparent; border-radius: 0.35em; padding: 0.28em; }}
QToolButton:hover {{ background: {raised}; }}
QToolButton:checked {{ background: {accent}; border-color: {accent}; }}
QToolButton:focus {{ border-color: {accent}; }}
QToolButton[popupMode="2"] {{ padding-right: 1.1em; }}
QToolButton[popupMode="2"]::menu-indicator {{ subcontrol-origin: border; subcontrol-position: right center; }}
QToolButton#section {{ border: none; border-radius: 0; padding: 0.35em 0.4em; color: {faint}; font-weight: 600; }}
QToolButton#section:checked {{ background: transparent; }}
QToolButton#section:hover {{ background: {raised}; }}
QToolButton#section:focus {{ color: {text}; }}
QMenuBar {{ background: {panel}; border-bottom: 1px solid {line}; }}
QMenuBar::item {{ padding: 0.3em 0.65em; background: transparent; }}
QMenuBar::item:selected {{ background: {raised}; border-radius: 0.3em; }}
QStatusBar {{ background: {panel}; border-top: 1px solid {line}; color: {faint}; }}
QStatusBar::item {{ border: none; }}
QStatusBar QLabel {{ color: {faint}; padding: 0 0.5em; }}
QDockWidget {{ color: {faint}; }}
QDockWidget::title {{ background: {panel}; padding: 0.4em 0.7em; border-bottom: 1px solid {line}; }}
QListView {{ border: none; background: {base}; outline: none; }}
QScrollArea, QScrollArea > QWidget > QWidget {{ border: none; background: {panel}; }}
QScrollBar {{ background: {panel}; border: none; margin: 0; }}
QScrollBar:vertical {{ width: 0.7em; }}
QScrollBar:horizontal {{ height: 0.7em; }}
QScrollBar::handle {{ background: {line}; border-radius: 0.25em; min-height: 2em; min-width: 2em; margin: 0.1em; }}
QScrollBar::handle:hover {{ background: {faint}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QCheckBox::indicator:unchecked {{ width: 0.75em; height: 0.75em; border: 1px solid {faint}; background: {base}; }}
QRadioButton::indicator:unchecked {{ width: 0.75em; height: 0.75em; border: 1px solid {faint}; }}
QRadioButton::indicator:unchecked {{ border-radius: 0.4em; background: {base}; }}
QCheckBox::indicator:unchecked:disabled {{ border-color: {line}; }}
QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
QLabel#heading {{ color: {faint}; font-weight: 600; }}
QLabel#faint {{ color: {faint}; }}
QLabel#figure {{ font-size: 15pt; font-weight: 600; }}
QLabel#title {{ font-size: 18pt; font-weight: 600; }}
QFrame#banner {{ background: {warning}; border: none; border-bottom: 1px solid {line}; }}
QFrame#strip {{ background: {panel}; border: none; border-bottom: 1px solid {line}; }}
QFrame#floating {{ background: {raised}; border: 1px solid {line}; border-radius: 0.4em; }}
QFrame#rule {{ background: {line}; border: none; max-height: 1px; }}
QFrame#upright {{ background: {line}; border: none; max-width: 1px; min-width: 1px; }}
QWidget#panel {{ background: {panel}; }}
"""


def palette_of(colours: Colours) -> QPalette:
    """Return the palette of a theme."""
    palette = QPalette()
    role = QPalette.ColorRole
    for which, name in (
        (role.Window, colours.panel),
        (role.WindowText, colours.text),
        (role.Base, colours.base),
        (role.AlternateBase, colours.panel),
        (role.Text, colours.text),
        (role.Button, colours.raised),
        (role.ButtonText, colours.text),
        (role.BrightText, colours.on_accent),
        (role.ToolTipBase, colours.raised),
        (role.ToolTipText, colours.text),
        (role.Highlight, colours.accent),
        (role.HighlightedText, colours.on_accent),
        (role.Link, colours.link),
        (role.PlaceholderText, colours.faint),
        (role.Mid, colours.line),
        (role.Dark, colours.line),
    ):
        palette.setColor(which, QColor(name))
    for which in (role.WindowText, role.Text, role.ButtonText):
        faint = QColor(colours.faint)
        faint.setAlpha(200)
        palette.setColor(QPalette.ColorGroup.Disabled, which, faint)
    # Fusion draws a light edge under disabled text in this colour, which looks bright on a dark background
    palette.setColor(QPalette.ColorGroup.Disabled, role.Light, QColor("transparent"))
    return palette


def system_is_dark() -> bool:
    """Return whether the desktop uses a dark theme; False if that is unknown."""
    personal = QSettings(
        "HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Themes\\Personalize",
        QSettings.Format.NativeFormat,
    )
    if personal.value("AppsUseLightTheme") is not None:
        return str(personal.value("AppsUseLightTheme")) == "0"
    return required(QApplication.style()).standardPalette().color(QPalette.ColorRole.Window).lightness() < 128


def colours_of(theme: str) -> Colours:
    """Return the colours of "dark", "light" or "system"."""
    if theme == "system":
        return DARK if _system_dark() else LIGHT
    return DARK if theme == "dark" else LIGHT


def _system_dark() -> bool:
    app = QApplication.instance()
    known = app.property("system_is_dark") if app else None
    if known is None:  # read once, before our palette replaces the desktop's
        known = system_is_dark()
        if app:
            app.setProperty("system_is_dark", known)
    return bool(known)


def apply_theme(app: QApplication, theme: str) -> None:
    """Apply a theme to the whole program; nothing happens if it is applied already, since each widget is restyled."""
    colours = colours_of(theme)
    sheet = RULES.format(**colours.__dict__)
    if app.styleSheet() == sheet:
        return
    if required(app.style()).objectName() != "fusion":
        app.setStyle(QStyleFactory.create("Fusion"))
    app.setPalette(palette_of(colours))
    app.setStyleSheet(sheet)
