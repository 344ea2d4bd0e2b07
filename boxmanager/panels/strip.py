"""The strip above the micrograph: shows the state of a lasting activity, with buttons."""

from __future__ import annotations

from collections.abc import Callable

from PyQt5.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from iceboxer.boxmanager.core.plain_text import rich_label


class Strip(QFrame):
    """A line of text with buttons, hidden while its text is empty."""

    def __init__(self, name: str, buttons: dict[str, Callable[[], object]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("strip")
        self.setAccessibleName(name)
        self.text = rich_label()
        self.text.setWordWrap(True)
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.buttons = {text: QPushButton(text) for text in buttons}
        self.inner = QHBoxLayout(self)
        em = self.fontMetrics().height()
        self.inner.setContentsMargins(em // 2, em // 4, em // 2, em // 4)
        self.inner.addWidget(self.text)
        for text, call in buttons.items():
            self.buttons[text].setAccessibleName(text)
            self.buttons[text].clicked.connect(lambda _, call=call: call())
            self.inner.addWidget(self.buttons[text])
        self.hide()

    def show_text(self, text: str) -> None:
        """Show `text`; an empty text hides the strip."""
        self.text.setText(text)
        self.setVisible(bool(text))
