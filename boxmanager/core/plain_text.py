"""Names are text: no name of a file, model or project is ever taken for HTML.

Qt shows a text that looks like HTML as HTML, and reads the files that its images name. Here every label is plain,
including those in message boxes and tooltips, unless it was made to be rich; what a rich label shows of a name must be
escaped with `html.escape`. Characters that reverse what follows, break a line or cannot be seen are escaped too: a
name of a file could otherwise turn a whole sentence around.
"""

from __future__ import annotations

import re

from PyQt5.QtCore import QEvent, QObject, Qt
from PyQt5.QtWidgets import QApplication, QLabel, QWidget

from iceboxer.engine.text import printable

Format = Qt.TextFormat
ACCESS_KEY = re.compile(r"\(&.\)|&")  # a letter of the text, or one in brackets behind it where the script has none
SHOWN = (QEvent.Type.Polish, QEvent.Type.Show, QEvent.Type.Paint)
# control characters other than tabs and line breaks, marks that change the direction, and halves of characters
HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


class PlainText(QObject):
    """Makes each label plain before it is shown, unless its format was set, and escapes what cannot be seen in it."""

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Set the format of a label that is about to be shown, and its text if that changed until it is painted."""
        if event is None or event.type() not in SHOWN:
            return False
        if not isinstance(watched, QLabel):
            return False
        if event.type() == QEvent.Type.Polish and watched.textFormat() == Format.AutoText:
            watched.setTextFormat(Format.PlainText)
        if HIDDEN.search(watched.text()):
            watched.setText(escape_hidden(watched.text()))
            if watched.isWindow():  # a tooltip
                watched.adjustSize()
        return False


def show_names_as_text() -> None:
    """Apply the rule to all windows of the program."""
    application = QApplication.instance()
    if application is not None and application.findChild(PlainText) is None:
        application.installEventFilter(PlainText(application))


def rich_label(text: str = "", parent: QWidget | None = None) -> QLabel:
    """Return a label whose text is HTML; names in it must be escaped."""
    label = QLabel(parent)
    label.setTextFormat(Format.RichText)
    label.setText(text)
    return label


def escape_hidden(text: str) -> str:
    """Return a text with characters escaped that reverse what follows, or cannot be seen; see `HIDDEN`.

    Unlike `engine.text.printable`, which is for names, this keeps the wide and narrow spaces that sentences contain.
    """
    return HIDDEN.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def on_one_line(name: str) -> str:
    """Return a name with control characters and line breaks escaped, for lists and titles."""
    return printable(name).replace("\n", "\\n")


def on_button(name: str) -> str:
    """Return a name for a button or a menu, where a single & would underline the next letter."""
    return on_one_line(name).replace("&", "&&")


def without_access_key(text: str) -> str:
    """Return the text of a menu or an action without its access key and without the ellipsis."""
    return ACCESS_KEY.sub("", text).removesuffix("…")
