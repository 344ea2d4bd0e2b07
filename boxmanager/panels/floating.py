"""A notice that floats over the micrograph, so that nothing moves when it comes and goes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PyQt5.QtCore import QEvent, QObject, QSize, Qt
from PyQt5.QtWidgets import QFrame, QHBoxLayout, QPushButton, QToolButton, QWidget

from iceboxer.boxmanager.core.plain_text import rich_label
from iceboxer.boxmanager.panels.flow import Flow


class Floating(QFrame):
    """A sentence with buttons at the top centre of `parent`, hidden until it is shown with `show_text`."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("floating")
        self.setAccessibleName(name)
        self.text = rich_label()
        self.text.setContentsMargins(0, 0, self.fontMetrics().height() // 2, 0)
        self.close_button = QToolButton()
        self.close_button.setText("✕")
        self.close_button.setAccessibleName(self.tr("Dismiss"))
        self.close_button.setToolTip(self.tr("Dismiss"))
        self.close_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.close_button.clicked.connect(self.hide)
        self.buttons: dict[str, QPushButton] = {}
        self._row = QHBoxLayout(self)
        em = self.fontMetrics().height()
        self._row.setContentsMargins(em, em // 3, em // 2, em // 3)
        self._row.setSpacing(em // 2)
        self._parts = Flow(self.text)
        self._parts.setSpacing(em // 2)
        self._row.addLayout(self._parts, 1)
        self._row.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        parent.installEventFilter(self)
        self.hide()

    def show_text(self, text: str, buttons: Mapping[str, Callable[[], object]]) -> None:
        """Show a sentence with a button for each function; a click on a button also hides the notice."""
        for button in self.buttons.values():
            self._parts.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = {}
        self.text.setText(text)
        for caption, call in buttons.items():
            button = QPushButton(caption)
            button.setAccessibleName(caption)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the focus on the micrograph
            button.clicked.connect(lambda _, call=call: self._run(call))
            self.buttons[caption] = button
            self._parts.addWidget(button)
            button.show()
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.show()
        self.raise_()
        self._place()

    def _run(self, call: Callable[[], object]) -> None:
        self.hide()
        call()

    def _place(self) -> None:
        parent = self.parentWidget()
        if parent is not None:
            self._fit_text(parent.width())
            self._row.activate()
            size = self.sizeHint()  # with the frame, unlike that of the layout
            if size.width() > parent.width():  # a narrow canvas: more lines
                size = QSize(parent.width(), self.heightForWidth(parent.width()))
            self.resize(size)
            self.move(max(0, (parent.width() - self.width()) // 2), self.fontMetrics().height() // 2)

    def _fit_text(self, width: int) -> None:
        """Break the sentence into lines if it does not fit into this width beside the button that closes the notice."""
        self.text.setWordWrap(False)
        wide = self.text.sizeHint().width()
        self.text.setFixedWidth(wide)
        self._row.activate()
        beside = self.sizeHint().width() - self._parts.sizeHint().width()
        room = width - beside
        self.text.setWordWrap(wide > room)
        self.text.setFixedWidth(min(wide, max(room, 1)))

    def event(self, event: QEvent | None) -> bool:
        """Stay as large as the contents, which are measured only once they are shown."""
        done = super().event(event)
        if event is not None and event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self._place()
        return done

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Stay at the centre when the parent is resized."""
        if event is not None and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)
