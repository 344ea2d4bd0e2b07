"""Text of both themes stands out from its background by 4.5 to 1, the limit of WCAG 2.1 AA; disabled text by 3 to 1."""

from __future__ import annotations

import pytest
from PyQt5.QtGui import QColor, QPalette

from iceboxer.boxmanager.window.theme import DARK, LIGHT, Colours, palette_of

LEAST, LEAST_DISABLED = 4.5, 3.0
ROLE = QPalette.ColorRole
PAIRS = (
    (ROLE.WindowText, ROLE.Window),
    (ROLE.Text, ROLE.Base),
    (ROLE.Text, ROLE.AlternateBase),
    (ROLE.ButtonText, ROLE.Button),
    (ROLE.ToolTipText, ROLE.ToolTipBase),
    (ROLE.HighlightedText, ROLE.Highlight),
    (ROLE.PlaceholderText, ROLE.Base),
    (ROLE.Link, ROLE.Window),
    (ROLE.Link, ROLE.Base),
)


def luminance(colour: QColor) -> float:
    """Return the relative luminance as WCAG 2.1 defines it."""
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour.getRgbF()[:3]]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: QColor, other: QColor) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_black_on_white_has_the_contrast_of_the_definition() -> None:
    assert contrast(QColor("black"), QColor("white")) == pytest.approx(21)
    assert contrast(QColor("#777777"), QColor("white")) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("colours", [DARK, LIGHT], ids=["dark", "light"])
def test_text_can_be_read(colours: Colours) -> None:
    palette = palette_of(colours)
    found = {(text, back): contrast(palette.color(text), palette.color(back)) for text, back in PAIRS}
    for back in ("window", "panel", "base", "raised"):  # in the rules of the style sheet
        for text in ("text", "faint"):
            found[text, back] = contrast(QColor(getattr(colours, text)), QColor(getattr(colours, back)))
    found["text", "warning"] = contrast(QColor(colours.text), QColor(colours.warning))
    found["on_accent", "accent"] = contrast(QColor(colours.on_accent), QColor(colours.accent))
    assert {pair: round(value, 2) for pair, value in found.items() if value < LEAST} == {}


@pytest.mark.parametrize("colours", [DARK, LIGHT], ids=["dark", "light"])
def test_disabled_text_can_be_read_and_differs_from_other_text(colours: Colours) -> None:
    ink = palette_of(colours).color(QPalette.ColorGroup.Disabled, ROLE.WindowText)
    share = ink.alphaF()
    for name in ("window", "panel", "base", "raised"):
        back = QColor(getattr(colours, name))
        parts = [share * i + (1 - share) * b for i, b in zip(ink.getRgbF()[:3], back.getRgbF()[:3], strict=True)]
        found = contrast(QColor.fromRgbF(*parts), back)
        assert LEAST_DISABLED <= found < contrast(QColor(colours.text), back) / 2, name
