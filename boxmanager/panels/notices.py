"""The banner over the micrograph: a message with buttons that does not block the window."""

from __future__ import annotations

from collections.abc import Callable

from PyQt5.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget


class Banner(QFrame):
    """A message, an optional action and a button that dismisses it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.act = QPushButton()
        self.act.setAccessibleName(self.tr("Suggested action"))
        self.dismiss = QPushButton(self.tr("Dismiss"))
        self.dismiss.setAccessibleName(self.tr("Dismiss"))
        self.dismiss.clicked.connect(self.hide)
        self.act.clicked.connect(self._clicked)
        self._call: Callable[[], object] | None = None
        layout = QHBoxLayout(self)
        em = self.fontMetrics().height()
        layout.setContentsMargins(em // 2, em // 4, em // 2, em // 4)
        for widget in (self.text, self.act, self.dismiss):
            layout.addWidget(widget)
        self.hide()

    def show_text(self, text: str, button: str = "", call: Callable[[], object] | None = None) -> None:
        """Show a message, with a button for `call` if `button` is not empty."""
        self.text.setText(text)
        self._call = call
        self.act.setText(button)
        self.act.setAccessibleName(button)
        self.act.setVisible(call is not None)
        self.show()

    def _clicked(self) -> None:
        if self._call is not None:
            self._call()
