"""The interface of the main window that features may use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from PyQt5.QtWidgets import QWidget

Slots = Mapping[str, Callable[..., Any]]  # the callable of each action, by the action's name


class Host(Protocol):
    """The narrow interface of the main window that features are given."""

    @property
    def dialog_parent(self) -> QWidget:
        """The widget that dialogs open over."""

    def show_message(self, text: str) -> None:
        """Show a sentence in the status bar for a few seconds."""

    def show_busy(self, text: str) -> None:
        """Show a message until it is replaced; an empty text removes it."""

    def confirm(self, title: str, text: str, button: str) -> bool:
        """Ask a question and return whether the user pressed `button`."""

    def centre_on(self, x: float, y: float) -> None:
        """Bring a point of the current micrograph (px, y up) to the centre of the canvas."""
